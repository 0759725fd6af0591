import { createHash } from "node:crypto";
import { type FileHandle, open, stat } from "node:fs/promises";
import { z } from "zod";
import type { Parser } from "../confined/serve.ts";
import { LoteError } from "../errors/lote-error.ts";
import { type Chunk, chunkText, embeddedText } from "./chunk/chunk-text.ts";
import { extract } from "./extract/extract.ts";
import { documentFormats } from "./extract/formats.ts";
import { cleanText } from "./structured-text.ts";
import { counterOf, tokenizerSchema } from "./tokenizer.ts";

/** What is asked of the document whose path is the payload. */
export const documentTaskSchema = z.object({
  format: z.enum(documentFormats),
  tokenizer: tokenizerSchema,
  chunk: z.object({
    size: z.int().min(16),
    overlap: z.int().min(0),
    limit: z.int().min(16),
  }),
  /** Larger files are refused, bytes. */
  maxBytes: z.int().min(1),
  /** Its hash when it was last read: when it is the same, it is not read again. */
  known: z.string().nullable(),
});
export type DocumentTask = z.infer<typeof documentTaskSchema>;

/** A chunk as it travels; its `hash` names what is embedded, and so its vector. */
export interface ReadChunk extends Chunk {
  readonly hash: string;
}

/** A document that was read and cut. */
export interface ReadDocument {
  /** SHA-256 of its bytes, hexadecimal. */
  readonly content: string;
  /** Bytes. */
  readonly size: number;
  readonly modifiedMs: number;
  /** It is as `known` said: nothing else of it was worked out. */
  readonly isKnown: boolean;
  readonly title: string;
  readonly charset: string | null;
  readonly pages: number | null;
  readonly notes: readonly string[];
  /** UTF-16 code units of its text. */
  readonly characters: number;
  readonly chunks: readonly ReadChunk[];
}

/**
 * Reads a document, cuts it into chunks and counts their tokens; runs in a confined child.
 *
 * @throws LoteError `document-*`, `archive-*`; the system's error where the file cannot be opened
 */
export const documentParser: Parser = async (given, payload) => {
  const task = documentTaskSchema.parse(given);
  const path = Buffer.from(payload);
  const { bytes, size, modifiedMs } = await readWhole(path, task.maxBytes);
  const content = createHash("sha256").update(bytes).digest("hex");
  if (content === task.known) return answer({ ...nothing, content, size, modifiedMs, isKnown: true });
  if (bytes.length === 0) throw new LoteError("document-empty");
  const extracted = await extract({ path, bytes }, task.format);
  const after = await stat(path);
  if (after.size !== size || after.mtimeMs !== modifiedMs) throw new LoteError("document-changing");
  const chunks = chunkText(extracted, task.chunk, await counterOf(task.tokenizer));
  if (chunks.length === 0) throw new LoteError("document-empty");
  const { title, charset = null, pages = null, notes = [] } = extracted;
  return answer({
    content,
    size,
    modifiedMs,
    isKnown: false,
    title: cleanText(title).replace(/\s+/g, " ").trim().slice(0, 300).toWellFormed(),
    charset,
    pages,
    notes,
    characters: extracted.text.length,
    chunks: chunks.map((chunk) => ({ ...chunk, hash: chunkHash(chunk) })),
  });
};

const nothing = { title: "", charset: null, pages: null, notes: [], characters: 0, chunks: [] };

/** Names what is embedded of a chunk: 32 hexadecimal digits of its SHA-256. */
export function chunkHash(chunk: Pick<Chunk, "headings" | "text">): string {
  return createHash("sha256").update(embeddedText(chunk)).digest("hex").slice(0, 32);
}

function answer(document: ReadDocument): Uint8Array {
  return Buffer.from(JSON.stringify(document));
}

/** All bytes of a file that nobody changed meanwhile. */
async function readWhole(path: Buffer, maxBytes: number) {
  const file = await open(path, "r");
  try {
    const { size, mtimeMs, isFile } = await statOf(file);
    if (!isFile) throw new LoteError("unreadable", { detail: "it is no file" });
    if (size > maxBytes) throw tooLarge(size, maxBytes);
    const bytes = await file.readFile();
    const after = await statOf(file);
    if (bytes.length !== size || after.size !== size || after.mtimeMs !== mtimeMs) {
      throw new LoteError("document-changing");
    }
    return { bytes, size, modifiedMs: mtimeMs };
  } finally {
    await file.close();
  }
}

async function statOf(file: FileHandle) {
  const found = await file.stat();
  return { size: found.size, mtimeMs: found.mtimeMs, isFile: found.isFile() };
}

/** @throws nothing: it is made to be thrown */
export function tooLarge(size: number, limit: number): LoteError {
  const megabytes = (bytes: number) => Math.ceil(bytes / 2 ** 20);
  return new LoteError("document-too-large", { size: megabytes(size), limit: megabytes(limit) });
}
