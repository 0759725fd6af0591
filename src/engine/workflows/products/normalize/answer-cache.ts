import type { AnswerIndex } from "../../../../stores/product-answers.ts";
import { hashedNgrams } from "../../../embedding/text/hashed-ngrams.ts";
import { type CacheMode, SemanticCache } from "../cache/semantic-cache.ts";
import type { RawProduct } from "../product.ts";
import { checkAnswer } from "./check-answer.ts";
import type { Asked } from "./planner.ts";
import type { CheckedAnswer } from "./travel.ts";

/** What the cache keeps: a checked answer, its attributes where the cache looks for them. */
interface CachedAnswer {
  readonly attributes: CheckedAnswer["product"]["attributes"];
  readonly answer: CheckedAnswer;
}

/** Answers kept in one transaction. */
const group = 200;

/** An answer that its model was less sure of is not given again to anybody else. */
export const leastConfidence = 0.7;

interface Scope {
  readonly cache: SemanticCache<CachedAnswer>;
  /** Was anything in it when it was first asked? An empty one is not asked. */
  readonly isFilled: Promise<boolean>;
  pending: { readonly name: string; readonly answer: CachedAnswer }[];
}

/**
 * Answers of earlier runs for names that say the same, one cache for each model, prompt and category. What it loses when
 * its process is killed is asked again one day, and nothing else.
 */
export class AnswerCache {
  readonly #scopes = new Map<string, Scope>();

  constructor(
    private readonly index: AnswerIndex,
    private readonly mode: CacheMode,
  ) {}

  /** A checked answer about the same product under another spelling, held against this name anew. */
  async find(raw: RawProduct, plan: Asked): Promise<CheckedAnswer | undefined> {
    if (this.mode === "off") return undefined;
    const { cache, isFilled } = this.#scopeOf(plan);
    if (!(await isFilled)) return undefined;
    const hit = await cache.find(raw.name);
    if (!hit) return undefined;
    const { product, model, prompt } = hit.answer.answer;
    const { attributes } = hit.answer;
    const { normalized_name: _, ...said } = product;
    const checked = checkAnswer(raw, { ...said, attributes });
    return "trouble" in checked ? undefined : { ...checked, model, prompt };
  }

  /** Keeps an answer for others. */
  async keep(raw: RawProduct, plan: Asked, answer: CheckedAnswer): Promise<void> {
    if (this.mode === "off" || answer.product.confidence < leastConfidence) return;
    const scope = this.#scopeOf(plan);
    scope.pending.push({ name: raw.name, answer: { attributes: answer.product.attributes, answer } });
    if (scope.pending.length >= group) await write(scope);
  }

  /** All that was to be kept is on the disk after it. */
  async flush(): Promise<void> {
    for (const scope of this.#scopes.values()) await write(scope);
  }

  async close(): Promise<void> {
    await this.flush();
    for (const { cache } of this.#scopes.values()) await cache.flush();
  }

  #scopeOf({ model, prompt }: Asked): Scope {
    const name = `${model.id}/${prompt.version}/${prompt.category.id}`;
    const known = this.#scopes.get(name);
    if (known) return known;
    const cache = new SemanticCache<CachedAnswer>(this.index, vectorise, name, this.mode);
    const isFilled = this.index.size(name).then((size) => size > 0);
    const scope = { cache, isFilled, pending: [] };
    this.#scopes.set(name, scope);
    return scope;
  }
}

/** They only rank names that say the same: what is at hand will do. */
async function vectorise(names: readonly string[]): Promise<readonly Float32Array[]> {
  return names.map(hashedNgrams);
}

async function write(scope: Scope): Promise<void> {
  const { pending } = scope;
  scope.pending = [];
  if (pending.length > 0) await scope.cache.keep(pending);
}
