import { expect, setDefaultTimeout, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { verifyIndex } from "../../../../src/engine/workflows/documents/verify.ts";
import type { DocumentIndex, IndexSpace } from "../../../../src/stores/documents.ts";
import { type DocumentRoom, documentRoom } from "../../../fixtures/documents/ingest-run.ts";

// A busy machine takes its time.
setDefaultTimeout(60_000);

async function opened({ stores }: DocumentRoom): Promise<{ index: DocumentIndex; space: IndexSpace }> {
  const index = await stores.documents.open(undefined);
  const row = await index.current();
  if (!row) throw new Error("no space");
  return { index, space: await index.space(row) };
}

/** A room with one document in its index, and another whose batch does not end before `looks` says so. */
async function waiting() {
  const behaviour = { looks: Number.POSITIVE_INFINITY };
  const room = documentRoom({
    get batch() {
      return { ...behaviour };
    },
  });
  await room.ingest(room.files("notes", { "old.txt": "ya estaba" }), { mode: "sync" });
  const notes = room.files("notes", { "copy.txt": "ya estaba", "new.txt": "por hacer" });
  const run = await room.start(notes);
  const working = room.work(run);
  while (room.services.openAi.batches.made.length < 1) await Bun.sleep(5);
  while (room.stores.ledger.counters.counts(run.id).done < 1) await Bun.sleep(5);
  const { index, space } = await opened(room);
  return { room, behaviour, run, working, notes, index, space };
}

test("a repair leaves what an unfinished run has paid for, and takes it once that run is over", async () => {
  const { room, behaviour, run, working, index, space } = await waiting();
  // As a run that was killed between its answer and its document leaves them.
  const vector = new Float32Array(space.row.dimensions).fill(space.row.dimensions ** -0.5);
  await space.putVectors([{ hash: "paid", vector }], true);
  const report = await verifyIndex(room.stores, undefined, true);
  expect(report.unfinished).toEqual([run.name]);
  expect(await space.missing(["paid"])).toEqual(new Set());
  behaviour.looks = 1;
  await working;
  await verifyIndex(room.stores, undefined, true);
  expect(await space.missing(["paid"])).toEqual(new Set(["paid"]));
  expect(await space.flaws()).toMatchObject({ incomplete: [], orphans: 0, unused: 0 });
  await index.close();
  room[Symbol.dispose]();
});

test("a run whose index file was taken away under it does not call itself complete", async () => {
  const { room, behaviour, working, notes, index } = await waiting();
  const file = join(room.stores.folder, "documents.sqlite");
  for (const suffix of ["", "-wal", "-shm"]) rmSync(file + suffix, { force: true });
  behaviour.looks = 1;
  expect(await working).toMatchObject({ status: "paused", failures: [{ code: "index-torn" }] });
  await index.close();
  // Cancelled and begun again, as the hint says.
  const again = await room.ingest(notes, { mode: "sync" });
  expect(again.document).toMatchObject({ status: "completed", counts: { done: 3 } });
  room[Symbol.dispose]();
});

test("a run does not end over an index that lost what it wrote; after a repair it does", async () => {
  const { room, behaviour, run, working, notes, index, space } = await waiting();
  const { ledger } = room.stores;
  await space.remove(`${notes}/copy.txt`);
  behaviour.looks = 1;
  expect(await working).toMatchObject({ status: "paused", failures: [{ code: "index-torn" }] });

  const report = await verifyIndex(room.stores, undefined, true);
  expect(report.unreadAgain).toEqual([`${notes}/copy.txt`]);
  const repaired = await room.ingest(`${notes}/copy.txt`, { mode: "sync" });
  expect(repaired.document.status).toBe("completed");
  await ledger.write(() => ledger.runs.setState(run.id, "active"));
  expect(await room.work(run)).toMatchObject({ status: "completed", counts: { done: 2 } });
  expect((await space.size()).documents).toBe(3);
  await index.close();
  room[Symbol.dispose]();
});
