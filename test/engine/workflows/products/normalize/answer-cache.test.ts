import { expect, setDefaultTimeout, test } from "bun:test";
import { openHashedNgrams } from "../../../../../src/engine/embedding/text/hashed-ngrams.ts";
import { away, SparedIndex } from "../../../../../src/engine/workflows/products/cache/spared-index.ts";
import type { Paying } from "../../../../../src/engine/workflows/products/cache/vectoriser.ts";
import { AnswerCache } from "../../../../../src/engine/workflows/products/normalize/answer-cache.ts";
import type { Asked } from "../../../../../src/engine/workflows/products/normalize/planner.ts";
import { categoryFor, promptOf } from "../../../../../src/engine/workflows/products/prompts/prompt.ts";
import { StoreError } from "../../../../../src/stores/store-error.ts";
import { type ProductRoom, productRoom } from "../../../../fixtures/products/normalize-run.ts";

setDefaultTimeout(60_000);

const raw = {
  name: "Taladro Bosch GSB1300 azul",
  category: "herramientas",
  price: null,
  retailer: "",
  sku: "",
};
const other = { ...raw, name: "BOSCH taladro azul GSB1300" };
const prompt = promptOf("simple", 0, categoryFor(raw));
const asked = { prompt, model: { id: "m" } } as unknown as Asked;
const product = {
  brand: "BOSCH",
  model: "GSB1300",
  attributes: {},
  normalized_name: "BOSCH GSB1300",
  category_suggestion: null,
  confidence: 0.9,
};
const answer = { product, origins: {}, model: "m", prompt: prompt.version };
const paying = { signal: new AbortController().signal } as Paying;

/** A cache whose index is the workspace's while `isThere`. */
function open({ stores }: ProductRoom, embedder = openHashedNgrams()) {
  const told: string[] = [];
  const clock = { now: 0 };
  const state = { isThere: true, opened: 0 };
  const index = new SparedIndex(
    async () => {
      state.opened++;
      if (!state.isThere) throw new StoreError("index-unreachable", { place: "there", detail: "gone" });
      return stores.productAnswers.open();
    },
    ({ code }) => told.push(code),
    () => clock.now,
  );
  return { cache: new AnswerCache(index, embedder), told, clock, state };
}

test("a single answer is on the disk once the cache was flushed, also where it is never closed", async () => {
  using room = productRoom({}, {}, { withModel: false });
  const { cache } = open(room);
  await cache.keep(raw, asked, answer, paying);
  await cache.flush();
  expect(await open(room).cache.find(other, asked, paying)).toMatchObject({
    kind: "exact",
    answer: { product: { brand: "BOSCH", model: "GSB1300" } },
  });
});

test("an index that is away is told of once, left alone for a while, and used when it is there again", async () => {
  using room = productRoom({}, {}, { withModel: false });
  const { cache: before } = open(room);
  await before.keep(raw, asked, answer, paying);
  await before.close();
  const { cache, told, clock, state } = open(room);
  state.isThere = false;
  for (let times = 0; times < 5; times++) expect(await cache.find(other, asked, paying)).toBe(away);
  expect([told, state.opened]).toEqual([["index-unreachable"], 1]);
  clock.now += 61_000;
  expect(await cache.find(other, asked, paying)).toBe(away);
  expect(state.opened).toBe(2);
  state.isThere = true;
  clock.now += 61_000;
  expect(await cache.find(other, asked, paying)).toBe(away);
  clock.now += 120_000;
  expect(await cache.find(other, asked, paying)).toMatchObject({ kind: "exact" });
  expect(told).toEqual(["index-unreachable"]);
});

test("answers that cannot be kept while the index is away are counted", async () => {
  using room = productRoom({}, {}, { withModel: false });
  const { cache, state } = open(room);
  state.isThere = false;
  for (let number = 0; number < 3; number++) {
    await cache.keep({ ...raw, name: `Taladro ${number}` }, asked, answer, paying);
  }
  expect(await cache.close()).toBe(3);
});

test("where the index must be there nothing counts as kept without it, however often it is tried", async () => {
  using room = productRoom({}, {}, { withModel: false });
  let isThere = false;
  const strict = new SparedIndex(async () => {
    if (!isThere) throw new StoreError("index-unreachable", { place: "there", detail: "gone" });
    return room.stores.productAnswers.open();
  }, null);
  const cache = new AnswerCache(strict, openHashedNgrams());
  for (let times = 0; times < 2; times++) {
    await cache.keep(raw, asked, answer, paying);
    await expect(cache.flush()).rejects.toMatchObject({ code: "index-unreachable" });
  }
  isThere = true;
  await cache.keep(raw, asked, answer, paying);
  await cache.flush();
  expect(await open(room).cache.find(other, asked, paying)).toMatchObject({ kind: "exact" });
});

test("what is no fault of the index ends the work", async () => {
  using room = productRoom({}, {}, { withModel: false });
  const broken = new SparedIndex(
    () => room.stores.productAnswers.open("mongodb://here"),
    () => undefined,
  );
  expect(broken.use(async () => 1)).rejects.toMatchObject({ code: "index-url" });
});

test("answers whose vectors are of another embedder's space are not given", async () => {
  using room = productRoom({}, {}, { withModel: false });
  const { cache } = open(room);
  await cache.keep(raw, asked, answer, paying);
  await cache.close();
  const own = openHashedNgrams();
  const foreign = { ...own, space: { ...own.space, id: "another" } };
  expect(await open(room, foreign).cache.find(other, asked, paying)).toBeUndefined();
  expect(await open(room).cache.find(other, asked, paying)).toBeDefined();
});
