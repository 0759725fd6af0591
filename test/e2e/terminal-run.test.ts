import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAtWork } from "../../src/engine/run/membership.ts";
import { startRun } from "../../src/engine/run/start.ts";
import type { RunRow } from "../../src/stores/ledger.ts";
import { openStores, type Stores } from "../../src/stores/sqlite/open.ts";
import { openTerminal, type TestTerminal } from "../fixtures/terminal/open-terminal.ts";
import type { ProbeParameters } from "../fixtures/workflows/probe.ts";

const checkout = join(import.meta.dir, "..", "..");
let folder = "";
let stores: Stores;
let tries = 0;
const workers: Bun.Subprocess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lote-e2e-run-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => {
  for (const worker of workers.splice(0)) worker.kill("SIGKILL");
});
beforeEach(() => {
  stores?.close();
  stores = openStores(join(folder, `w${tries++}`));
});

/** A run of the workflow without weight, with a worker of its own at work on it. */
async function startProbe(parameters: ProbeParameters): Promise<{ run: RunRow; worker: Bun.Subprocess }> {
  const run = await makeProbe(parameters);
  return { run, worker: workOn(run) };
}

async function makeProbe(parameters: ProbeParameters): Promise<RunRow> {
  const { run } = await startRun(stores.ledger, {
    workflow: "probe",
    parameters: { ...parameters } as never,
    policy: { accept: "nothing", onAmbiguous: "review", dryRun: false },
  });
  return run;
}

function workOn(run: RunRow): Bun.Subprocess {
  const worker = Bun.spawn(
    [process.execPath, join(checkout, "test/fixtures/probe-worker.ts"), stores.folder, run.name],
    { stdin: "ignore", stdout: "ignore", stderr: "inherit" },
  );
  workers.push(worker);
  return worker;
}

function watch(run: RunRow, ...flags: readonly string[]): TestTerminal {
  return openTerminal(
    [
      process.execPath,
      `--config=${join(checkout, "bunfig.toml")}`,
      join(checkout, "test/fixtures/terminal/run-terminal.ts"),
      stores.folder,
      "--run",
      run.name,
      ...flags,
    ],
    { cwd: checkout, env: { NODE_ENV: "production" } },
  );
}

/** Endless for a test, so that it is stopped in the middle. */
const long = { items: 100_000, workMs: 5, stages: ["each"] } as const satisfies ProbeParameters;

test("a run is followed from bars to summary, and ends lote with the run's exit code", async () => {
  const { run, worker } = await startProbe({
    items: 1500,
    workMs: 5,
    failing: { n7: "permanent", n9: "permanent" },
  });
  await using lote = watch(run, "--attached");
  await lote.waitFor(/running[\s\S]*█[\s\S]*square[\s\S]*sum/);
  await lote.waitFor(/✗ 2× square: The picture cannot be decoded/);
  await lote.waitFor(/│ 1500 +│ 1498 +│ 0 +│ 0 +│ 2 /, 40_000);
  lote.type("q");
  expect(await lote.exited).toBe(3);
  expect(lote.screen()).toContain("completed, some items failed");
  await worker.exited;
}, 40_000);

test("pause holds a run and the same key lets it go on", async () => {
  const { run } = await startProbe(long);
  await using lote = watch(run, "--attached");
  await lote.waitFor(/running[\s\S]*p pause/);
  lote.type("p");
  await lote.waitFor(/paused[\s\S]*p go on/);
  expect(stores.ledger.runs.get(run.id)?.state).toBe("paused");
  lote.type("p");
  await lote.waitFor(/running[\s\S]*p pause/);
  expect(stores.ledger.runs.get(run.id)?.state).toBe("active");
});

test("Ctrl-C stops the run in order, says how to resume, and leaves with 130", async () => {
  const { run, worker } = await startProbe(long);
  await using lote = watch(run);
  await lote.waitFor(/running[\s\S]*p pause/);
  lote.press("ctrl-c");
  expect(await lote.exited).toBe(130);
  expect(lote.screen()).toContain(`lote runs resume ${run.name}`);
  expect(isAtWork(stores.ledger, run.id)).toBe(false);
  expect(stores.ledger.counters.counts(run.id).leased).toBe(0);
  expect(await worker.exited).toBe(0);
});

test("Ctrl-C twice leaves at once", async () => {
  const { run } = await startProbe({ ...long, workMs: 3000 });
  await using lote = watch(run);
  await lote.waitFor(/running[\s\S]*8 in progress/);
  lote.press("ctrl-c");
  await lote.waitFor("Again to stop at once");
  lote.press("ctrl-c");
  expect(await lote.exited).toBe(130);
  expect(isAtWork(stores.ledger, run.id)).toBe(true);
});

test.each([
  ["a run that was only looked at goes on after Ctrl-C", "ctrl-c", ["--attached"], 130],
  ["a run goes on when the line drops", "hang-up", [], 0],
  ["a run goes on when its screen is left with q", "q", [], 0],
] as const)("%s", async (_, way, flags, code) => {
  const { run } = await startProbe(long);
  await using lote = watch(run, ...flags);
  await lote.waitFor(/running[\s\S]*p pause/);
  if (way === "hang-up") lote.kill("SIGHUP");
  else if (way === "q") lote.type("q");
  else lote.press("ctrl-c");
  expect(await lote.exited).toBe(code);
  expect(lote.isAlternate()).toBe(false);
  expect(stores.ledger.runs.get(run.id)?.state).toBe("active");
  expect(isAtWork(stores.ledger, run.id)).toBe(true);
  if (way === "q") expect(lote.screen()).toContain(`lote runs watch ${run.name}`);
});

test("a terminal that stands still does not hold up the run", async () => {
  const run = await makeProbe({ items: 3000, workMs: 2, stages: ["each"] });
  await using lote = watch(run, "--attached");
  await lote.waitFor("interrupted");
  const worker = workOn(run);
  await lote.waitFor("square");
  lote.kill("SIGSTOP");
  expect(await worker.exited).toBe(0);
  expect(stores.ledger.counters.counts(run.id).done).toBe(3000);
  lote.kill("SIGCONT");
  await lote.waitFor(/│ 3000 +│ 3000 /);
}, 20_000);

test("a run without a worker is shown as interrupted, and p lets it go on", async () => {
  const { run, worker } = await startProbe(long);
  await using lote = watch(run, "--attached");
  await lote.waitFor(/running[\s\S]*p pause/);
  lote.type("s");
  await worker.exited;
  await lote.waitFor(/interrupted[\s\S]*p go on/);
  expect(stores.ledger.runs.get(run.id)?.state).toBe("active");
});
