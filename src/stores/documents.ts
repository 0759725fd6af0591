import type { Json } from "./ledger.ts";

/**
 * Where documents are found again: their chunks, vectors and receipts. Types only; `sqlite/documents/` and
 * `postgres/documents/` keep them.
 *
 * A document's chunks are written under a new generation, which nobody sees. One short transaction then makes that
 * generation the document's and writes its receipt. Whatever is not the generation of a receipt is no part of the
 * index: it is never found, and is swept away.
 */

/** Vectors that may be compared: one model, one way to make them. */
export interface SpaceRow {
  /** 12 hexadecimal digits. */
  readonly id: string;
  readonly model: string;
  readonly dimensions: number;
  /** All that making a vector for a search in it needs. */
  readonly embedder: Json;
}

/** The receipt of a document. */
export interface DocumentRow {
  /** As `keyOfPath` names it. */
  readonly path: string;
  /** SHA-256 of the bytes it was read from, hexadecimal. */
  readonly content: string;
  /** What it was read and cut with: another recipe gives other chunks. */
  readonly recipe: string;
  readonly size: number;
  readonly modifiedMs: number;
  readonly format: string;
  /** "" where it names itself nothing. */
  readonly title: string;
  readonly pages: number | null;
  readonly characters: number;
  readonly chunks: number;
  readonly tokens: number;
  /** SHA-256 over the hashes of its chunks, in order. */
  readonly digest: string;
  /** The run that wrote it. */
  readonly run: string;
  readonly writtenAt: number;
}

/** A chunk as it is kept. Offsets are UTF-16 code units of the document's text. */
export interface ChunkRow {
  /** From 0. */
  readonly ordinal: number;
  /** Names what was embedded of it, and so its vector. */
  readonly hash: string;
  readonly text: string;
  readonly headings: readonly string[];
  readonly start: number;
  readonly own: number;
  readonly end: number;
  readonly line: number;
  readonly page: number | null;
  readonly tokens: number;
}

/** A chunk that was found. */
export interface FoundChunk extends Omit<ChunkRow, "hash"> {
  readonly path: string;
  readonly format: string;
  readonly title: string;
  /** Of its vector and the question's; null where it was found by its words alone and nothing was compared. */
  readonly cosine: number | null;
  /** Its place by words, from 1; null where it does not have them. */
  readonly textRank: number | null;
  /** Its place by vectors, from 1. */
  readonly vectorRank: number | null;
  readonly score: number;
}

export interface DocumentQuestion {
  readonly text: string;
  /** In the space's own measure, of length 1. */
  readonly vector: Float32Array;
  readonly limit: number;
  /** Only the document of this path, or those of this folder; "" is the root. */
  readonly within?: string;
  readonly format?: string;
  /** Compare with every vector instead of the most promising. */
  readonly exact?: boolean;
}

/** What is wrong with the index. Each is mended by `repair`, or by reading the document again. */
export interface IndexFlaws {
  /** Documents whose chunks are not those of their receipts. */
  readonly incomplete: readonly string[];
  /** Chunks of no document. */
  readonly orphans: number;
  /** Vectors that no chunk has. */
  readonly unused: number;
  /** Vectors or chunks that the search cannot find, although they are there. */
  readonly unsearchable: number;
}

export interface IndexSize {
  readonly documents: number;
  readonly chunks: number;
  readonly tokens: number;
}

/** One space of an index. Everything but `find` and what only reads may be called again after a crash. */
export interface IndexSpace {
  readonly row: SpaceRow;
  /** The receipts that there are of these paths. */
  documents(paths: readonly string[]): Promise<ReadonlyMap<string, DocumentRow>>;
  /** Documents with this content, a few of them. */
  withContent(content: string): Promise<readonly DocumentRow[]>;
  /** By path, after that one. */
  page(after: string, limit: number): Promise<readonly DocumentRow[]>;
  /** Of these chunks those that have no vector yet. */
  missing(hashes: readonly string[]): Promise<Set<string>>;
  /** Those that are there already stay. `durable`: they were paid for, and are on the disk when this returns. */
  putVectors(
    rows: readonly { readonly hash: string; readonly vector: Float32Array }[],
    durable: boolean,
  ): Promise<void>;
  /**
   * Writes a document: its chunks, whose vectors must be there, under a new generation; then, in one transaction, the
   * receipt, with which they are the document's and what was its before is not any more. Killed on the way it leaves a
   * generation that nobody sees, and that goes when the document is written again.
   *
   * @throws StoreError `index-incomplete` where what is there is not what the receipt says
   */
  put(receipt: DocumentRow, chunks: readonly ChunkRow[]): Promise<void>;
  /** The receipt is of another path now; false where there was none, or one of the new path is there. */
  move(from: string, receipt: Pick<DocumentRow, "path" | "size" | "modifiedMs" | "run">): Promise<boolean>;
  /** The file was touched, not changed. */
  touch(receipt: Pick<DocumentRow, "path" | "size" | "modifiedMs">): Promise<void>;
  remove(path: string): Promise<boolean>;
  find(question: DocumentQuestion): Promise<readonly FoundChunk[]>;
  size(): Promise<IndexSize>;
  flaws(): Promise<IndexFlaws>;
  /**
   * Documents that have not as many chunks as their receipts say, the first of them; cheaper than {@link flaws}. Of an
   * index whose file somebody took away meanwhile, all of them.
   */
  torn(limit: number): Promise<readonly string[]>;
  /**
   * Mends what needs no file; documents that are incomplete lose their receipts, and are returned. What {@link sweep}
   * removes must be older than `ageMs`.
   */
  repair(ageMs: number): Promise<readonly string[]>;
  /** Removes generations that nobody goes on with and vectors without chunks, both older than `ageMs`. */
  sweep(ageMs: number): Promise<void>;
  /** After a load: what is worth building once. */
  settle(): Promise<void>;
}

/** An index: its spaces, of which one is searched. */
export interface DocumentIndex {
  /** For words: a file, or an address without its password. */
  readonly place: string;
  /**
   * Opens a space, making it where there is none. What is only read from does not bring along what follows it.
   *
   * @throws StoreError `index-collection` where what is to follow follows another space
   */
  space(row: SpaceRow, use?: "write" | "read"): Promise<IndexSpace>;
  /** The one that is searched; undefined while there is none. */
  current(): Promise<SpaceRow | undefined>;
  /** From now on it is the one that is searched. */
  choose(id: string): Promise<void>;
  spaces(): Promise<readonly SpaceRow[]>;
  /** A space with all in it. */
  drop(id: string): Promise<void>;
  close(): Promise<void>;
}
