import type { IndexSpace } from "../../../../stores/documents.ts";
import type { ConfinedPool } from "../../../confined/confined-pool.ts";
import { LoteError } from "../../../errors/lote-error.ts";
import type { Each } from "../../../flow/stage.ts";
import { fileIsGone } from "../../../sources/file-is-gone.ts";
import { pathOfKey } from "../../../sources/file-key.ts";
import type { DocumentTask, ReadDocument } from "../../../text/document-parser.ts";
import type { TokenizerChoice } from "../../../text/tokenizer.ts";
import type { Recipe } from "../recipe.ts";
import type { IngestTravel } from "./travel.ts";

export interface ReadStageOptions {
  readonly name: "read" | "reread";
  readonly space: IndexSpace;
  readonly parsers: ConfinedPool;
  readonly recipe: Recipe;
  readonly tokenizer: TokenizerChoice;
  readonly concurrency: number;
  readonly maxBytes: number;
  /** The run's name. */
  readonly run: string;
  /** Find out what is to be done, and leave the index as it is. */
  readonly isDry?: boolean;
}

/** A book of a thousand pages takes a few seconds on a busy machine. */
const deadlineMs = 120_000;

/**
 * Reads and cuts a document in a confined child, and looks up which of its chunks have no vector yet. One whose bytes
 * are known by another path, where nothing is any more, was renamed.
 */
export function readStage(options: ReadStageOptions): Each<IngestTravel> {
  const { name, space, recipe, run, isDry = false } = options;
  return {
    kind: "each",
    name,
    concurrency: options.concurrency,
    queue: options.concurrency,
    run: async ({ key }, { file, format, gone, document: before, settled }, { note }) => {
      if (before || settled || gone) return {};
      if (!file || !format) throw new LoteError("bug", { detail: "no file" });
      const known = (await space.documents([key])).get(key);
      const found = known ? "a-document" : "nothing";
      const isCurrent = known?.recipe === recipe.name;
      const document = await read(key, format, isCurrent ? known.content : null, options);
      if (isCurrent && known.content === document.content) {
        const { size, modifiedMs } = document;
        if (!isDry) await space.touch({ path: key, size, modifiedMs });
        if (known.run === run) return { travel: { document, settled: "as-it-was", found } };
        return { skip: "unchanged" };
      }
      for (const code of document.notes) note(code, { item: key });
      const moved = known ? undefined : await renamed(key, document, options);
      if (moved) return { travel: { document, settled: "moved", moved, found } };
      const once = new Map(document.chunks.map((chunk) => [chunk.hash, chunk]));
      const missing = await space.missing([...once.keys()]);
      const unembedded = [...once.values()].filter(({ hash }) => missing.has(hash));
      return { travel: { document, unembedded, found } };
    },
  };
}

/** What reading and cutting a document again takes. */
export type ReadOptions = Pick<ReadStageOptions, "parsers" | "recipe" | "tokenizer" | "maxBytes">;

/**
 * @param within milliseconds that it may take
 * @throws LoteError `document-*`, `archive-*`; the system's error where the file cannot be opened
 */
export async function read(
  key: string,
  format: DocumentTask["format"],
  known: string | null,
  { parsers, recipe, tokenizer, maxBytes }: ReadOptions,
  within = deadlineMs,
): Promise<ReadDocument> {
  const task: DocumentTask = { format, tokenizer, chunk: recipe.chunk, maxBytes, known };
  const answer = await parsers.ask(
    { parser: "document", task, payload: Buffer.from(pathOfKey(key)) },
    { deadlineMs: within },
  );
  // It comes from our own program, which a hostile file may have confused, but not made to speak JSON of this form.
  return JSON.parse(new TextDecoder().decode(answer)) as ReadDocument;
}

/** Its receipt goes from the old path to the new one, and nothing else has to be done. */
async function renamed(
  path: string,
  { content, size, modifiedMs }: ReadDocument,
  { space, recipe, run, isDry }: ReadStageOptions,
): Promise<IngestTravel["moved"]> {
  const same = (await space.withContent(content)).filter((row) => row.recipe === recipe.name);
  const left = same.find((row) => fileIsGone(row.path));
  if (!left) return undefined;
  if (!isDry && !(await space.move(left.path, { path, size, modifiedMs, run }))) return undefined;
  return { path: left.path, run: left.run };
}
