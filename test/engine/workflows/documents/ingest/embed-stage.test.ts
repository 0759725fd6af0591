import { expect, test } from "bun:test";
import { join } from "node:path";
import type { TextEmbedder } from "../../../../../src/engine/embedding/text/embedder.ts";
import { openHashedNgrams } from "../../../../../src/engine/embedding/text/hashed-ngrams.ts";
import { openEmbedder } from "../../../../../src/engine/embedding/text/open-embedder.ts";
import { LoteError } from "../../../../../src/engine/errors/lote-error.ts";
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

/** The stage over an embedder that says what it was asked for, and waits for the test. */
async function paidStage(before: (texts: readonly string[]) => Promise<void>) {
  const embedder = openHashedNgrams();
  const asked: string[] = [];
  const paid: TextEmbedder = {
    ...embedder,
    isLocal: false,
    usdPerMillion: 1,
    embed: async (texts, context, keep) => {
      const words = texts.map(({ text }) => text);
      asked.push(...words);
      await before(words);
      await embedder.embed(texts, context, keep);
    },
  };
  const index = await openDocumentIndex(temporaryFolder());
  const space = await index.space(embedder.space);
  const stage = embedStage(space, paid, { workers: 2, items: 10, split: 800_000 });
  const context = { signal: new AbortController().signal } as StageContext;
  const run = (...texts: readonly string[]) => stage.run(texts.map(chunkOf), context);
  return { run, asked, [Symbol.asyncDispose]: () => index.close() };
}

test("a passage that another document has brought since is not paid for again", async () => {
  await using stage = await paidStage(async () => undefined);

  await stage.run("licence", "one");
  expect(await stage.run("licence", "two")).toEqual([true, true]);

  expect(stage.asked).toEqual(["licence", "one", "two"]);
});

test("what is under way when another's request is refused is not paid for again", async () => {
  const refusal = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  await using stage = await paidStage(async (texts) => {
    if (texts.includes("own")) await answer.promise;
    if (!texts.includes("refused")) return;
    await refusal.promise;
    throw new LoteError("request-refused", { host: "service", model: "paid", detail: "no" });
  });

  const first = stage.run("shared", "refused");
  const second = stage.run("shared", "own");
  refusal.resolve();
  await expect(first).rejects.toMatchObject({ code: "request-refused" });
  // As the pipeline does: what was refused is asked for in halves.
  const again = second.catch(() => Promise.all([stage.run("shared"), stage.run("own")]));
  // Time enough to ask before the answer is there.
  await Bun.sleep(5);
  answer.resolve();

  expect(await again).toEqual([[true], [true]]);
  expect(stage.asked.filter((text) => text === "own")).toHaveLength(1);
});
