import { z } from "zod";
import { LoteError } from "../errors/lote-error.ts";

/** What a chat model said, as it is kept. */
export interface Said {
  readonly text: string;
  readonly refusal: string | null;
  /** It did not fit. */
  readonly cut: boolean;
  readonly model: string;
}

const completionSchema = z.object({
  choices: z.array(
    z.object({
      message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
      finish_reason: z.string().nullish(),
    }),
  ),
});

/** What the first choice of a completion says; undefined where it is no completion. */
export function saidBy(completion: unknown, model: string): Said | undefined {
  const choice = completionSchema.safeParse(completion).data?.choices[0];
  if (!choice) return undefined;
  return {
    text: choice.message.content ?? "",
    refusal: choice.message.refusal ?? null,
    cut: choice.finish_reason === "length",
    model,
  };
}

/**
 * Reads what was said by its form.
 *
 * @throws LoteError `answer-refused`, `answer-cut`
 */
export function readAnswer<Answer>(
  { text, refusal, cut, model }: Said,
  form: z.ZodType<Answer>,
): { readonly value: Answer } | { readonly problem: string } {
  if (refusal !== null) throw new LoteError("answer-refused", { model, detail: refusal.slice(0, 200) });
  if (cut) throw new LoteError("answer-cut", { model });
  try {
    const read = form.safeParse(JSON.parse(withoutFence(text)));
    return read.success ? { value: read.data } : { problem: z.prettifyError(read.error).slice(0, 200) };
  } catch {
    return { problem: "no JSON" };
  }
}

/** Some servers wrap JSON in a fence of Markdown. */
function withoutFence(text: string): string {
  return text.replace(/^\s*```(?:json)?\s*\n([\s\S]*?)\n\s*```\s*$/, "$1");
}
