import { expect, test } from "bun:test";
import { join } from "node:path";
import { openEmbedder } from "../../../../../src/engine/embedding/text/open-embedder.ts";
import type { StageContext } from "../../../../../src/engine/flow/stage.ts";
import { chunkHash, type ReadChunk } from "../../../../../src/engine/text/document-parser.ts";
import { embedStage } from "../../../../../src/engine/workflows/documents/ingest/embed-stage.ts";
import { openDocumentIndex } from "../../../../../src/stores/open-document-index.ts";
import { textModelFolder } from "../../../../fixtures/documents/text-model.ts";
import { temporaryFolder } from "../../../../fixtures/temporary-folder.ts";

const chunkOf = (text: string): ReadChunk => ({
  ...{ text, headings: [], start: 0, own: 0, end: text.length, line: 1, page: null, tokens: 4 },
  hash: chunkHash({ text, headings: [] }),
});

test("a passage that crashes the network fails alone; the others of its call have their vectors, wherever they stand", async () => {
  const embedder = await openEmbedder("tiny", {
    settings: { "models-folder": textModelFolder("tiny"), device: "cpu" },
    cacheFolder: temporaryFolder(),
    hostProgram: join(import.meta.dir, "../../../../fixtures/crashing-host.ts"),
  });
  const index = await openDocumentIndex(temporaryFolder());
  const space = await index.space(embedder.space);
  const stage = embedStage(space, embedder, { workers: 2, items: 10, split: 800_000 });
  const context = { signal: new AbortController().signal } as StageContext;
  // The second call wants a passage that the first is making, and the one that crashes.
  const first = ["gato", "la casa .", "perro"].map(chunkOf);
  const second = ["perro", "la casa .", "verde"].map(chunkOf);
  const results = await Promise.all([stage.run(first, context), stage.run(second, context)]);
  for (const result of results) {
    expect(result[0]).toBe(true);
    expect(result[1]).toMatchObject({ code: "model-crashed" });
    expect(result[2]).toBe(true);
  }
  const hashes = [...first, ...second].map(({ hash }) => hash);
  expect(await space.missing(hashes)).toEqual(new Set([first[1]?.hash ?? ""]));
  await embedder.close();
  await index.close();
});
