import type { StructuredText } from "../structured-text.ts";

/** What was read out of a document. */
export interface Extracted extends StructuredText {
  /** As the document calls itself; "" where it does not. */
  readonly title: string;
  /** Of texts: the charset it was taken for. */
  readonly charset?: string;
  readonly pages?: number;
  /** What is worth knowing although it could be read, as codes. */
  readonly notes?: readonly string[];
}

/** A document to be read, whole in memory. */
export interface DocumentFile {
  readonly path: string | Buffer;
  readonly bytes: Uint8Array;
}

/**
 * Reads one format.
 *
 * @throws LoteError `document-*`; what it throws else means that the file is damaged
 */
export type Extractor = (file: DocumentFile) => Extracted | Promise<Extracted>;
