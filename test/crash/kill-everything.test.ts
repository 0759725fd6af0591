import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportRun } from "../../src/engine/run/export.ts";
import type { RunRow } from "../../src/stores/ledger.ts";
import { openStores, type Stores } from "../../src/stores/sqlite/open.ts";
import { checkHealth } from "../../src/stores/sqlite/repair.ts";
import type { ProbeParameters } from "../fixtures/workflows/probe.ts";

/** Kills; `LOTE_CRASH=long` for an hour's worth. */
const kills = process.env.LOTE_CRASH === "long" ? 5000 : 200;
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
      fingerprint: "crash",
    }),
  );
}

function startWorker(folder: string) {
  const program = join(import.meta.dir, "../fixtures/probe-worker.ts");
  return Bun.spawn([process.execPath, program, folder], { stdio: ["ignore", "ignore", "pipe"] });
}

/** The export without the run's name, which differs. */
function exported({ ledger }: Stores, run: RunRow): string[] {
  return [...exportRun(ledger, run, "en")].map((line) => JSON.stringify(line));
}

async function undisturbed(parameters: ProbeParameters): Promise<string[]> {
  const folder = newFolder();
  const stores = openStores(folder);
  const run = await startRun(stores, parameters);
  expect(await startWorker(folder).exited).toBe(0);
  const lines = exported(stores, run);
  stores.close();
  return lines;
}

async function killAllTheTime(parameters: ProbeParameters, times: number, random: () => number) {
  const folder = newFolder();
  const stores = openStores(folder);
  const run = await startRun(stores, parameters);
  let killed = 0;
  while (killed < times && stores.ledger.runs.get(run.id)?.state === "active") {
    const workers = random() < 0.3 ? [startWorker(folder), startWorker(folder)] : [startWorker(folder)];
    // From before the first line of the program to well within its work.
    const { done, review } = stores.ledger.counters.counts(run.id);
    // A run that gets ahead of its kills would be over before the last of them.
    const isAhead = (done + review) / parameters.items > killed / times;
    await Bun.sleep(20 + random() * (isAhead ? 60 : 160));
    for (const worker of workers) worker.kill("SIGKILL");
    for (const worker of workers) {
      await worker.exited;
      if (worker.signalCode === "SIGKILL") killed++;
    }
  }
  for (let attempt = 0; attempt < 5 && stores.ledger.runs.get(run.id)?.state === "active"; attempt++) {
    await startWorker(folder).exited;
  }
  return { folder, stores, run, killed };
}

test(
  `a run killed at ${kills} random moments ends as one that nobody touched (seed ${seed})`,
  async () => {
    const random = randomFrom(seed);
    const parameters: ProbeParameters = { items, workMs: 8, askEvery: 3, effects: true };
    const expected = await undisturbed(parameters);

    const { folder, stores, run, killed } = await killAllTheTime(parameters, kills, random);

    expect(stores.ledger.runs.get(run.id)?.state).toBe("ended");
    expect(killed).toBeGreaterThanOrEqual(kills);
    expect(exported(stores, run)).toEqual(expected);
    // Each item of an applied effect counts how often it was performed.
    for (let number = 1; number <= items; number++) {
      const performed = stores.ledger.checkpoints.get<number>(`probe/${run.name}/n${number}`) ?? 0;
      const reviewed = number % 3 === 0 && number % 2 === 1;
      expect(performed).toBe(reviewed ? 0 : 1);
    }
    const counts = stores.ledger.counters.counts(run.id);
    expect(counts.done + counts.review).toBe(items);
    expect(counts.pending + counts.leased + counts.waiting + counts.failed + counts.skipped).toBe(0);
    stores.close();
    expect(checkHealth(join(folder, "lote.sqlite"))).toEqual({ ok: true, problems: [] });
  },
  process.env.LOTE_CRASH === "long" ? 3_600_000 : 120_000,
);

test(`an effect outside the store is performed once though its worker is killed again and again (seed ${seed})`, async () => {
  const effectFile = join(newFolder(), "effects");
  const parameters: ProbeParameters = { items: 300, workMs: 2, effects: true, effectFile, stages: ["each"] };
  const { stores, run } = await killAllTheTime(parameters, 12, randomFrom(seed + 1));
  expect(stores.ledger.runs.get(run.id)?.state).toBe("ended");
  const lines = readFileSync(effectFile, "utf8").trim().split("\n");
  expect(lines.length).toBe(300);
  expect(new Set(lines).size).toBe(300);
  stores.close();
}, 60_000);
