/** What the comics workflow keeps. Types only. */

/** What a comic is linked to. */
export interface IssueRow {
  readonly id: number;
  /** Equal for all covers of one issue. */
  readonly key: string;
  readonly series: string;
  /** As written: "12", "12A", "½"; empty when unknown. */
  readonly number: string;
  readonly year: number | null;
  readonly publisher: string;
  readonly title: string;
}

/** One picture of an issue: its cover, or a variant. */
export interface CoverRow {
  readonly id: number;
  /** The file name without extension, and a short hash of its path. */
  readonly name: string;
  readonly path: string;
  readonly issue: number;
  readonly size: number;
  readonly modifiedMs: number;
  /** Hash of what the source says about it. */
  readonly described: string;
  /** Hash of the picture's bytes. */
  readonly content: string;
  /** 64-bit perceptual hash, 8 bytes. */
  readonly hash: Uint8Array;
  /** Colour signature. */
  readonly colour: Uint8Array;
}

export interface ComicRow {
  readonly path: string;
  readonly size: number;
  readonly modifiedMs: number;
  readonly content: string;
  /** The issue it is linked to, and the catalogue's cover that it was linked by. */
  readonly issue: number | null;
  readonly cover: number | null;
  /** The issue that it is a copy of, where a person keeps another comic instead and links this one to nothing. */
  readonly copyOf: number | null;
}
