/**
 * What the engine itself costs: `bun test/bench/engine.bench.ts [ITEMS]`. Each part runs in a process of its own, so
 * that memory and processor time are its own; `bun test/bench/engine.bench.ts PART ITEMS` runs one.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Pipeline } from "../../src/engine/flow/pipeline.ts";
import { runWorker } from "../../src/engine/run/worker.ts";
import { asWorkflow, type WorkflowDefinition } from "../../src/engine/workflows/workflow.ts";
import type { ClaimedItem } from "../../src/stores/ledger.ts";
import { openStores, type Stores } from "../../src/stores/sqlite/open.ts";

const nothing = { kind: "each" as const, name: "nothing", concurrency: 8, run: async () => ({}) };

/** A run of a million items that do nothing, or of as many as asked for. */
function idle(items: number, onFirst: () => void = () => undefined): WorkflowDefinition {
  return {
    name: "idle",
    open: async () =>
      asWorkflow({
        name: "idle",
        stages: [
          {
            ...nothing,
            run: async () => {
              onFirst();
              return {};
            },
          },
        ],
        async *items() {
          for (let number = 0; number < items; number++) yield { key: `n${number}`, input: {} };
        },
        begin: () => ({}),
        carry: () => null,
        result: () => null,
        close: async () => undefined,
      }),
  };
}

async function work(
  stores: Stores,
  workflow: WorkflowDefinition,
  stop = new AbortController(),
): Promise<void> {
  await runWorker({
    stores,
    workflows: { idle: async () => workflow },
    settings: {},
    cacheFolder: stores.folder,
    once: true,
    lingerMs: 0,
    stop: stop.signal,
  });
}

const newRun = (stores: Stores) =>
  stores.ledger.write(() =>
    stores.ledger.runs.create({
      workflow: "idle",
      parameters: {},
      policy: { accept: "nothing", onAmbiguous: "review", dryRun: false },
      fingerprint: "bench",
    }),
  );

const parts: Record<string, (items: number, folder: string) => Promise<Record<string, number>>> = {
  durable: async (items, folder) => {
    const stores = openStores(folder, { pauseMs: 5 });
    await newRun(stores);
    const before = process.cpuUsage();
    await work(stores, idle(items));
    const { user, system } = process.cpuUsage(before);
    return { microseconds: (user + system) / items, peakMiB: process.resourceUsage().maxRSS / 1024 };
  },
  bare: async (items) => {
    const pipeline = new Pipeline(
      [nothing],
      {
        signal: new AbortController().signal,
        note: () => undefined,
        patiently: (promise) => promise,
        paid: ({ make }) => make().then(({ answer }) => answer),
      },
      { inside: () => undefined },
    );
    const base = {
      run: 1,
      parent: null,
      stage: 0,
      lease: 1,
      attempts: 0,
      input: {},
      carry: null,
      aloneDeaths: null,
    };
    const before = process.cpuUsage();
    for (let from = 0; from < items; from += 256) {
      const group = Array.from(
        { length: 256 },
        (_, at): ClaimedItem => ({ ...base, id: from + at, key: `n${from + at}` }),
      );
      await Promise.all(group.map((item) => pipeline.travel(item, {})));
    }
    const { user, system } = process.cpuUsage(before);
    return { microseconds: (user + system) / items };
  },
  first: async (items, folder) => {
    const stores = openStores(folder, { pauseMs: 5 });
    await newRun(stores);
    const stop = new AbortController();
    const began = performance.now();
    let first = 0;
    const seen = () => {
      if (first > 0) return;
      first = performance.now() - began;
      stop.abort();
    };
    await work(stores, idle(items, seen), stop);
    return { milliseconds: first };
  },
  resume: async (items, folder) => {
    const stores = openStores(folder);
    const run = await newRun(stores);
    const { ledger } = stores;
    for (let from = 0; from < items; from += 2000) {
      const page = Array.from({ length: 2000 }, (_, at) => ({ key: `n${from + at}`, input: {} }));
      await ledger.write(() => ledger.items.insert(run.id, page));
    }
    ledger.actor = 1;
    for (let done = 0; done < items / 2; done += 2000) {
      await ledger.write(() => {
        for (const item of ledger.items.claim(run.id, Date.now(), 2000)) {
          ledger.items.commit({ item, saves: [], outcome: { to: "done", result: null } });
        }
      });
    }
    await ledger.write(() => ledger.runs.closeSource(run.id));
    stores.close();
    const began = performance.now();
    const again = openStores(folder, { pauseMs: 5 });
    const stop = new AbortController();
    let first = 0;
    const seen = () => {
      if (first === 0) first = performance.now() - began;
      stop.abort();
    };
    await work(again, idle(items, seen), stop);
    return { milliseconds: first };
  },
  decision: async (items, folder) => {
    const stores = openStores(folder);
    const run = await newRun(stores);
    const workers = [1, 2].map(() =>
      Bun.spawn([process.execPath, import.meta.path, "busy", String(items), folder], {
        stdio: ["ignore", "ignore", "inherit"],
      }),
    );
    while (stores.ledger.counters.counts(run.id).done === 0) await Bun.sleep(10);
    const waits: number[] = [];
    while (stores.ledger.runs.get(run.id)?.state === "active" && waits.length < 200) {
      const began = performance.now();
      await stores.ledger.write(() => stores.ledger.checkpoints.put(`decision ${waits.length}`, 1));
      waits.push(performance.now() - began);
      await Bun.sleep(15);
    }
    for (const worker of workers) worker.kill("SIGKILL");
    waits.sort((a, b) => a - b);
    return { p95: waits[Math.floor(waits.length * 0.95)] ?? 0, decisions: waits.length };
  },
  busy: async (items, folder) => {
    await work(openStores(folder, { pauseMs: 5 }), idle(items));
    return {};
  },
};

async function inItsOwnProcess(part: string, items: number): Promise<Record<string, number>> {
  const child = Bun.spawn([process.execPath, import.meta.path, part, String(items)], {
    stdout: "pipe",
    stderr: "inherit",
  });
  return JSON.parse(await child.stdout.text()) as Record<string, number>;
}

const [part, count, given] = process.argv.slice(2);
const single = part === undefined ? undefined : parts[part];
if (single) {
  const folder = given ?? mkdtempSync(join(tmpdir(), "lote-bench-"));
  console.log(JSON.stringify(await single(Number(count), folder)));
  if (given === undefined) rmSync(folder, { recursive: true, force: true });
  process.exit();
}
const many = Number(part ?? 1_000_000);
const show = (what: string, value: number | undefined, unit: string, goal: string) =>
  console.log(`${what.padEnd(52)} ${(value ?? 0).toFixed(1).padStart(8)} ${unit.padEnd(4)} goal ${goal}`);
const small = await inItsOwnProcess("durable", 10_000);
const large = await inItsOwnProcess("durable", many);
show(`an item that does nothing, durable (${many} items)`, large.microseconds, "µs", "25");
show(
  "an item that does nothing, without the store",
  (await inItsOwnProcess("bare", 200_192)).microseconds,
  "µs",
  "5",
);
show("peak memory at 10,000 items", small.peakMiB, "MiB", "");
show(`peak memory at ${many} items`, large.peakMiB, "MiB", `${((small.peakMiB ?? 0) + 32).toFixed(0)}`);
show(`first item of a source of ${many}`, (await inItsOwnProcess("first", many)).milliseconds, "ms", "100");
show(
  `first item when a run of ${many} is resumed`,
  (await inItsOwnProcess("resume", many)).milliseconds,
  "ms",
  "1000",
);
show("a decision beside two busy workers, p95", (await inItsOwnProcess("decision", 300_000)).p95, "ms", "50");
