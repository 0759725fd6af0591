import type { ErrorCode } from "../../../errors/catalogue.ts";
import type { ErrorData } from "../../../errors/lote-error.ts";
import type { SourceFile } from "../../../sources/walk.ts";
import type { ReadChunk, ReadDocument } from "../../../text/document-parser.ts";
import type { DocumentFormat } from "../../../text/extract/formats.ts";

/** An item's input: a file to read, one that is known to fail, or a document whose file is gone. */
export interface IngestInput {
  readonly file?: SourceFile;
  readonly format?: DocumentFormat;
  readonly problem?: { readonly code: ErrorCode; readonly data: ErrorData };
  readonly gone?: true;
}

/** What an item carries through the stages. */
export interface IngestTravel extends IngestInput {
  readonly document?: ReadDocument;
  /** Chunks whose vectors are not there, each once. */
  readonly unembedded?: readonly ReadChunk[];
  /** What is to be ordered for it, where it waits for a batch: names of chunks, and their tokens. */
  readonly ordered?: { readonly hashes: readonly string[]; readonly tokens: number };
  /** Why there is nothing to write any more. */
  readonly settled?: "as-it-was" | "moved" | "removed";
  /** Where it was, and the run that had written it there. */
  readonly moved?: { readonly path: string; readonly run: string };
  /** What the index had by its path; one that this run wrote itself, before a crash, may have replaced another. */
  readonly found?: "nothing" | "a-document";
  /** Chunks that were embedded for it, and their tokens. */
  readonly embedded?: { readonly chunks: number; readonly tokens: number };
}
