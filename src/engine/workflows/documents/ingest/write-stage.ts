import { digestOf } from "../../../../stores/document-digest.ts";
import type { IndexSpace } from "../../../../stores/documents.ts";
import type { Each } from "../../../flow/stage.ts";
import type { IngestTravel } from "./travel.ts";

/** Documents written at once; SQLite writes one after the other, a server does not. */
const concurrency = 4;

/** Writes a document's chunks and its receipt. */
export function writeStage(
  space: IndexSpace,
  recipe: string,
  run: string,
  now: () => number,
): Each<IngestTravel> {
  return {
    kind: "each",
    name: "write",
    concurrency,
    run: async ({ key }, { document, format = "text", settled }) => {
      if (settled || !document) return {};
      const { content, size, modifiedMs, title, pages, characters, chunks } = document;
      await space.put(
        {
          path: key,
          content,
          recipe,
          size,
          modifiedMs,
          format,
          title,
          pages,
          characters,
          chunks: chunks.length,
          tokens: chunks.reduce((sum, { tokens }) => sum + tokens, 0),
          digest: digestOf(chunks.map(({ hash }) => hash)),
          run,
          writtenAt: now(),
        },
        chunks.map((chunk, ordinal) => ({ ...chunk, ordinal })),
      );
      return {};
    },
  };
}
