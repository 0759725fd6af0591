import { afterEach, beforeEach, expect, test } from "bun:test";
import { buryTheDead, Membership } from "../../../../src/engine/run/membership.ts";
import type { ClaimedItem } from "../../../../src/stores/ledger.ts";
import type { Stores } from "../../../../src/stores/sqlite/open.ts";
import { type ProbeRun, probeRun } from "../../../fixtures/probe-run.ts";

let probe: ProbeRun;
let stores: Stores;
beforeEach(async () => {
  probe = await probeRun({ items: 0 });
  stores = probe.stores;
});
afterEach(() => probe[Symbol.dispose]());

const claim = async (): Promise<ClaimedItem> => {
  const { ledger } = stores;
  await ledger.write(() => ledger.items.insert(probe.run.id, [{ key: "a", input: {} }]));
  const [item] = await ledger.write(() => ledger.items.claim(probe.run.id, Date.now(), 10));
  if (!item) throw new Error("nothing was claimed");
  return item;
};

test("a worker that lost its lease changes nothing: neither state nor result nor what its workflow saves", async () => {
  const { ledger } = stores;
  const membership = await Membership.join(ledger, probe.folder, probe.run.id);
  const item = await claim();
  await ledger.write(() => ledger.workers.bury(membership.id, []));
  let saved = false;
  const { held } = await ledger.write(() =>
    ledger.items.commit({
      item,
      saves: [
        () => {
          saved = true;
        },
      ],
      outcome: { to: "done", result: { stale: true } },
    }),
  );
  expect([held, saved]).toEqual([false, false]);
  expect(ledger.items.page(probe.run.id, "", 1)[0]).toMatchObject({ state: "pending", result: null });
  expect(await ledger.write(() => ledger.workers.renew(membership.id, 1000))).toBe(false);
});

test("a living worker of this machine keeps its items, however late its lease is", async () => {
  const { ledger } = stores;
  const membership = await Membership.join(ledger, probe.folder, probe.run.id, "here");
  await claim();
  await ledger.write(() => ledger.workers.renew(membership.id, -60_000));
  expect(await buryTheDead(ledger, "here")).toBe(0);
  await membership.leave();
  expect(ledger.counters.counts(probe.run.id)).toMatchObject({ pending: 1, leased: 0 });
});

test("a silent worker of another machine keeps its items to the lease's end, and no longer", async () => {
  const { ledger } = stores;
  const membership = await Membership.join(ledger, probe.folder, probe.run.id, "elsewhere");
  await claim();
  expect(await buryTheDead(ledger, "here")).toBe(0);
  await ledger.write(() => ledger.workers.renew(membership.id, -1));
  expect(await buryTheDead(ledger, "here")).toBe(1);
});

test("what throws in one item's writes fails that item alone; the rest of the group is written", async () => {
  const { ledger } = stores;
  await Membership.join(ledger, probe.folder, probe.run.id);
  await ledger.write(() =>
    ledger.items.insert(
      probe.run.id,
      ["a", "b"].map((key) => ({ key, input: {} })),
    ),
  );
  const [first, second] = await ledger.write(() => ledger.items.claim(probe.run.id, Date.now(), 10));
  if (!first || !second) throw new Error("nothing was claimed");
  await ledger.write(() => {
    ledger.items.commit({
      item: first,
      saves: [
        () => ledger.checkpoints.put("half", 1),
        () => {
          throw new Error("broken");
        },
      ],
      outcome: { to: "done", result: null },
      orElse: () => ({ to: "failed", failure: { stage: "save", code: "bug", data: {} } }),
    });
    ledger.items.commit({ item: second, saves: [], outcome: { to: "done", result: null } });
  });
  expect(ledger.counters.counts(probe.run.id)).toMatchObject({ failed: 1, done: 1 });
  expect(ledger.checkpoints.get("half")).toBeUndefined();
});

test("an item that was alone with a death is tried again only when no worker has died for a while", async () => {
  const { ledger } = stores;
  const { run } = probe;
  const item = await claim();
  /** A worker dies, with the item inside a stage or with nothing. */
  const death = (inside: readonly number[]) => ledger.write(() => ledger.workers.bury(ledger.actor, inside));
  const takeAlone = (afterMs: number) =>
    ledger.write(() => ledger.items.claimAlone(run.id, Date.now() + afterMs));

  // Beside others it is only suspected: it runs alone at once.
  await death([item.id]);
  expect(await takeAlone(0)).toMatchObject({ id: item.id, aloneDeaths: 0 });
  await death([item.id]);
  expect(ledger.items.hasAlone(run.id, Date.now())).toBe(false);
  expect(await takeAlone(0)).toBeUndefined();
  // Others die meanwhile, of whatever it is: the wait begins anew.
  const due = ledger.items.nextDue(run.id) ?? 0;
  await Bun.sleep(5);
  await death([]);
  expect(ledger.items.nextDue(run.id)).toBeGreaterThan(due);
  expect(await takeAlone(1000)).toMatchObject({ id: item.id, aloneDeaths: 1 });
});
