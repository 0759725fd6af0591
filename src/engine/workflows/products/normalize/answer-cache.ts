import type { AnswerIndex } from "../../../../stores/product-answers.ts";
import type { TextEmbedder } from "../../../embedding/text/embedder.ts";
import { type HitKind, SemanticCache } from "../cache/semantic-cache.ts";
import { away, type SparedIndex } from "../cache/spared-index.ts";
import { type Paying, vectoriser } from "../cache/vectoriser.ts";
import type { RawProduct } from "../product.ts";
import { checkAnswer } from "./check-answer.ts";
import type { Asked } from "./planner.ts";
import type { CheckedAnswer } from "./travel.ts";

/** What the cache keeps: a checked answer, its attributes where the cache looks for them. */
interface CachedAnswer {
  readonly attributes: CheckedAnswer["product"]["attributes"];
  readonly answer: CheckedAnswer;
}

/** An answer that was found, held against the name that is asked about. */
export interface FoundAnswer {
  readonly kind: HitKind;
  readonly answer: CheckedAnswer;
}

/** Answers kept in one transaction. */
const group = 200;

/** An answer that its model was less sure of is not given again to anybody else. */
export const leastConfidence = 0.7;

/** Of one model, prompt and category. */
interface Scope {
  readonly name: string;
  /** Was anything in it when it was first asked? An empty one is not asked. */
  isFilled: Promise<boolean> | undefined;
  pending: { readonly name: string; readonly answer: CachedAnswer }[];
}

/**
 * Answers of earlier runs for names that say the same, one cache for each model, prompt and category. What it loses when
 * its process is killed is asked again one day, and nothing else.
 */
export class AnswerCache {
  readonly #scopes = new Map<string, Scope>();
  #paying: Paying | undefined;
  #unkept = 0;

  constructor(
    private readonly index: SparedIndex,
    private readonly embedder: TextEmbedder,
  ) {}

  /** A checked answer about the same product under another spelling, held against this name anew. */
  async find(raw: RawProduct, plan: Asked, paying: Paying): Promise<FoundAnswer | undefined | typeof away> {
    const scope = this.#scopeOf(plan);
    const hit = await this.index.use(async (index) => {
      scope.isFilled ??= index.size(scope.name).then((size) => size > 0);
      const isFilled = await scope.isFilled.catch((error: unknown) => {
        scope.isFilled = undefined;
        throw error;
      });
      return isFilled ? this.#open(index, scope, paying).find(raw.name) : undefined;
    });
    if (hit === away || hit === undefined) return hit;
    const { product, model, prompt } = hit.answer.answer;
    const { attributes } = hit.answer;
    const { normalized_name: _, ...said } = product;
    const checked = checkAnswer(raw, { ...said, attributes });
    return "trouble" in checked ? undefined : { kind: hit.kind, answer: { ...checked, model, prompt } };
  }

  /** Keeps an answer for others. */
  async keep(raw: RawProduct, plan: Asked, answer: CheckedAnswer, paying: Paying): Promise<void> {
    if (answer.product.confidence < leastConfidence) return;
    this.#paying = paying;
    const scope = this.#scopeOf(plan);
    scope.pending.push({ name: raw.name, answer: { attributes: answer.product.attributes, answer } });
    if (scope.pending.length >= group) await this.#write(scope, paying);
  }

  /** All that was to be kept is on the disk after it. */
  async flush(): Promise<void> {
    const paying = this.#paying;
    if (paying) for (const scope of this.#scopes.values()) await this.#write(scope, paying);
  }

  /** @returns how many answers could not be kept, as the index was away */
  async close(): Promise<number> {
    await this.flush();
    await this.index.close();
    await this.embedder.close();
    return this.#unkept;
  }

  async #write(scope: Scope, paying: Paying): Promise<void> {
    const { pending } = scope;
    scope.pending = [];
    if (pending.length === 0) return;
    const done = await this.index.use((index) => this.#open(index, scope, paying).keep(pending));
    if (done === away) this.#unkept += pending.length;
  }

  #open(index: AnswerIndex, { name }: Scope, paying: Paying): SemanticCache<CachedAnswer> {
    return new SemanticCache(index, vectoriser(this.embedder, paying), name);
  }

  #scopeOf({ model, prompt }: Asked): Scope {
    // Vectors of two embedders have nothing to do with each other.
    const name = `${model.id}/${prompt.version}/${prompt.category.id}/${this.embedder.space.id}`;
    const known = this.#scopes.get(name);
    if (known) return known;
    const scope: Scope = { name, isFilled: undefined, pending: [] };
    this.#scopes.set(name, scope);
    return scope;
  }
}
