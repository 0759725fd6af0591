import { expect, test } from "bun:test";
import { cancelRun, pauseRun, resumeRun, retryFailed, undoRun } from "../../../src/engine/run/control.ts";
import { statusOf } from "../../../src/engine/run/progress.ts";
import { probeRun } from "../../fixtures/probe-run.ts";

const rowsOf = ({ stores, run }: Awaited<ReturnType<typeof probeRun>>) =>
  stores.ledger.items.page(run.id, "", 1000);

test("a run goes through every stage and ends with its results", async () => {
  using probe = await probeRun({ items: 40 });
  await probe.work();
  expect(probe.row().state).toBe("ended");
  expect(probe.row().detail).toEqual({ probe: true });
  const [first] = rowsOf(probe);
  expect(first).toMatchObject({ key: "n1", state: "done", result: { squared: 1, summed: 4, group: 6 } });
});

test("a permanent failure fails its item once, with stage and code, and the rest goes on", async () => {
  using probe = await probeRun({ items: 20, failing: { n7: "permanent" } });
  await probe.work();
  const counts = probe.stores.ledger.counters.counts(probe.run.id);
  expect(counts).toMatchObject({ done: 19, failed: 1, retried: 0 });
  const failed = rowsOf(probe).find(({ key }) => key === "n7");
  expect(failed).toMatchObject({ failure: { stage: "square", code: "image-broken" }, attempts: 0 });
  expect(statusOf(probe.stores.ledger, probe.row(), counts)).toBe("partial");
});

test("a transient failure is tried again and then succeeds", async () => {
  using probe = await probeRun({ items: 5, failing: { n3: "once" }, stages: ["each"] });
  await probe.work();
  expect(probe.stores.ledger.counters.counts(probe.run.id)).toMatchObject({ done: 5, failed: 0, retried: 1 });
});

test("retrying the failed ones re-queues just those, and the grouping is done again for them", async () => {
  using probe = await probeRun({ items: 21, failing: { n7: "first-life" } });
  await probe.work();
  expect(rowsOf(probe).find(({ key }) => key === "n14")?.result).toMatchObject({ group: 2 });
  expect(await retryFailed(probe.stores.ledger, probe.row())).toBe(1);
  await probe.work();
  expect(probe.stores.ledger.counters.counts(probe.run.id)).toMatchObject({ done: 21, failed: 0 });
  expect(rowsOf(probe).find(({ key }) => key === "n7")?.result).toMatchObject({ group: 3 });
});

test("however many failed ones are put back, that the run goes on is told once", async () => {
  const names = Array.from({ length: 1100 }, (_, index) => `n${index + 1}`);
  const failing = Object.fromEntries(names.map((name) => [name, "permanent" as const]));
  using probe = await probeRun({ items: names.length, failing, stages: ["each"] });
  await probe.work();
  const { events } = probe.stores.ledger;
  const told = () =>
    events.after(probe.run.id, 0, 10_000).flatMap(({ event }) => (event.type === "run" ? event.state : []));
  const before = told().length;

  expect(await retryFailed(probe.stores.ledger, probe.row())).toBe(names.length);

  expect(told().slice(before)).toEqual(["active"]);
});

test("two worker processes never take the same item", async () => {
  using probe = await probeRun({ items: 400, workMs: 1, effects: true, stages: ["each"] });
  const workers = [probe.startProcess(), probe.startProcess()];
  await Promise.all(workers.map((worker) => worker.exited));
  expect(probe.row().state).toBe("ended");
  for (let number = 1; number <= 400; number++) {
    expect(probe.stores.ledger.checkpoints.get<number>(`probe/${probe.run.name}/n${number}`)).toBe(1);
  }
});

test("an item that kills three workers alone is set aside, and its neighbours finish", async () => {
  using probe = await probeRun({ items: 30, failing: { n11: "kill" }, stages: ["each"] });
  for (let life = 0; life < 8 && probe.row().state === "active"; life++) await probe.startProcess().exited;
  const rows = rowsOf(probe);
  expect(rows.filter(({ state }) => state === "done").length).toBe(29);
  expect(rows.find(({ key }) => key === "n11")).toMatchObject({
    state: "failed",
    failure: { code: "poison" },
  });
});

test("a paused run takes nothing new, and goes on where it was", async () => {
  using probe = await probeRun({ items: 30, stages: ["each"] });
  await pauseRun(probe.stores.ledger, probe.row());
  await probe.work();
  expect(probe.stores.ledger.counters.counts(probe.run.id).done).toBe(0);
  await resumeRun(probe.stores.ledger, probe.row());
  await probe.work();
  expect(probe.stores.ledger.counters.counts(probe.run.id).done).toBe(30);
});

test("a cancelled run is over: it cannot be resumed", async () => {
  using probe = await probeRun({ items: 3 });
  await cancelRun(probe.stores.ledger, probe.row());
  expect(resumeRun(probe.stores.ledger, probe.row())).rejects.toMatchObject({ code: "run-state" });
});

test("undoing a run takes back every effect and puts its items aside", async () => {
  using probe = await probeRun({ items: 12, effects: true, stages: ["each"] });
  await probe.work();
  expect(probe.stores.ledger.effects.countLive(probe.run.id)).toBe(12);
  expect(await undoRun(probe.stores.ledger, probe.row())).toBe(12);
  await probe.work();
  expect(probe.stores.ledger.effects.countLive(probe.run.id)).toBe(0);
  expect(probe.stores.ledger.checkpoints.get<number>(`probe/${probe.run.name}/n3`)).toBe(0);
  expect(probe.stores.ledger.counters.counts(probe.run.id).skipped).toBe(12);
});

test("a dry run decides and changes nothing", async () => {
  using probe = await probeRun({ items: 6, askEvery: 2, effects: true, stages: ["each"] }, { dryRun: true });
  await probe.work();
  expect(probe.stores.ledger.effects.countLive(probe.run.id)).toBe(0);
  const [question] = probe.stores.ledger.questions.ofItem(
    probe.stores.ledger.items.idOf(probe.run.id, "n2") ?? 0,
  );
  expect(question?.decision).toMatchObject({ by: "policy", choice: "even", applied: false });
});

test("too many failures stop the run, which says why", async () => {
  const failing = Object.fromEntries(
    Array.from({ length: 9 }, (_, index) => [`n${index + 1}`, "permanent" as const]),
  );
  using probe = await probeRun(
    { items: 2000, workMs: 1, failing, stages: ["each"] },
    { maxErrors: { count: 3 } },
  );
  await probe.work();
  expect(probe.row().state).toBe("paused");
  expect(probe.row().stopped?.code).toBe("too-many-errors");
  expect(probe.stores.ledger.counters.counts(probe.run.id).done).toBeLessThan(1991);
});

test("a worker that is told to stop gives back what it has not begun", async () => {
  using probe = await probeRun({ items: 600, workMs: 20, stages: ["each"] });
  const worker = probe.startProcess();
  while (probe.stores.ledger.counters.counts(probe.run.id).done === 0) await Bun.sleep(10);
  worker.kill("SIGTERM");
  expect(await worker.exited).toBe(0);
  const counts = probe.stores.ledger.counters.counts(probe.run.id);
  expect(counts.leased).toBe(0);
  expect(counts.pending).toBeGreaterThan(0);
  expect(probe.stores.ledger.items.hasAlone(probe.run.id, Date.now())).toBe(false);
});
