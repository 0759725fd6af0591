import { LoteError } from "../errors/lote-error.ts";
import type { ModelOf } from "./model-table.ts";

/** What the service would refuse in a request's body, and what to write instead. */
export interface Refusal {
  /** The parameter's name. */
  readonly parameter: string;
  readonly problem: string;
  readonly fix: string;
}

type Body = Readonly<Record<string, unknown>>;

const sampling = ["temperature", "top_p", "presence_penalty", "frequency_penalty"] as const;
const usual: Readonly<Record<(typeof sampling)[number], number>> = {
  temperature: 1,
  top_p: 1,
  presence_penalty: 0,
  frequency_penalty: 0,
};

/** Under so many tokens for a model that reasons, reasoning leaves nothing for the answer. */
const leastRoom: Readonly<Record<string, number>> = {
  none: 16,
  minimal: 300,
  low: 600,
  medium: 2000,
  high: 6000,
};

/**
 * Holds a request's body against what is known of its model, before anything is sent: a batch tells of its refusals
 * hours later, and of all its lines at once.
 */
export function preflight(body: Body, model: ModelOf<"chat">): readonly Refusal[] {
  const { parameters } = model;
  const effort = effortIn(body, model);
  return [
    ...(body.model === model.id
      ? []
      : [refusal("model", `it names ${String(body.model)}`, `"model": "${model.id}"`)]),
    ...effortProblems(body, model),
    ...samplingProblems(body, model, effort),
    ...roomProblems(body, model, effort),
    ...(parameters.efforts.length > 0 && "stop" in body
      ? [refusal("stop", "models that reason take no stop sequences", "leave it out")]
      : []),
    ...formatProblems(body, model),
  ];
}

/** @throws LoteError `request-invalid` with all that must be changed */
export function assertAcceptable(body: Body, model: ModelOf<"chat">): void {
  const found = preflight(body, model);
  if (found.length === 0) return;
  throw new LoteError("request-invalid", {
    model: model.id,
    detail: found.map(({ parameter, problem }) => `${parameter}: ${problem}`).join("; "),
    fix: found.map(({ parameter, fix }) => `${parameter}: ${fix}`).join("; "),
  });
}

function refusal(parameter: string, problem: string, fix: string): Refusal {
  return { parameter, problem, fix };
}

/** The effort that the model will reason with; undefined where it does not reason. */
function effortIn(body: Body, { parameters: { efforts } }: ModelOf<"chat">): string | undefined {
  if (efforts.length === 0) return undefined;
  return typeof body.reasoning_effort === "string" ? body.reasoning_effort : "medium";
}

function effortProblems(body: Body, { parameters: { efforts } }: ModelOf<"chat">): readonly Refusal[] {
  if (!("reasoning_effort" in body)) return [];
  if (efforts.length === 0) {
    return [refusal("reasoning_effort", "the model does not reason", "leave it out")];
  }
  return efforts.includes(String(body.reasoning_effort))
    ? []
    : [refusal("reasoning_effort", `no ${String(body.reasoning_effort)}`, efforts.join(" | "))];
}

function samplingProblems(
  body: Body,
  { parameters: { temperature, efforts } }: ModelOf<"chat">,
  effort: string | undefined,
): readonly Refusal[] {
  if (temperature === "any") return [];
  return sampling
    .filter((name) => name in body && body[name] !== usual[name])
    .filter(() => temperature === "only-1" || effort !== "none")
    .map((name) => {
      const mayWithout = temperature === "without-effort" && efforts.includes("none");
      return refusal(
        name,
        `only ${usual[name]} is taken`,
        mayWithout ? `leave it out, or "reasoning_effort": "none"` : "leave it out",
      );
    });
}

function roomProblems(
  body: Body,
  { parameters: { tokenLimit } }: ModelOf<"chat">,
  effort: string | undefined,
): readonly Refusal[] {
  const other = tokenLimit === "max_tokens" ? "max_completion_tokens" : "max_tokens";
  const given = body[tokenLimit] ?? body[other];
  const least = effort === undefined ? 16 : (leastRoom[effort] ?? 6000);
  const tooSmall = typeof given === "number" && given < least;
  return [
    ...(tokenLimit === "max_completion_tokens" && other in body
      ? [refusal(other, "the model does not take it", `"${tokenLimit}": ${Math.max(Number(given), least)}`)]
      : []),
    ...(tooSmall
      ? [
          refusal(
            tokenLimit,
            `${given} tokens may all go into reasoning (effort ${effort ?? "none"}), and the answer is empty and paid`,
            `"${tokenLimit}": ${least} or more, or a lower effort`,
          ),
        ]
      : []),
  ];
}

interface Format {
  readonly type?: unknown;
  readonly json_schema?: { readonly name?: unknown; readonly strict?: unknown; readonly schema?: object };
}

function formatProblems(body: Body, { parameters }: ModelOf<"chat">): readonly Refusal[] {
  const format = body.response_format as Format | undefined;
  if (format?.type === "json_object") {
    return /json/i.test(JSON.stringify(body.messages ?? ""))
      ? []
      : [refusal("messages", "json_object wants the word JSON in them", "write it there")];
  }
  if (format?.type !== "json_schema") return [];
  if (!parameters.jsonSchema) return [refusal("response_format", "no schemas", `{ "type": "json_object" }`)];
  const { name, strict, schema } = format.json_schema ?? {};
  return [
    ...(typeof name === "string" && /^[a-zA-Z0-9_-]{1,64}$/.test(name)
      ? []
      : [refusal("response_format", "the schema's name", "letters, digits, _ and -, at most 64")]),
    ...(schema === undefined
      ? [refusal("response_format", "there is no schema", "give one")]
      : strict === true
        ? schemaProblems(schema)
        : []),
  ];
}

/** What strict mode wants is the same for every line of a shard: each schema is looked at once. */
const looked = new WeakMap<object, readonly Refusal[]>();

function schemaProblems(schema: object): readonly Refusal[] {
  const known = looked.get(schema);
  if (known) return known;
  const found = [...strictProblems(schema as Schema, "")];
  looked.set(schema, found);
  return found;
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
}

function* strictProblems(schema: Schema, path: string): Generator<Refusal> {
  const { properties, required = [], additionalProperties, anyOf = [], items } = schema;
  const at = path === "" ? "the schema" : path;
  if (properties) {
    if (additionalProperties !== false) {
      yield refusal("response_format", `${at} is open`, `"additionalProperties": false`);
    }
    const missing = Object.keys(properties).filter((key) => !required.includes(key));
    if (missing.length > 0) {
      yield refusal(
        "response_format",
        `${at} does not require ${missing.join(", ")}`,
        "require all, and allow null",
      );
    }
  }
  for (const [key, inner] of Object.entries(properties ?? {})) yield* strictProblems(inner, `${path}.${key}`);
  for (const inner of anyOf) yield* strictProblems(inner, path);
  if (items) yield* strictProblems(items, `${path}[]`);
}
