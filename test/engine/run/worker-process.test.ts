import { expect, test } from "bun:test";
import { heapOf, startWorkerProcess } from "../../../src/engine/run/worker-process.ts";
import { ofManyRows, workflows } from "../../../src/engine/workflows/registry.ts";
import { type ProbeRun, probeRun } from "../../fixtures/probe-run.ts";
import { productList, productRoom } from "../../fixtures/products/normalize-run.ts";

const counts = ({ stores, run }: ProbeRun) => stores.ledger.counters.counts(run.id);

/** An item that a stage holds for longer than anybody waits, whatever it is told. */
const endless = { items: 20, workMs: 600_000, stages: ["each"] } as const;

/** The worker has its items inside a stage. */
async function atWork(probe: ProbeRun): Promise<void> {
  while (!probe.stores.ledger.counters.stages(probe.run.id).some(({ entered }) => entered > 0)) {
    await Bun.sleep(10);
  }
}

test("SIGTERM ends a worker within seconds though its stages never end, and blames no item", async () => {
  using probe = await probeRun(endless);
  const worker = probe.startProcess();
  await atWork(probe);
  worker.kill("SIGTERM");
  expect(await worker.exited).toBe(0);
  expect(counts(probe)).toMatchObject({ pending: 20, leased: 0 });
  expect(probe.stores.ledger.items.hasAlone(probe.run.id, Date.now())).toBe(false);
  expect(probe.stores.ledger.workers.alive()).toEqual([]);
}, 60_000);

test("a second signal ends a worker at once", async () => {
  using probe = await probeRun(endless);
  const worker = probe.startProcess();
  await atWork(probe);
  worker.kill("SIGTERM");
  // The first must have been taken before the second is sent.
  await Bun.sleep(50);
  worker.kill("SIGTERM");
  expect(await worker.exited).toBe(143);
});

test("a terminal that hangs up does not stop a worker", async () => {
  using probe = await probeRun({ items: 200, workMs: 2, stages: ["each"] });
  const worker = probe.startProcess();
  await atWork(probe);
  worker.kill("SIGHUP");
  expect(await worker.exited).toBe(0);
  expect(counts(probe).done).toBe(200);
});

test("a tied worker stops in order when the process that started it is gone", async () => {
  using probe = await probeRun({ items: 5000, workMs: 10, stages: ["each"] });
  const worker = probe.startProcess({ tied: true });
  await atWork(probe);
  const { stdin } = worker;
  if (stdin) await stdin.end();
  expect(await worker.exited).toBe(0);
  expect(counts(probe).leased).toBe(0);
  expect(counts(probe).pending).toBeGreaterThan(0);
  expect(probe.row().state).toBe("active");
});

test("workers of many rows are told to keep little garbage, and others are left alone", async () => {
  for (const workflow of ofManyRows) expect(Object.keys(workflows)).toContain(workflow);
  expect(heapOf({ workflow: "comics.classify" })).toEqual({});
  using room = productRoom({}, {}, { withModel: false });
  const run = await room.start(room.file("list.csv", productList(30)));
  const worker = startWorkerProcess(room.folder, run);
  const environment =
    process.platform === "linux" ? await Bun.file(`/proc/${worker.pid}/environ`).text() : "";
  expect(await worker.exited).toBe(0);
  expect(room.stores.ledger.counters.counts(run.id).done).toBe(30);
  for (const [name, value] of Object.entries(heapOf(run))) {
    if (environment !== "") expect(environment).toContain(`${name}=${value}`);
  }
}, 30_000);
