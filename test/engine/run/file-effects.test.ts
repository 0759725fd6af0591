import { expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cancelRun, findRun, resumeRun, retryFailed, undoRun } from "../../../src/engine/run/control.ts";
import { decide } from "../../../src/engine/run/decide.ts";
import { documentOf } from "../../../src/engine/run/document.ts";
import { undoDecision } from "../../../src/engine/run/take-back.ts";
import type { QuestionRow } from "../../../src/stores/ledger.ts";
import { type ProbeRun, probeRun } from "../../fixtures/probe-run.ts";
import { atWork, lockOf, wordsOf } from "../../fixtures/workflows/file-effects.ts";

/** A folder in which the files of these items stand already, each with its own words. */
function folderOf(keys: readonly string[]): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), "lote-files-"));
  for (const key of keys) writeFileSync(join(path, key), `mine: ${key}`);
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

const words = (folder: { readonly path: string }, key: string) =>
  existsSync(join(folder.path, key)) ? readFileSync(join(folder.path, key), "utf8") : null;

const each = { effects: true, stages: ["each"] } as const;

const itemOf = ({ stores, run }: ProbeRun, key: string) => stores.ledger.items.idOf(run.id, key) ?? 0;
const effectOf = (probe: ProbeRun, key: string) => probe.stores.ledger.effects.live(itemOf(probe, key));

function questionOf(probe: ProbeRun, key: string): QuestionRow {
  const [question] = probe.stores.ledger.questions.ofItem(itemOf(probe, key));
  if (!question) throw new Error(`no question about ${key}`);
  return question;
}

const stateOf = ({ stores, run }: ProbeRun, key: string) =>
  stores.ledger.items.page(run.id, "", 1000).find((row) => row.key === key);

async function undo(probe: ProbeRun) {
  await undoRun(probe.stores.ledger, probe.row());
  await probe.work();
  return documentOf(probe.stores.ledger, probe.row(), "en");
}

test("of one workflow some effects live in the store and some in files, and both are done with their items", async () => {
  using folder = folderOf(["n1"]);
  using probe = await probeRun({ ...each, items: 4, files: { folder: folder.path } });
  await probe.work();
  expect(readdirSync(folder.path).toSorted()).toEqual(["n1", "n3"]);
  expect(words(folder, "n1")).toBe(wordsOf("n1"));
  expect(["n1", "n2", "n3", "n4"].map((key) => effectOf(probe, key)?.kind)).toEqual([
    "file",
    "probe",
    "file",
    "probe",
  ]);
  expect(probe.stores.ledger.effects.count(probe.run.id, "file")).toBe(2);
});

test("no more than four files are at work at once", async () => {
  using folder = folderOf([]);
  using probe = await probeRun({ ...each, items: 60, files: { folder: folder.path, workMs: 2 } });
  atWork.most = 0;
  await probe.work();
  expect(atWork.most).toBe(4);
  expect(readdirSync(folder.path)).toHaveLength(30);
});

test("a file that somebody changes between plan and performance is left alone, and its item fails with the reason", async () => {
  using folder = folderOf(["n1"]);
  using probe = await probeRun({ ...each, items: 3, files: { folder: folder.path, meddledWith: ["n1"] } });
  await probe.work();
  expect(words(folder, "n1")).toBe("somebody else's");
  expect(stateOf(probe, "n1")).toMatchObject({ state: "failed", failure: { code: "file-changed" } });
  // Nothing of it is left to be undone.
  expect(effectOf(probe, "n1")).toBeUndefined();
  expect((await undo(probe)).refused).toEqual([]);
});

test("what cannot be performed now stays planned, and is performed when the item is tried again", async () => {
  using folder = folderOf(["n1"]);
  writeFileSync(lockOf(folder.path, "n1"), "");
  using probe = await probeRun({ ...each, items: 1, files: { folder: folder.path } });
  await probe.work();
  expect(stateOf(probe, "n1")).toMatchObject({ state: "failed", failure: { stage: "apply" } });
  expect(effectOf(probe, "n1")?.state).toBe("planned");
  rmSync(lockOf(folder.path, "n1"));
  expect(await retryFailed(probe.stores.ledger, probe.row())).toBe(1);
  await probe.work();
  expect(words(folder, "n1")).toBe(wordsOf("n1"));
  expect(effectOf(probe, "n1")?.state).toBe("applied");
});

test("undoing the run gives every file back, also that of an item that failed before it was performed", async () => {
  using folder = folderOf(["n1", "n3"]);
  writeFileSync(lockOf(folder.path, "n3"), "");
  using probe = await probeRun({ ...each, items: 6, files: { folder: folder.path } });
  await probe.work();
  rmSync(lockOf(folder.path, "n3"));
  const { refused, counts } = await undo(probe);
  expect(refused).toEqual([]);
  expect(counts).toMatchObject({ skipped: 6, failed: 0 });
  expect(["n1", "n3", "n5"].map((key) => words(folder, key))).toEqual(["mine: n1", "mine: n3", null]);
  expect(probe.stores.ledger.effects.countLive(probe.run.id)).toBe(0);
});

test("an undo that is refused says why, stays refused when asked for again, and goes through once the file is as it was", async () => {
  using folder = folderOf(["n1"]);
  using probe = await probeRun({ ...each, items: 3, files: { folder: folder.path } });
  await probe.work();
  writeFileSync(join(folder.path, "n1"), "edited since");
  for (let times = 0; times < 2; times++) {
    const { refused, counts } = await undo(probe);
    expect(refused).toMatchObject([{ item: "n1", stage: "undo", code: "file-changed" }]);
    expect(counts).toMatchObject({ done: 1, skipped: 2 });
    expect(words(folder, "n1")).toBe("edited since");
    expect(effectOf(probe, "n1")?.state).toBe("refused");
  }
  writeFileSync(join(folder.path, "n1"), wordsOf("n1"));
  expect(await undo(probe)).toMatchObject({ refused: [], counts: { skipped: 3 } });
  expect(words(folder, "n1")).toBe("mine: n1");
});

test("a decision whose undo is refused stands, however often it is taken back", async () => {
  using folder = folderOf(["n1"]);
  using probe = await probeRun({ ...each, items: 1, askEvery: 1, files: { folder: folder.path } });
  const { ledger } = probe.stores;
  await probe.work();
  await decide(ledger, questionOf(probe, "n1"), "odd");
  await probe.work();
  expect(words(folder, "n1")).toBe(wordsOf("n1"));
  writeFileSync(join(folder.path, "n1"), "edited since");
  for (let times = 0; times < 3; times++) {
    expect(await undoDecision(ledger, questionOf(probe, "n1"))).toEqual({ taken: 1, left: 0 });
    await probe.work();
    expect(questionOf(probe, "n1").decision).toMatchObject({ choice: "odd", applied: true });
    expect(stateOf(probe, "n1")?.state).toBe("done");
    expect(ledger.effects.hindrance(itemOf(probe, "n1"))?.code).toBe("file-changed");
  }
  const refusals = ledger.events.after(probe.run.id, -1).filter(({ event }) => event.type === "refused");
  expect(refusals).toHaveLength(3);
  writeFileSync(join(folder.path, "n1"), wordsOf("n1"));
  await undoDecision(ledger, questionOf(probe, "n1"));
  await probe.work();
  expect(words(folder, "n1")).toBe("mine: n1");
  expect(questionOf(probe, "n1").decision).toBeNull();
  expect(stateOf(probe, "n1")?.state).toBe("review");
});

test("an undo that fails can be asked for again, and then the question is open once more", async () => {
  using folder = folderOf(["n1"]);
  using probe = await probeRun({ ...each, items: 1, askEvery: 1, files: { folder: folder.path } });
  const { ledger } = probe.stores;
  await probe.work();
  await decide(ledger, questionOf(probe, "n1"), "odd");
  await probe.work();
  writeFileSync(lockOf(folder.path, "n1"), "");
  await undoDecision(ledger, questionOf(probe, "n1"));
  await probe.work();
  expect(stateOf(probe, "n1")).toMatchObject({ state: "failed", failure: { stage: "undo" } });
  expect(words(folder, "n1")).toBe(wordsOf("n1"));
  // By itself it is not tried for ever; asked for, it is.
  rmSync(lockOf(folder.path, "n1"));
  expect(await undo(probe)).toMatchObject({ counts: { review: 1, failed: 0 } });
  expect(words(folder, "n1")).toBe("mine: n1");
  expect(ledger.questions.open(probe.run.id, "low", 9)).toHaveLength(1);
});

test("a decision whose effect could not be performed can be taken back", async () => {
  using folder = folderOf(["n1"]);
  writeFileSync(lockOf(folder.path, "n1"), "");
  using probe = await probeRun({ ...each, items: 1, askEvery: 1, files: { folder: folder.path } });
  const { ledger } = probe.stores;
  await probe.work();
  await decide(ledger, questionOf(probe, "n1"), "odd");
  await probe.work();
  expect(stateOf(probe, "n1")?.state).toBe("failed");
  rmSync(lockOf(folder.path, "n1"));
  await undoDecision(ledger, questionOf(probe, "n1"));
  await probe.work();
  expect(stateOf(probe, "n1")?.state).toBe("review");
  expect(words(folder, "n1")).toBe("mine: n1");
});

test("a worker that lost the item while it worked on its file leaves the file alone", async () => {
  using folder = folderOf(["n1"]);
  using probe = await probeRun({ ...each, items: 1, files: { folder: folder.path, workMs: 60 } });
  const { ledger } = probe.stores;
  const work = probe.work();
  while (effectOf(probe, "n1")?.state !== "planned") await Bun.sleep(5);
  // As another machine does it that takes this one for dead.
  await ledger.write(() => ledger.workers.bury(ledger.actor, []));
  await expect(work).rejects.toMatchObject({ code: "worker-lost" });
  expect(words(folder, "n1")).toBe("mine: n1");
  ledger.actor = 0;
  await probe.work();
  expect(words(folder, "n1")).toBe(wordsOf("n1"));
});

test("a worker that is told to stop ends the files it is at, begins no other, and the rest is done later", async () => {
  using folder = folderOf([]);
  using probe = await probeRun({ ...each, items: 80, files: { folder: folder.path, workMs: 30 } });
  const stop = new AbortController();
  const work = probe.work(stop.signal);
  while (readdirSync(folder.path).length === 0) await Bun.sleep(2);
  stop.abort();
  await work;
  const written = readdirSync(folder.path).length;
  expect(written).toBeLessThan(40);
  const { ledger } = probe.stores;
  expect(ledger.counters.counts(probe.run.id)).toMatchObject({ leased: 0, failed: 0 });
  expect(ledger.effects.count(probe.run.id, "file")).toBe(written);
  await probe.work();
  expect(readdirSync(folder.path)).toHaveLength(40);
});

test("cancelling the run ends what is at a file at once: the file stays, and nothing is left of it", async () => {
  using folder = folderOf(["n1"]);
  using probe = await probeRun({ ...each, items: 1, files: { folder: folder.path, workMs: 60_000 } });
  const { ledger } = probe.stores;
  const work = probe.work();
  while (effectOf(probe, "n1")?.state !== "planned") await Bun.sleep(5);
  await cancelRun(ledger, probe.row());
  await work;
  expect(words(folder, "n1")).toBe("mine: n1");
  expect(ledger.counters.counts(probe.run.id)).toMatchObject({ pending: 1, leased: 0, failed: 0 });
  // What was planned is taken back like all else, though nothing of it was done.
  expect(await undo(probe)).toMatchObject({ refused: [], counts: { skipped: 1 } });
});

test("an undo whose worker is killed half-way goes on, by resume as by asking again", async () => {
  using folder = folderOf(["n1", "n3", "n5", "n7", "n9", "n11", "n13", "n15"]);
  using probe = await probeRun({ ...each, items: 16, files: { folder: folder.path, workMs: 60 } });
  const { ledger } = probe.stores;
  await probe.work();
  await undoRun(ledger, probe.row());
  const worker = probe.startProcess();
  while (words(folder, "n1") !== "mine: n1") await Bun.sleep(5);
  worker.kill("SIGKILL");
  await worker.exited;
  expect(probe.row()).toMatchObject({ state: "active", undoing: true });
  await resumeRun(ledger, findRun(ledger, probe.run.name));
  await probe.work();
  expect(probe.row()).toMatchObject({ state: "ended", undoing: false });
  for (const key of readdirSync(folder.path)) expect(words(folder, key)).toBe(`mine: ${key}`);
  expect(ledger.effects.countLive(probe.run.id)).toBe(0);
});

test("what a run that is undone was still to do it does not do any more", async () => {
  using folder = folderOf(["n1"]);
  using probe = await probeRun({ ...each, items: 1, askEvery: 1, files: { folder: folder.path } });
  const { ledger } = probe.stores;
  await probe.work();
  await decide(ledger, questionOf(probe, "n1"), "odd");
  await undoRun(ledger, probe.row());
  // Whoever performed it now would fail.
  writeFileSync(lockOf(folder.path, "n1"), "");
  await probe.work();
  expect(words(folder, "n1")).toBe("mine: n1");
  expect(questionOf(probe, "n1").decision).toBeNull();
  expect(stateOf(probe, "n1")?.state).toBe("review");
  expect(ledger.questions.open(probe.run.id, "low", 9)).toHaveLength(1);
});
