import { expect, test } from "bun:test";
import {
  comparableName,
  likeness,
  weigh,
} from "../../../../../src/engine/workflows/products/match/compare-names.ts";
import { groupOffers } from "../../../../../src/engine/workflows/products/match/group-offers.ts";

const thresholds = { sure: 0.75, doubtful: 0.5 };

const list = [
  ["Falabella", "iPhone 15 Pro Max 256GB Negro Liberado"],
  ["Paris", "Apple iPhone 15 Pro Max 256 GB negro"],
  ["Ripley", "IPHONE 15 PRO MAX 256GB BLACK"],
  ["Paris", "Apple iPhone 15 Pro Max 512 GB negro"],
  ["Falabella", "Samsung Galaxy S24 Ultra 512GB 5G"],
  ["Ripley", "Celular Samsung Galaxy S24 Ultra 512 GB"],
  ["Falabella", "Coca Cola Original 2L"],
  ["Ripley", "Coca-Cola original 2000 ml"],
  ["Paris", "Coca Cola Original 3L"],
  ["Paris", "Sony cámara Cyber-shot DSC-W120"],
  ["Ripley", "Sony DSCW120P pink digital camera"],
] as const;

const offers = list.map(([retailer, name], id) => ({ id, retailer, name: comparableName(name) }));

test("the same product of several shops is one group, with one offer of each", async () => {
  const { groups } = await groupOffers(offers, thresholds);
  expect(groups).toContainEqual([0, 1, 2]);
  expect(groups).toContainEqual([4, 5]);
  expect(groups).toContainEqual([6, 7]);
  for (const group of groups) {
    const shops = group.map((id) => list[id]?.[0]);
    expect(new Set(shops).size).toBe(shops.length);
  }
});

test("the order of the list changes nothing", async () => {
  const told = async (some: typeof offers) =>
    (await groupOffers(some, thresholds)).groups.map(String).toSorted();
  expect(await told(offers.toReversed())).toEqual(await told(offers));
});

test("what is neither sure nor unlikely is left to a person, with the reasons, and offers of one group are not asked about", async () => {
  const { groups, doubtful } = await groupOffers(offers, { sure: 0.99, doubtful: 0.3 });
  expect(doubtful.length).toBeGreaterThan(0);
  expect(doubtful.map(({ score }) => score)).toEqual(
    doubtful.map(({ score }) => score).toSorted((a, b) => b - a),
  );
  for (const { left, right } of doubtful)
    expect(groups.some((group) => group.includes(left) && group.includes(right))).toBe(false);
  expect(doubtful.find(({ left, right }) => left === 9 && right === 10)?.reasons).toContain("same-code");
});

test("between two groups only the likeliest pair is asked about, and none that a person keeps apart", async () => {
  const { groups, doubtful } = await groupOffers(offers, { sure: 0.99, doubtful: 0.3 });
  const groupOf = (id: number) => groups.findIndex((ids) => ids.includes(id)) + 1 || `alone ${id}`;
  const between = doubtful.map(({ left, right }) =>
    [groupOf(left), groupOf(right)].map(String).sort().join(),
  );
  expect(new Set(between).size).toBe(between.length);
  const said = {
    same: [{ left: 9, right: 10 }],
    isApart: (left: number, right: number) => left + right === 1,
  };
  const after = await groupOffers(offers, thresholds, said);
  expect(after.groups).toContainEqual([9, 10]);
  expect(after.groups.some((ids) => ids.includes(0) && ids.includes(1))).toBe(false);
});

test("amounts, packs, generations and conditions that contradict each other speak against it", () => {
  const names = offers.map(({ name }) => name);
  const weights = weigh(names);
  const reasons = (one: string, other: string) =>
    likeness(comparableName(one), comparableName(other), weights).reasons;
  expect(reasons("iPhone 15 128GB", "iPhone 15 256GB")).toContain("other-amount");
  expect(reasons("Cerveza 6x350cc", "Cerveza 4x350cc")).toContain("other-pack");
  expect(reasons("iPhone 15 Pro", "iPhone 15 Mini")).toContain("other-generation");
  expect(reasons("iPhone 12", "iPhone 12 reacondicionado")).toContain("other-condition");
  expect(reasons("Mouse Logitech negro", "Mouse Logitech blanco")).toContain("other-colour");
  expect(reasons("Cable Samsung", "Cable Sony")).toContain("other-brand");
});

test("an empty list and names that say nothing make no groups", async () => {
  expect(await groupOffers([], thresholds)).toEqual({ groups: [], doubtful: [] });
  const blank = ["a", "b"].map((retailer, id) => ({ id, retailer, name: comparableName("") }));
  expect((await groupOffers(blank, thresholds)).groups).toEqual([]);
});
