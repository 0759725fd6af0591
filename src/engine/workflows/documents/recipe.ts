import type { DocumentRow } from "../../../stores/documents.ts";
import type { TextEmbedder } from "../../embedding/text/embedder.ts";
import type { SourceFile } from "../../sources/walk.ts";
import { type ChunkSettings, chunkerVersion } from "../../text/chunk/chunk-text.ts";
import { extractorVersion } from "../../text/extract/extract.ts";

/** Tokens of a chunk's own text, and of what it repeats: about a paragraph or two, and a sentence or two. */
const usual = { size: 400, overlap: 50 } as const;

/** How documents are read and cut for an embedder. */
export interface Recipe {
  readonly chunk: ChunkSettings;
  /** Equal where the same bytes give the same chunks. */
  readonly name: string;
}

/** A small model's window is filled by three quarters: headings and overlap need their room. */
export function recipeFor({ limits, tokenizer }: Pick<TextEmbedder, "limits" | "tokenizer">): Recipe {
  const size = Math.min(usual.size, Math.floor((limits.tokens * 5) / 8));
  const overlap = Math.min(usual.overlap, Math.floor(limits.tokens / 8));
  const counted = typeof tokenizer === "string" ? tokenizer : "own";
  return {
    chunk: { size, overlap, limit: limits.tokens },
    name: `x${extractorVersion} c${chunkerVersion} ${counted} ${size}+${overlap}`,
  };
}

/** Is the file, by its size and time, as it was when the index took it in, by the same recipe? Then it is not read. */
export function isUnchanged(
  file: Pick<SourceFile, "size" | "modifiedMs">,
  receipt: Pick<DocumentRow, "size" | "modifiedMs" | "recipe"> | undefined,
  { name }: Pick<Recipe, "name">,
): boolean {
  return receipt?.size === file.size && receipt.modifiedMs === file.modifiedMs && receipt.recipe === name;
}
