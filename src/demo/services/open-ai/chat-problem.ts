import { chatRulesOf } from "./models.ts";
import { type Answered, invalid } from "./refusals.ts";

type Body = Readonly<Record<string, unknown>>;

/** The service's own rules on parameters, which fall on whoever writes a body by heart. */
export function chatProblem(body: Body): Answered | undefined {
  return parameterProblem(body) ?? formatProblem(body);
}

const sampling = ["temperature", "top_p", "presence_penalty", "frequency_penalty"] as const;
const usual: Readonly<Record<(typeof sampling)[number], number>> = {
  temperature: 1,
  top_p: 1,
  presence_penalty: 0,
  frequency_penalty: 0,
};

function parameterProblem(body: Body): Answered | undefined {
  const rules = chatRulesOf(String(body.model));
  if (rules === null) {
    return "reasoning_effort" in body ? unsupported("reasoning_effort", "") : undefined;
  }
  if ("max_tokens" in body) return unsupported("max_tokens", " Use 'max_completion_tokens' instead.");
  if ("stop" in body) return unsupported("stop", "");
  const effort = String(body.reasoning_effort ?? rules.usualEffort);
  if (!rules.efforts.includes(effort)) {
    return invalid(
      "unsupported_value",
      `Unsupported value: 'reasoning_effort' does not support '${effort}' with this model. Supported values are: ${rules.efforts.map((one) => `'${one}'`).join(", ")}.`,
    );
  }
  for (const name of sampling) {
    if (!(name in body) || effort === rules.sampledWith || body[name] === usual[name]) continue;
    return invalid(
      "unsupported_value",
      `Unsupported value: '${name}' does not support ${String(body[name])} with this model. Only the default (${usual[name]}) value is supported.`,
    );
  }
  return undefined;
}

function unsupported(name: string, advice: string): Answered {
  return invalid(
    "unsupported_parameter",
    `Unsupported parameter: '${name}' is not supported with this model.${advice}`,
  );
}

interface Schema {
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
}

function formatProblem(body: Body): Answered | undefined {
  const format = body.response_format as
    | { type?: string; json_schema?: { name?: string; strict?: boolean; schema?: Schema } }
    | undefined;
  if (format?.type === "json_object") {
    const said = JSON.stringify(body.messages ?? "");
    return /json/i.test(said)
      ? undefined
      : invalid(
          "invalid_request_error",
          "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
        );
  }
  if (format?.type !== "json_schema" || !format.json_schema?.strict) return undefined;
  const { name, schema } = format.json_schema;
  if (!/^[a-zA-Z0-9_-]{1,64}$/.test(name ?? "")) {
    return invalid("invalid_value", "Invalid 'response_format.json_schema.name'.");
  }
  return schema ? strictProblem(schema) : invalid("invalid_json_schema", "A schema is required.");
}

/** A strict schema closes every object and requires all of its keys. */
function strictProblem(schema: Schema): Answered | undefined {
  const { properties, required = [], additionalProperties, anyOf = [], items } = schema;
  if (properties) {
    if (additionalProperties !== false) {
      return invalid(
        "invalid_json_schema",
        "'additionalProperties' is required to be supplied and to be false.",
      );
    }
    const missing = Object.keys(properties).find((key) => !required.includes(key));
    if (missing !== undefined) {
      return invalid(
        "invalid_json_schema",
        `'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`,
      );
    }
  }
  for (const inner of [...Object.values(properties ?? {}), ...anyOf, ...(items ? [items] : [])]) {
    const problem = strictProblem(inner);
    if (problem) return problem;
  }
  return undefined;
}
