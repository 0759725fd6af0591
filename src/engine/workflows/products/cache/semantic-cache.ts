import type { Json } from "../../../../stores/ledger.ts";
import type { AnswerIndex, KeptAnswer } from "../../../../stores/product-answers.ts";
import { saySame } from "../signature/same-words.ts";
import { type Signature, signatureOf } from "../signature/signature.ts";
import { type ReusableAnswer, refilled } from "./refill.ts";

/** Makes the vectors of names; they only rank candidates, so that any embedder will do. */
export type Vectorise = (names: readonly string[]) => Promise<readonly Float32Array[]>;

/** How an answer was found: under the same name in another spelling, or under another one that says the same. */
export type HitKind = "exact" | "semantic";

/** An answer that was given before. */
export interface CacheHit<Answer> {
  readonly kind: HitKind;
  readonly answer: Answer;
  /** The name that it was given about. */
  readonly name: string;
  /** 0 to 1. */
  readonly similarity: number;
}

/** So many of the nearest entries are held against a name. */
const looked = 32;

/**
 * Answers about names of products, given again for names that mean the same product. An equal key answers at once. Else
 * only entries with an equal signature are looked at (amounts, codes, colours, sizes, packs, generations, condition,
 * gender, concentration), the nearest vectors first, and one answers only if all that both say is the same: no
 * threshold of nearness tells 128 GB from 256 GB, or honey from sugar.
 */
export class SemanticCache<Answer extends ReusableAnswer> {
  constructor(
    private readonly index: AnswerIndex,
    private readonly vectorise: Vectorise,
    /** Model, versions of prompt and schema, category: answers of another one are not given. Vectors of one space. */
    private readonly scope: string,
  ) {}

  /** The answer that was given about the same product; undefined where there is none. */
  async find(name: string): Promise<CacheHit<Answer> | undefined> {
    const signature = signatureOf(name);
    if (saysNothing(signature)) return undefined;
    const kept = await this.index.exact(this.scope, signature.key);
    const exact = kept && hitOf<Answer>("exact", kept, name, 1);
    return exact ?? this.#semantic(signature, name);
  }

  async #semantic(signature: Signature, name: string): Promise<CacheHit<Answer> | undefined> {
    // A vector may cost money: none is made where there is nothing to rank.
    if (!(await this.index.has(this.scope, signature.hash))) return undefined;
    const [vector] = await this.vectorise([name]);
    if (!vector?.length) return undefined;
    for (const near of await this.index.near(this.scope, signature.hash, vector, looked)) {
      if (!saySame(signatureOf(near.name).said, signature.said)) continue;
      const hit = hitOf<Answer>("semantic", near, name, near.similarity);
      if (hit) return hit;
    }
    return undefined;
  }

  /** Keeps answers that were checked: nothing that is doubtful belongs here. */
  async keep(answers: readonly { readonly name: string; readonly answer: Answer }[]): Promise<void> {
    const told = answers
      .map(({ name, answer }) => ({ name, answer, signature: signatureOf(name) }))
      .filter(({ signature }) => !saysNothing(signature));
    if (told.length === 0) return;
    const vectors = await this.vectorise(told.map(({ name }) => name));
    await this.index.put(
      told.flatMap(({ name, answer, signature }, at) => {
        const vector = vectors[at];
        const { key, hash } = signature;
        const kept = { scope: this.scope, key, signature: hash, name, answer: answer as unknown as Json };
        return vector?.length ? [{ answer: kept, vector }] : [];
      }),
    );
  }
}

function hitOf<Answer extends ReusableAnswer>(
  kind: HitKind,
  kept: KeptAnswer,
  name: string,
  similarity: number,
): CacheHit<Answer> | undefined {
  const answer = refilled(kept.answer as unknown as Answer, name);
  return answer ? { kind, answer, name: kept.name, similarity } : undefined;
}

/** A name without a word or a number is nobody's. */
function saysNothing({ features, said }: Signature): boolean {
  return features.length === 0 && said.length === 0;
}
