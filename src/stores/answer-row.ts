import type { KeptAnswer } from "./product-answers.ts";
import { fromText } from "./sqlite/ledger/json.ts";

/** A kept answer as a table has it, the answer as JSON text. */
export interface AnswerRow {
  readonly scope: string;
  readonly key: string;
  readonly signature: string;
  readonly name: string;
  readonly answer: string;
}

export const answerColumns = "scope, key, signature, name, answer";

/** The answer alone, whatever else was read with it. */
export function toAnswer({ scope, key, signature, name, answer }: AnswerRow): KeptAnswer {
  return { scope, key, signature, name, answer: fromText(answer) };
}
