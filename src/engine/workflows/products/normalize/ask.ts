import { LoteError, toLoteError } from "../../../errors/lote-error.ts";
import type { StageContext } from "../../../flow/stage.ts";
import { askOnce } from "../../../language-model/chat.ts";
import { readAnswer, type Said } from "../../../language-model/chat-answer.ts";
import type { LanguageModelService } from "../../../language-model/service.ts";
import type { RawProduct } from "../product.ts";
import type { Prompt } from "../prompts/prompt.ts";
import type { Tier } from "../tiers.ts";
import { checkAnswer } from "./check-answer.ts";
import type { Plan, Planner } from "./planner.ts";
import type { CheckedAnswer, Trouble } from "./travel.ts";

/** What was made of what a model said. */
export type Judged = { readonly answer: CheckedAnswer } | { readonly trouble: Trouble };

/** Reads what a model said by the prompt's form, and holds it against the title. */
export function judge(raw: RawProduct, said: Said, prompt: Prompt): Judged {
  try {
    const read = readAnswer(said, prompt.form);
    if (!("value" in read)) return { trouble: said.text.trim() === "" ? "blank" : "broken" };
    const checked = checkAnswer(raw, read.value);
    if ("trouble" in checked) return checked;
    return { answer: { ...checked, model: said.model, prompt: prompt.version } };
  } catch (error) {
    const { code } = toLoteError(error);
    if (code === "answer-cut") return { trouble: "length" };
    if (code === "answer-refused") return { trouble: "refusal" };
    throw error;
  }
}

/** What an answer may take, in multiples, after one that did not fit. */
const moreRoom = 4;

interface Attempt {
  readonly plan: Pick<Plan, "prompt" | "model">;
  readonly room: number;
  /** Which time these very words are asked. */
  readonly attempt: number;
}

/** What came of asking about one product alone. */
export interface AskedAlone {
  readonly judged: Judged;
  readonly usd: number;
}

/**
 * Asks about one product until an answer can be used, as far as that makes sense: after one that did not fit, with
 * more room; after one that was broken, empty or contradicted the title, in other words; after a refusal, not again.
 *
 * @throws LoteError what asking somebody else would not help, or what passes: limits, money, the network
 */
export async function askAlone(
  service: LanguageModelService,
  planner: Planner,
  raw: RawProduct,
  options: {
    readonly tier: Tier;
    readonly score: number;
    /** What was wrong with the answer of a batch to the same words. */
    readonly before: Trouble | undefined;
    readonly item: number;
    readonly context: StageContext;
  },
): Promise<AskedAlone> {
  const { tier, score, before, item, context } = options;
  const plan = planner.asked(raw, tier, score);
  let next: Attempt | undefined =
    before === undefined
      ? { plan, room: 1, attempt: 1 }
      : after(before, { plan, room: 1, attempt: 0 }, planner, raw, score);
  let usd = 0;
  let judged: Judged = { trouble: before ?? "failed" };
  for (let asked = 0; next !== undefined && asked < 2; asked++) {
    const { attempt, room } = next;
    const request = planner.request(raw, next.plan, room);
    try {
      const said = await askOnce(service, request, context.paid, { attempt, item });
      usd += said.usd;
      judged = judge(raw, said, next.plan.prompt);
    } catch (error) {
      if (!isRefused(error)) throw error;
      judged = { trouble: "refused" };
    }
    if ("answer" in judged) break;
    next = after(judged.trouble, next, planner, raw, score);
  }
  return { judged, usd };
}

/** What to ask after that; undefined where asking this model again is of no use. */
function after(
  trouble: Trouble,
  last: Attempt,
  planner: Planner,
  raw: RawProduct,
  score: number,
): Attempt | undefined {
  switch (trouble) {
    case "length":
      return { ...last, room: last.room * moreRoom, attempt: 1 };
    case "broken":
    case "blank":
    case "contradicts": {
      const model = last.plan.model;
      const detailed = planner.asked(raw, "complex", score).prompt;
      if (last.plan.prompt === detailed) return { ...last, attempt: last.attempt + 1 };
      return { plan: { prompt: detailed, model }, room: last.room, attempt: 1 };
    }
    case "refusal":
    case "refused":
    case "miss":
      return undefined;
    default:
      return { ...last, attempt: last.attempt + 1 };
  }
}

/** Would this model refuse the same again? Another may take it. */
function isRefused(error: unknown): boolean {
  return (
    error instanceof LoteError && (error.code === "request-refused" || error.code === "moderation-refused")
  );
}
