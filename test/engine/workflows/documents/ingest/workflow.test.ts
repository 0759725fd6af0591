import { Database } from "bun:sqlite";
import { expect, setDefaultTimeout, test } from "bun:test";
import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { standingFailures } from "../../../../../src/engine/workflows/documents/failures.ts";
import { documentRoom } from "../../../../fixtures/documents/ingest-run.ts";

// A busy machine takes its time.
setDefaultTimeout(60_000);

test("documents that a run has written itself count under --max when its source is read again", async () => {
  using room = documentRoom();
  const texts = Object.fromEntries([1, 2, 3, 4].map((number) => [`${number}.txt`, `documento ${number}`]));
  const path = room.files("notes", texts);
  const parameters = { mode: "sync", max: 1 } as const;
  await room.ingest(path, parameters);
  const { run, document } = await room.ingest(path, parameters);
  expect(document.counts).toMatchObject({ done: 1, skipped: 1 });
  // As a worker leaves it that dies before the end of the source is written.
  const db = new Database(join(room.stores.folder, "lote.sqlite"));
  db.run("UPDATE run SET source_done = 0, state = 'active' WHERE id = ?", [run.id]);
  db.close();
  expect((await room.work(run)).counts).toMatchObject({ done: 1, skipped: 1 });
});

test("a giant document is embedded part by part: each is kept, and the others do not wait for its end", async () => {
  using room = documentRoom({}, { "document-split-tokens": 2000 });
  const sentence = (index: number) => `Frase ${index} que dice ${Bun.hash(`${index}`).toString(36)}.`;
  const giant = Array.from({ length: 1200 }, (_, index) => sentence(index)).join("\n\n");
  const notes = room.files("notes", { "giant.txt": giant, "small.txt": "uno pequeño" });
  const { document } = await room.ingest(notes, { mode: "sync", workers: 1 });
  expect(document.counts).toMatchObject({ done: 2, failed: 0 });
  const asked = room.services.openAi.charged
    .filter(({ path }) => path === "embedding")
    .map(({ body }) => body.input as string[]);
  expect(asked.length).toBeGreaterThan(5);
  const at = asked.findIndex((texts) => texts.includes("uno pequeño"));
  expect(at).toBeLessThan(asked.length - 3);
  expect(new Set(asked.flat()).size).toBe(asked.flat().length);
});

test("a file that vanishes while its vectors are made fails by name, and is neither in the index nor a failure after that", async () => {
  using room = documentRoom({
    batch: {
      onCreated: () => {
        rmSync(join(notes, "2.txt"), { force: true });
      },
    },
  });
  const texts = Object.fromEntries([1, 2, 3].map((number) => [`${number}.txt`, `documento ${number}`]));
  const notes = room.files("notes", texts);
  const { document } = await room.ingest(notes);
  expect(document.counts).toMatchObject({ done: 2, failed: 1 });
  expect(document.failures).toMatchObject([
    { item: join(notes, "2.txt"), code: "not-found", stage: "reread" },
  ]);
  expect((await room.ingest(notes)).document).toMatchObject({ counts: { failed: 0 }, status: "completed" });
  expect(standingFailures(room.stores.ledger, "en")).toEqual([]);
});

test("a document whose file cannot be looked at stops no run of another model, which waits for it with its vectors", async () => {
  using room = documentRoom();
  const closed = room.files("closed", { "one.txt": "documento uno" });
  const notes = room.files("notes", { "two.txt": "documento dos" });
  for (const folder of [closed, notes]) await room.ingest(folder, { model: null, mode: "sync" });
  rmSync(closed, { recursive: true });
  // A circle: whoever asks for what is in it gets an error, and not that there is nothing.
  symlinkSync(closed, closed);

  const { document } = await room.ingest(notes, { mode: "sync" });

  expect(document).toMatchObject({ status: "completed", detail: { searched: false } });
});

test("a run that prunes takes nothing out of a folder that cannot be entered any more, and comes to its end", async () => {
  using room = documentRoom();
  const closed = room.files("closed", { "one.txt": "documento uno" });
  await room.ingest(closed, { model: null, mode: "sync" });
  rmSync(closed, { recursive: true });
  symlinkSync(closed, closed);

  const { document } = await room.ingest(closed, { model: null, mode: "sync", prune: true });

  expect(document).toMatchObject({ status: "failed", detail: { index: { documents: 1 } } });
});
