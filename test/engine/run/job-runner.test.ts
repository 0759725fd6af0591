import { expect, test } from "bun:test";
import { resumeRun, retryFailed } from "../../../src/engine/run/control.ts";
import { BatchService } from "../../fixtures/batch-service/service.ts";
import { hurry, type ProbeRun, probeRun } from "../../fixtures/probe-run.ts";
import type { ProbeParameters } from "../../fixtures/workflows/probe.ts";

const withJob = (service: BatchService, more: Partial<ProbeParameters> = {}) =>
  probeRun({ items: 30, stages: ["each", "job"], serviceUrl: service.url, ...more }, {}, hurry());

const counts = ({ stores, run }: ProbeRun) => stores.ledger.counters.counts(run.id);
const rowOf = ({ stores, run }: ProbeRun, key: string) =>
  stores.ledger.items.page(run.id, "", 1000).find((row) => row.key === key);

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await Bun.sleep(5);
}

test("items wait for a job, hold no lease meanwhile, and go on with what it brought", async () => {
  using service = new BatchService();
  service.manners.pollsToEnd = 5;
  using probe = await withJob(service);
  const working = probe.work();
  await until(() => service.made === 1);
  expect(counts(probe)).toMatchObject({ leased: 0 });
  await working;
  expect(counts(probe)).toMatchObject({ done: 30 });
  expect(rowOf(probe, "n7")?.result).toMatchObject({ squared: 49, answer: "answer to n7" });
  expect(service.submissions.length).toBe(1);
});

test("a job takes as many items as it may, however few a worker can hold, and the last ones do not wait", async () => {
  using service = new BatchService();
  using probe = await withJob(service, { items: 1500, jobItems: 700, jobWaitMs: 1e9 });
  await probe.work();
  expect(service.sizes.toSorted((a, b) => b - a)).toEqual([700, 700, 100]);
  expect(counts(probe).done).toBe(1500);
});

test("a worker killed between received and answered submits no second job", async () => {
  using service = new BatchService();
  using probe = await withJob(service);
  const worker = probe.startProcess();
  service.manners.onKept = () => {
    worker.kill("SIGKILL");
    return worker.exited;
  };
  await worker.exited;
  expect(worker.signalCode).toBe("SIGKILL");
  await probe.work();
  expect(counts(probe).done).toBe(30);
  expect(service.made).toBe(1);
  expect(service.submissions.length).toBe(1);
});

test("a line that breaks before the answer leads to one job, which is found by its key", async () => {
  using service = new BatchService();
  service.manners.silentSubmissions = 1;
  using probe = await withJob(service);
  await probe.work();
  expect(counts(probe).done).toBe(30);
  expect(service.made).toBe(1);
});

test("a job that the service does not know any more is submitted again under the same key", async () => {
  using service = new BatchService();
  service.manners.forget = true;
  using probe = await withJob(service);
  await probe.work();
  expect(counts(probe).done).toBe(30);
  expect(service.made).toBe(2);
  expect(new Set(service.submissions).size).toBe(1);
});

test("each item of a job ends by its own answer: done, failed for good, or tried again when it got none", async () => {
  using service = new BatchService();
  const asked = new Map<string, number>();
  service.manners.answer = (input) => {
    asked.set(input, (asked.get(input) ?? 0) + 1);
    if (input === "n3") return { error: "image-broken" };
    if (input === "n4" && asked.get(input) === 1) return undefined;
    return { text: input };
  };
  using probe = await withJob(service);
  await probe.work();
  expect(counts(probe)).toMatchObject({ done: 29, failed: 1, retried: 1 });
  expect(rowOf(probe, "n3")?.failure).toMatchObject({ stage: "answer", code: "image-broken" });
  expect(asked.get("n4")).toBe(2);
  expect(asked.get("n5")).toBe(1);
});

test("a submission that is refused for good fails its items with the reason, and they can be retried", async () => {
  using service = new BatchService();
  service.manners.refusals = 1;
  using probe = await withJob(service);
  await probe.work();
  expect(counts(probe)).toMatchObject({ failed: 30 });
  expect(rowOf(probe, "n1")?.failure).toMatchObject({ stage: "answer", code: "configuration" });
  expect(await retryFailed(probe.stores.ledger, probe.row())).toBe(30);
  await probe.work();
  expect(counts(probe)).toMatchObject({ done: 30, failed: 0 });
});

test("a job that cannot be looked at for good stops the run, and is not paid twice when it goes on", async () => {
  using service = new BatchService();
  service.manners.refusedLooks = 1;
  using probe = await withJob(service);
  await probe.work();
  expect(probe.row()).toMatchObject({ state: "paused", stopped: { stage: "answer", code: "configuration" } });
  expect(counts(probe)).toMatchObject({ waiting: 30 });
  await resumeRun(probe.stores.ledger, probe.row());
  await probe.work();
  expect(counts(probe)).toMatchObject({ done: 30 });
  expect(service.made).toBe(1);
});

test("a service that hangs keeps nobody from stopping", async () => {
  using service = new BatchService();
  let release: () => void = () => undefined;
  service.manners.onKept = () => new Promise<void>((resolve) => (release = resolve));
  using probe = await withJob(service);
  const worker = probe.startProcess();
  await until(() => service.made === 1);
  worker.kill("SIGTERM");
  expect(await worker.exited).toBe(0);
  release();
  service.manners.onKept = () => undefined;
  await probe.work();
  expect(counts(probe).done).toBe(30);
  expect(service.made).toBe(1);
}, 60_000);

const priced = (worstUsd: number | null, more: object = {}) => ({
  jobPrices: { worstUsd, cost: { usd: 0.25, tokensIn: 700, tokensOut: 50 }, ...more },
});

test("a job's worst price is held while it is under way, and its real one is what the run has spent", async () => {
  using service = new BatchService();
  service.manners.pollsToEnd = 5;
  using probe = await withJob(service, { jobItems: 10, ...priced(1) });
  const working = probe.work();
  await until(() => service.made === 3);
  expect(probe.stores.ledger.spending.owners(probe.run.id).length).toBeGreaterThan(0);
  await working;
  expect(probe.stores.ledger.spending.total(probe.run.id)).toEqual({
    usd: 0.75,
    requests: 3,
    tokensIn: 2100,
    tokensOut: 150,
  });
});

test("jobs that would pass the cap wait until those under way have turned out cheaper, and are made then", async () => {
  using service = new BatchService();
  service.manners.pollsToEnd = 3;
  using probe = await probeRun(
    { items: 30, stages: ["each", "job"], serviceUrl: service.url, jobItems: 10, ...priced(1) },
    { maxCostUsd: 1.5 },
    hurry(),
  );
  await probe.work();
  expect(counts(probe)).toMatchObject({ done: 30 });
  expect(probe.stores.ledger.spending.total(probe.run.id).usd).toBeCloseTo(0.75);
});

test("a job that can only pass the cap stops the run before it is submitted, and nothing of it is reserved", async () => {
  using service = new BatchService();
  using probe = await probeRun(
    { items: 30, stages: ["each", "job"], serviceUrl: service.url, ...priced(3) },
    { maxCostUsd: 1.5 },
    hurry(),
  );
  await probe.work();
  expect(probe.row()).toMatchObject({ state: "paused", stopped: { code: "max-cost" } });
  expect(service.made).toBe(0);
  expect(probe.stores.ledger.spending.owners(probe.run.id)).toEqual([]);
});

test("a job whose price nobody knows is not submitted", async () => {
  using service = new BatchService();
  using probe = await withJob(service, priced(null));
  await probe.work();
  expect(probe.row()).toMatchObject({ state: "paused", stopped: { code: "price-unknown" } });
  expect(service.made).toBe(0);
});

test("items that a job is not for go past it", async () => {
  using service = new BatchService();
  using probe = await withJob(service, priced(1, { wantsEvery: 3 }));
  await probe.work();
  expect(counts(probe)).toMatchObject({ done: 30 });
  expect(service.sizes).toEqual([10]);
  expect(rowOf(probe, "n7")?.result).not.toMatchObject({ answer: "answer to n7" });
});

test("a worker killed after submitting a priced job pays for it once", async () => {
  using service = new BatchService();
  using probe = await withJob(service, priced(1));
  const worker = probe.startProcess();
  service.manners.onKept = () => {
    worker.kill("SIGKILL");
    return worker.exited;
  };
  await worker.exited;
  await probe.work();
  expect(counts(probe).done).toBe(30);
  expect(service.made).toBe(1);
  expect(probe.stores.ledger.spending.total(probe.run.id)).toMatchObject({ usd: 0.25, requests: 1 });
});
