import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportRun } from "../../src/engine/run/export.ts";
import type { RunRow } from "../../src/stores/ledger.ts";
import { openStores, type Stores } from "../../src/stores/sqlite/open.ts";
import { checkHealth } from "../../src/stores/sqlite/repair.ts";
import type { ProbeParameters } from "../fixtures/workflows/probe.ts";

/** `LOTE_CRASH=long` goes on for many minutes; `LOTE_SEED` repeats the moments of an earlier run. */
const isLong = process.env.LOTE_CRASH === "long";
const kills = isLong ? 5000 : 200;
const items = 2000;
const seed = Number(process.env.LOTE_SEED ?? Date.now() % 2 ** 32);

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A small generator with a seed that can be printed (mulberry32). */
function randomFrom(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "lote-crash-"));
  folders.push(folder);
  return folder;
}

function startRun(stores: Stores, parameters: ProbeParameters): Promise<RunRow> {
  const { ledger } = stores;
  return ledger.write(() =>
    ledger.runs.create({
      workflow: "probe",
      parameters: { ...parameters } as never,
      policy: { accept: "strong", onAmbiguous: "review", dryRun: false },
      fingerprint: parameters.effectFile ?? "store",
    }),
  );
}

function startWorker(folder: string) {
  const program = join(import.meta.dir, "../fixtures/probe-worker.ts");
  return Bun.spawn([process.execPath, program, folder], { stdio: ["ignore", "ignore", "pipe"] });
}

/** The export holds neither ids nor times nor attempts, and comes sorted by key. */
function exported({ ledger }: Stores, run: RunRow): string[] {
  return [...exportRun(ledger, run, "en")].map((line) => JSON.stringify(line));
}

/** Two runs that every worker serves at once: one whose effects are in the store, one whose are in a file. */
async function startRuns(folder: string) {
  const stores = openStores(folder);
  const effectFile = join(folder, "effects");
  const inStore = await startRun(stores, { items, workMs: 6, askEvery: 3, effects: true });
  const inFile = await startRun(stores, { items: 400, workMs: 2, askEvery: 3, effects: true, effectFile });
  const isOver = () => [inStore, inFile].every((run) => stores.ledger.runs.get(run.id)?.state === "ended");
  return { stores, inStore, inFile, effectFile, isOver };
}

async function killAllTheTime(folder: string, isOver: () => boolean, random: () => number): Promise<number> {
  let killed = 0;
  while (killed < kills && !isOver()) {
    const workers = random() < 0.3 ? [startWorker(folder), startWorker(folder)] : [startWorker(folder)];
    // From before the first line of the program to well within its work.
    await Bun.sleep(20 + random() * 160);
    for (const worker of workers) worker.kill("SIGKILL");
    for (const worker of workers) {
      await worker.exited;
      if (worker.signalCode === "SIGKILL") killed++;
    }
  }
  return killed;
}

test(
  `runs killed at ${kills} random moments end as those that nobody touched (seed ${seed})`,
  async () => {
    const quiet = newFolder();
    const undisturbed = await startRuns(quiet);
    expect(await startWorker(quiet).exited).toBe(0);
    expect(undisturbed.isOver()).toBe(true);

    const folder = newFolder();
    const { stores, inStore, inFile, effectFile, isOver } = await startRuns(folder);
    const killed = await killAllTheTime(folder, isOver, randomFrom(seed));
    for (let life = 0; life < 5 && !isOver(); life++) await startWorker(folder).exited;

    expect(isOver()).toBe(true);
    expect(killed).toBeGreaterThanOrEqual(kills);
    // No item lost, none condemned, every answer and result the same, byte for byte.
    expect(exported(stores, inStore)).toEqual(exported(undisturbed.stores, undisturbed.inStore));
    expect(exported(stores, inFile)).toEqual(exported(undisturbed.stores, undisturbed.inFile));
    expectEachOnce(stores, inStore);
    const lines = (path: string) => readFileSync(path, "utf8").trim().split("\n").toSorted();
    expect(lines(effectFile)).toEqual(lines(undisturbed.effectFile));
    expectCountsThatAdd(stores, inStore, items, 67);
    expectCountsThatAdd(stores, inFile, 400, 0);
    stores.close();
    undisturbed.stores.close();
    expect(checkHealth(join(folder, "lote.sqlite"))).toEqual({ ok: true, problems: [] });
  },
  isLong ? 3_600_000 : 120_000,
);

/** Each effect counts, in its own transaction, how often it was performed. */
function expectEachOnce({ ledger }: Stores, run: RunRow): void {
  for (let number = 1; number <= items; number++) {
    const performed = ledger.checkpoints.get<number>(`probe/${run.name}/n${number}`) ?? 0;
    // Odd multiples of three are asked about, and nobody answers.
    expect(performed).toBe(number % 3 === 0 && number % 2 === 1 ? 0 : 1);
  }
}

function expectCountsThatAdd({ ledger }: Stores, run: RunRow, total: number, superseded: number): void {
  const counts = ledger.counters.counts(run.id);
  // Whoever is asked by both runs is asked by the newer alone, whichever came first.
  expect(counts.done + counts.review + counts.skipped).toBe(total);
  expect(counts.skipped).toBe(superseded);
  expect(counts.pending + counts.leased + counts.waiting + counts.failed).toBe(0);
}
