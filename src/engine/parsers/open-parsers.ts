import { join } from "node:path";
import { ConfinedPool } from "../confined/confined-pool.ts";
import { usualLimits } from "../confined/limits.ts";
import type { TokenizerChoice } from "../text/tokenizer.ts";

const program = join(import.meta.dir, "main.ts");

/** A model's own tokenizer for a hundred languages has 250,000 tokens, and a tree of them; while it is read, twice, bytes. */
const tokenizerBytes = 1536 * 2 ** 20;

/**
 * The confined children that read hostile archives and documents for one run. None is started before it is needed.
 *
 * @param size how many files are read at once
 * @param signal stops what is being read
 */
export function openParsers(size: number, signal?: AbortSignal): ConfinedPool {
  return new ConfinedPool({ program, size, signal });
}

/** The same, where they also count tokens: with room for a model's own tokenizer. */
export function openDocumentParsers(
  size: number,
  tokenizer: TokenizerChoice,
  signal?: AbortSignal,
): ConfinedPool {
  if (typeof tokenizer === "string") return openParsers(size, signal);
  const memoryBytes = usualLimits.memoryBytes + tokenizerBytes;
  return new ConfinedPool({ program, size, signal, limits: { memoryBytes } });
}
