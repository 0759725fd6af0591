import type { Json } from "../../../../stores/ledger.ts";
import type { AnswerIndex, CacheCounts, KeptAnswer } from "../../../../stores/product-answers.ts";
import { saySame } from "../signature/same-words.ts";
import { type Signature, signatureOf } from "../signature/signature.ts";
import { type ReusableAnswer, refilled } from "./refill.ts";

/** Makes the vectors of names; they only rank candidates, so that any embedder will do. */
export type Vectorise = (names: readonly string[]) => Promise<readonly Float32Array[]>;

/** An answer that was given before. */
export interface CacheHit<Answer> {
  /** The same name in another spelling, or another name that says the same. */
  readonly kind: "exact" | "semantic";
  readonly answer: Answer;
  /** The name that it was given about. */
  readonly name: string;
  /** 0 to 1. */
  readonly similarity: number;
}

/** `use` answers; `shadow` only counts whether it would have been right; `off` does nothing. */
export type CacheMode = "use" | "shadow" | "off";

/** So many of the nearest entries are held against a name. */
const looked = 32;

/** Answers in shadow that wait to be compared, at most. */
const shadowed = 10_000;

const nothing: CacheCounts = { asked: 0, exact: 0, semantic: 0, agreed: 0, disagreed: 0 };

/**
 * Answers about names of products, given again for names that mean the same product. An equal key answers at once. Else
 * only entries with an equal signature are looked at (amounts, codes, colours, sizes, packs, generations, condition,
 * gender, concentration), the nearest vectors first, and one answers only if all other words say the same too: no
 * threshold of nearness tells 128 GB from 256 GB, or honey from sugar.
 */
export class SemanticCache<Answer extends ReusableAnswer> {
  #counts: CacheCounts = nothing;
  readonly #shadow = new Map<string, Answer>();

  constructor(
    private readonly index: AnswerIndex,
    private readonly vectorise: Vectorise,
    /** Model, versions of prompt and schema, category: answers of another one are not given. */
    private readonly scope: string,
    private readonly mode: CacheMode = "use",
  ) {}

  /** The answer that was given about the same product; undefined where there is none, or in shadow. */
  async find(name: string): Promise<CacheHit<Answer> | undefined> {
    if (this.mode === "off") return undefined;
    const signature = signatureOf(name);
    const hit = (await this.#exact(signature, name)) ?? (await this.#semantic(signature, name));
    this.#add({ asked: 1, ...(hit ? { [hit.kind]: 1 } : {}) });
    if (this.mode === "use") return hit;
    if (hit && this.#shadow.size < shadowed) this.#shadow.set(signature.key, hit.answer);
    return undefined;
  }

  async #exact(signature: Signature, name: string): Promise<CacheHit<Answer> | undefined> {
    if (saysNothing(signature)) return undefined;
    const kept = await this.index.exact(this.scope, signature.key);
    return kept && this.#hit("exact", kept, name, 1);
  }

  async #semantic(signature: Signature, name: string): Promise<CacheHit<Answer> | undefined> {
    if (saysNothing(signature)) return undefined;
    const [vector] = await this.vectorise([name]);
    if (!vector) return undefined;
    for (const near of await this.index.near(this.scope, signature.hash, vector, looked)) {
      if (!saySame(signatureOf(near.name).said, signature.said)) continue;
      const hit = this.#hit("semantic", near, name, near.similarity);
      if (hit) return hit;
    }
    return undefined;
  }

  #hit(
    kind: CacheHit<Answer>["kind"],
    kept: KeptAnswer,
    name: string,
    similarity: number,
  ): CacheHit<Answer> | undefined {
    const answer = refilled(kept.answer as unknown as Answer, name);
    return answer ? { kind, answer, name: kept.name, similarity } : undefined;
  }

  /** Keeps answers that were checked: nothing that is doubtful belongs here. */
  async keep(answers: readonly { readonly name: string; readonly answer: Answer }[]): Promise<void> {
    if (this.mode === "off") return;
    const told = answers
      .map(({ name, answer }) => ({ name, answer, signature: signatureOf(name) }))
      .filter(({ signature }) => !saysNothing(signature));
    for (const { signature, answer } of told) this.#compare(signature, answer);
    const vectors = await this.vectorise(told.map(({ name }) => name));
    await this.index.put(
      told.map(({ name, answer, signature }, at) => ({
        answer: {
          scope: this.scope,
          key: signature.key,
          signature: signature.hash,
          name,
          answer: answer as unknown as Json,
        },
        vector: vectors[at] ?? new Float32Array(0),
      })),
    );
  }

  /** What would have been answered in shadow, against what the model said. */
  #compare({ key }: Signature, answer: Answer): void {
    const before = this.#shadow.get(key);
    if (!before) return;
    this.#shadow.delete(key);
    this.#add(isSame(before.attributes, answer.attributes) ? { agreed: 1 } : { disagreed: 1 });
  }

  #add(counts: Partial<CacheCounts>): void {
    const sum = { ...this.#counts };
    for (const [name, count] of Object.entries(counts) as [keyof CacheCounts, number][]) sum[name] += count;
    this.#counts = sum;
  }

  /** Adds what was counted to what is kept of it; to be called now and then, and at the end. */
  async flush(): Promise<void> {
    const counts = this.#counts;
    if (counts === nothing) return;
    this.#counts = nothing;
    await this.index.count(this.scope, counts);
  }

  /** What the cache did in this scope, in all runs. */
  counts(): Promise<CacheCounts> {
    return this.index.counts(this.scope);
  }
}

/** A name without a word or a number is nobody's. */
function saysNothing({ features, said }: Signature): boolean {
  return features.length === 0 && said.length === 0;
}

function isSame(one: ReusableAnswer["attributes"], other: ReusableAnswer["attributes"]): boolean {
  const told = (attributes: ReusableAnswer["attributes"]) =>
    JSON.stringify(Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1))).toLowerCase();
  return told(one) === told(other);
}
