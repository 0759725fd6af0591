import type { Json } from "./ledger.ts";

/** An answer that was given about a product's name, kept to be given again. */
export interface KeptAnswer {
  /** What the answer depends on besides the name: model, versions of prompt and schema, category. */
  readonly scope: string;
  /** Of the name in its one form: equal names have one entry. */
  readonly key: string;
  /** Of what tells the product from others: only entries with an equal one are candidates. */
  readonly signature: string;
  readonly name: string;
  readonly answer: Json;
}

/** An entry with how near its vector is, 0 to 1. */
export interface NearAnswer extends KeptAnswer {
  readonly similarity: number;
}

/** What a cache did in one scope. */
export interface CacheCounts {
  readonly asked: number;
  readonly exact: number;
  readonly semantic: number;
  /** In shadow: would have been a hit, and the real answer was the same, or another one. */
  readonly agreed: number;
  readonly disagreed: number;
}

/** Where answers are kept. Vectors only rank what has an equal signature. */
export interface AnswerIndex {
  exact(scope: string, key: string): Promise<KeptAnswer | undefined>;
  /** Entries with that signature, nearest first. */
  near(scope: string, signature: string, vector: Float32Array, limit: number): Promise<NearAnswer[]>;
  /** Replaces what was kept under the same scope and key. */
  put(answers: readonly { readonly answer: KeptAnswer; readonly vector: Float32Array }[]): Promise<void>;
  /** Adds to what a cache did. */
  count(scope: string, counts: CacheCounts): Promise<void>;
  counts(scope: string): Promise<CacheCounts>;
  size(scope: string): Promise<number>;
  /** Forgets all of a scope: its model or its prompt gave bad answers. */
  forget(scope: string): Promise<void>;
}
