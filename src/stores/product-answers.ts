import type { Json } from "./ledger.ts";

/** An answer that was given about a product's name, kept to be given again. */
export interface KeptAnswer {
  /** What the answer depends on besides the name: model, versions of prompt and schema, category; and whose vectors rank it. */
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

/** An entry to be kept. Vectors of one scope have one length, and each the length 1. */
export interface NewAnswer {
  readonly answer: KeptAnswer;
  readonly vector: Float32Array;
}

/** Where answers are kept. Vectors only rank what has an equal signature. */
export interface AnswerIndex {
  exact(scope: string, key: string): Promise<KeptAnswer | undefined>;
  /** Is there any with that signature? */
  has(scope: string, signature: string): Promise<boolean>;
  /** Entries with that signature, nearest first. */
  near(scope: string, signature: string, vector: Float32Array, limit: number): Promise<NearAnswer[]>;
  /** Replaces what was kept under the same scope and key. What it returned from is on the disk. */
  put(answers: readonly NewAnswer[]): Promise<void>;
  size(scope: string): Promise<number>;
  /** After many were kept: builds what finds the nearest of many. */
  settle(): Promise<void>;
  close(): Promise<void>;
}
