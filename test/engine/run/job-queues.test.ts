import { expect, setDefaultTimeout, test } from "bun:test";
import { cancelRun, undoRun } from "../../../src/engine/run/control.ts";
import { BatchService } from "../../fixtures/batch-service/service.ts";
import { hurry, type ProbeRun, probeRun } from "../../fixtures/probe-run.ts";
import type { ProbeParameters } from "../../fixtures/workflows/probe.ts";

// A busy machine takes its time.
setDefaultTimeout(60_000);

const withQueue = (service: BatchService, more: Partial<ProbeParameters> = {}) =>
  probeRun(
    { items: 1000, stages: ["each", "job"], serviceUrl: service.url, effects: false, jobQueue: 200, ...more },
    {},
    hurry(),
  );

const counts = ({ stores, run }: ProbeRun) => stores.ledger.counters.counts(run.id);

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await Bun.sleep(5);
}

test("jobs are made to fit into what the service takes, and new ones are handed over as others end", async () => {
  using service = new BatchService();
  service.manners.queue = 200;
  service.manners.pollsToEnd = 4;
  using probe = await withQueue(service);
  await probe.work();
  expect(counts(probe)).toMatchObject({ done: 1000, failed: 0 });
  expect(service.overQueue).toBe(0);
  expect(Math.max(...service.sizes)).toBeLessThanOrEqual(40);
  // At least nine tenths of the queue were in use.
  expect(service.mostQueued).toBeGreaterThanOrEqual(180);
  expect(service.mostQueued).toBeLessThanOrEqual(200);
});

test("two runs in two processes keep to one queue together", async () => {
  using service = new BatchService();
  service.manners.queue = 200;
  service.manners.pollsToEnd = 4;
  using probe = await withQueue(service, { items: 300 });
  const { ledger } = probe.stores;
  const other = await ledger.write(() => ledger.runs.create({ ...probe.run, fingerprint: "other" }));
  const worker = probe.startProcess();
  await probe.work(undefined, other);
  await worker.exited;
  await probe.work();
  expect(ledger.counters.counts(other.id).done).toBe(300);
  expect(counts(probe)).toMatchObject({ done: 300, failed: 0 });
  expect(service.overQueue).toBe(0);
}, 30_000);

test("a queue that is smaller than believed is learnt from one refusal that says how small, at no attempt of an item", async () => {
  using service = new BatchService();
  service.manners.queue = 60;
  service.manners.pollsToEnd = 3;
  using probe = await withQueue(service, { items: 300 });
  await probe.work();
  expect(counts(probe)).toMatchObject({ done: 300, failed: 0, retried: 0 });
  // All that were handed over before the first answer.
  expect(service.overQueue).toBeLessThanOrEqual(5);
  expect(service.mostQueued).toBeGreaterThanOrEqual(54);
});

test("a queue that nobody knows and that does not say how small it is is found by halves", async () => {
  using service = new BatchService();
  service.manners.queue = 60;
  service.manners.tellsQueue = false;
  using probe = await withQueue(service, { items: 300, jobQueue: null });
  await probe.work();
  expect(counts(probe)).toMatchObject({ done: 300, failed: 0 });
  expect(service.mostQueued).toBeGreaterThan(30);
});

test("an item that alone is more than the service ever takes fails and says so; the others go on", async () => {
  using service = new BatchService();
  service.manners.queue = 0;
  using probe = await withQueue(service, { items: 3 });
  await probe.work();
  const failed = probe.stores.ledger.items.page(probe.run.id, "", 10).map(({ failure }) => failure?.code);
  expect(failed).toEqual(["request-refused", "request-refused", "request-refused"]);
});

test("a cancelled run is called off at the service, and what was done of it until then is kept", async () => {
  using service = new BatchService();
  service.manners.pollsToEnd = 1e9;
  using probe = await withQueue(service, { items: 100 });
  const { ledger } = probe.stores;
  const stop = new AbortController();
  const working = probe.work(stop.signal);
  await until(() => service.mostQueued === 100);
  stop.abort();
  await working;
  expect(await cancelRun(ledger, probe.row())).toBe(true);
  const worker = probe.work();
  await until(() => service.cancelled === service.made);
  service.manners.pollsToEnd = 1;
  await worker;
  expect(probe.row()).toMatchObject({ state: "cancelled", returnTo: null, callingOff: false });
  expect(ledger.jobs.unsettled(probe.run.id)).toBe(0);
  // Their answers came; nothing more is done with any of them.
  expect(counts(probe)).toMatchObject({ waiting: 0, done: 0, pending: 100 });
});

test("a job that was written and never handed over is simply dropped when its run is cancelled", async () => {
  using service = new BatchService();
  using probe = await withQueue(service, { items: 10 });
  const { ledger } = probe.stores;
  await ledger.write(() => ledger.jobs.open(probe.run.id, 1, "lote-never", ledger.now(), "batch service"));
  expect(await cancelRun(ledger, probe.row())).toBe(true);
  ledger.actor = 0;
  await ledger.write(() => ledger.workers.bury(0, [], false));
  await probe.work();
  expect(probe.row().state).toBe("cancelled");
  expect(service.made).toBe(0);
});

test("an undo of a run that waits for a service calls its jobs off too, and frees their place in the queue", async () => {
  using service = new BatchService();
  service.manners.pollsToEnd = 1e9;
  using probe = await withQueue(service, { items: 50 });
  const { ledger } = probe.stores;
  const stop = new AbortController();
  const working = probe.work(stop.signal);
  await until(() => service.mostQueued === 50);
  stop.abort();
  await working;
  await undoRun(ledger, probe.row());
  const worker = probe.work();
  await until(() => service.cancelled === service.made);
  service.manners.pollsToEnd = 1;
  await worker;
  expect(probe.row()).toMatchObject({ state: "ended", undoing: false });
  expect(ledger.jobs.queued("batch service")).toBe(0);
});

test("a run without jobs is cancelled at once, and needs no worker for it", async () => {
  using probe = await probeRun({ items: 3 });
  expect(await cancelRun(probe.stores.ledger, probe.row())).toBe(false);
  expect(probe.row().state).toBe("cancelled");
});
