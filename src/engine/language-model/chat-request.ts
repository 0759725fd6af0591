import type { ChatCompletionCreateParamsNonStreaming } from "openai/resources/chat/completions";
import { z } from "zod";
import type { PaidWork } from "../flow/stage.ts";
import type { ModelOf } from "./model-table.ts";

/** A question to a chat model whose answer has a form. */
export interface ChatRequest<Answer> {
  readonly model: ModelOf<"chat">;
  /** What is asked of it: ours. The same for many questions, it is cheaper from the second on. */
  readonly instructions: string;
  /** What it is about: data, perhaps hostile. */
  readonly data: string;
  /** Names the answer's form. */
  readonly name: string;
  readonly form: z.ZodType<Answer>;
  /** Reasoning and answer together. */
  readonly maxOutputTokens: number;
  /** How much it is to reason, one of the model's own words; the least where left out. */
  readonly effort?: string;
  /** `repeat` where left out: a lost answer costs a fraction of a cent, and asking again is what anybody would do. */
  readonly ifLost?: PaidWork<string>["ifLost"];
}

/** What every message costs besides its text, at most. */
export const messageOverhead = 64;

/** The body of the request, with what the model takes and nothing else. */
export function chatBody<Answer>(request: ChatRequest<Answer>): ChatCompletionCreateParamsNonStreaming {
  const { model, instructions, data, name, form, maxOutputTokens, effort } = request;
  const { tokenLimit, efforts, jsonSchema } = model.parameters;
  const schema = schemaOf(form);
  const reasoning = effort ?? efforts[0];
  return {
    model: model.id,
    messages: [
      {
        role: "system",
        content: jsonSchema ? instructions : `${instructions}\nJSON schema: ${JSON.stringify(schema)}`,
      },
      { role: "user", content: data },
    ],
    [tokenLimit]: maxOutputTokens,
    ...(efforts.length === 0 || reasoning === undefined ? {} : { reasoning_effort: reasoning as "low" }),
    response_format: jsonSchema
      ? { type: "json_schema", json_schema: { name, strict: true, schema } }
      : { type: "json_object" },
  };
}

const schemas = new WeakMap<z.ZodType, Record<string, unknown>>();

/** The form as JSON Schema; made once for a form. */
function schemaOf(form: z.ZodType): Record<string, unknown> {
  const made = schemas.get(form) ?? (z.toJSONSchema(form) as Record<string, unknown>);
  schemas.set(form, made);
  return made;
}
