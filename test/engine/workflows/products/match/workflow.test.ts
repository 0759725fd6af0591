import { expect, test } from "bun:test";
import { undoRun } from "../../../../../src/engine/run/control.ts";
import { decide } from "../../../../../src/engine/run/decide.ts";
import { comparePrices } from "../../../../../src/engine/workflows/products/match/compare-prices.ts";
import { matchRequest, usualThresholds } from "../../../../../src/engine/workflows/products/parameters.ts";
import type { Policy, RunRow } from "../../../../../src/stores/ledger.ts";
import { type ProductRoom, productRoom } from "../../../../fixtures/products/normalize-run.ts";
import {
  cameras,
  notebooks,
  putOffers,
  type ShopOffer,
  shopOffers,
} from "../../../../fixtures/products/shop-offers.ts";

const standard: Policy = { accept: "strong", onAmbiguous: "review", dryRun: false };

async function roomOf(offers: readonly ShopOffer[] = shopOffers) {
  const room = productRoom({}, {}, { withModel: false });
  await putOffers(room.stores, offers);
  return room;
}

async function match({ stores: { ledger }, work }: ProductRoom, max: number | null = null) {
  const request = matchRequest({ ...usualThresholds, max }, standard);
  const run = await ledger.write(() => ledger.runs.create({ ...request, fingerprint: crypto.randomUUID() }));
  return { run, document: await work(run) };
}

async function answer({ stores: { ledger }, work }: ProductRoom, run: RunRow, pair: string, isSame: boolean) {
  const [question] = ledger.questions.ofItem(ledger.items.idOf(run.id, pair) ?? 0);
  if (!question) throw new Error(`nobody asks about ${pair}`);
  await decide(ledger, question, isSame ? "same" : null);
  return work(run);
}

const groupsOf = ({ stores }: ProductRoom, run: RunRow) =>
  comparePrices(stores, run.id).products.map(({ offers }) => offers.map(({ sku }) => sku).join(" "));

test("what is surely one product is compared at once, and what may be one waits for a person, each pair once", async () => {
  using room = await roomOf();
  const { run, document } = await match(room);
  expect(groupsOf(room, run).toSorted()).toEqual(["N1 N2", "N7 N8"]);
  expect(document).toMatchObject({
    counts: { total: 10, done: 8, review: 2 },
    detail: { offers: 8, products: 2, accepted: 0, cheapest: { Lider: 1, Falabella: 1 } },
  });
  expect(document.detail).toMatchObject({ widest: [{ cheapest: "Lider", lowest: 1390, highest: 1590 }, {}] });
  expect(room.item(run, cameras)?.state).toBe("review");
  expect(room.item(run, notebooks)?.state).toBe("review");
});

test("a pair that a person accepts is one product from then on, and one that is rejected stays two", async () => {
  using room = await roomOf();
  const { run } = await match(room);
  const accepted = await answer(room, run, cameras, true);
  expect(accepted.detail).toMatchObject({ products: 3, accepted: 1 });
  await answer(room, run, notebooks, false);
  expect(groupsOf(room, run).toSorted()).toEqual(["N1 N2", "N3 N4", "N7 N8"]);

  const again = await match(room);
  expect(again.document.counts).toMatchObject({ total: 8, done: 8, review: 0 });
  expect(groupsOf(room, again.run)).toEqual(groupsOf(room, run));
});

test("a pair that waits in the review of an earlier run is not asked about again", async () => {
  using room = await roomOf();
  const first = await match(room);
  await answer(room, first.run, cameras, true);
  const second = await match(room);
  expect(second.document.counts).toMatchObject({ skipped: 1, review: 0 });
  expect(second.document.skipReasons).toEqual(["asked-before"]);
  await answer(room, first.run, notebooks, true);
  expect(groupsOf(room, second.run)).toContain("N5 N6");
});

test("undoing the run takes back what was accepted and what was rejected, and both are asked about again", async () => {
  using room = await roomOf();
  const { run } = await match(room);
  await answer(room, run, cameras, true);
  await answer(room, run, notebooks, false);
  await undoRun(room.stores.ledger, run);
  await room.work(run);
  expect(room.stores.products.pairs.all()).toEqual([]);
  expect(groupsOf(room, run).toSorted()).toEqual(["N1 N2", "N7 N8"]);
  expect(room.item(run, cameras)?.state).toBe("review");
  expect(room.item(run, notebooks)?.state).toBe("review");
});

test("what a person keeps apart is not joined by way of a third offer", async () => {
  using room = await roomOf();
  const { run } = await match(room);
  await answer(room, run, cameras, false);
  await putOffers(room.stores, [
    ...shopOffers,
    ["Falabella", "Sony cámara Cyber-shot DSC-W120", 95000],
    ["Lider", "Sony DSCW120P pink digital camera", 85000],
  ]);
  const again = await match(room);
  expect(groupsOf(room, again.run)).toContain("N3 N9");
  expect(groupsOf(room, again.run)).toContain("N4 N10");
  const asked = room.stores.ledger.items.page(again.run.id, "", 100).filter(({ key }) => key.includes("⇔"));
  expect(asked.map(({ key, state }) => [key, state])).toEqual([[notebooks, "skipped"]]);
});

test("accepted pairs that would put two offers of one shop together are counted, and the likelier one stands", async () => {
  using room = await roomOf([
    ["Paris", "Sony cámara Cyber-shot DSC-W120", 99990],
    ["Ripley", "Sony DSCW120P pink digital camera", 89990],
    ["Ripley", "Sony DSCW120 kit camera case tripod pink", 79990],
  ]);
  await room.stores.ledger.write(() => {
    room.stores.products.pairs.put({ one: "Paris/N1", other: "Ripley/N3", likeness: 0.6 });
    room.stores.products.pairs.put({ one: "Paris/N1", other: "Ripley/N2", likeness: 0.7 });
  });
  const { run, document } = await match(room);
  expect(groupsOf(room, run)).toEqual(["N1 N2"]);
  expect(document.detail).toMatchObject({ accepted: 1, crossed: 1 });
});

test("only so many offers are compared as were asked for, and none are no failure", async () => {
  using room = await roomOf();
  expect((await match(room, 2)).document.detail).toMatchObject({ offers: 2, products: 1 });
  using empty = await roomOf([]);
  expect((await match(empty)).document).toMatchObject({
    status: "completed",
    detail: { offers: 0, widest: [] },
  });
});
