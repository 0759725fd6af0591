import { expect, setDefaultTimeout, test } from "bun:test";
import { hashedNgrams } from "../../../../../src/engine/embedding/text/hashed-ngrams.ts";
import { randomOf } from "../../../../../src/engine/seeded-random.ts";
import {
  type CacheMode,
  SemanticCache,
} from "../../../../../src/engine/workflows/products/cache/semantic-cache.ts";
import type { AttributeName } from "../../../../../src/engine/workflows/products/categories.ts";
import { openStores } from "../../../../../src/stores/sqlite/open.ts";
import { nearMisses, variants } from "../../../../fixtures/products/edits.ts";
import { temporaryFolder } from "../../../../fixtures/temporary-folder.ts";

// A busy machine takes its time.
setDefaultTimeout(60_000);

interface Answer {
  readonly brand: string;
  readonly attributes: Readonly<Partial<Record<AttributeName, string>>>;
}

const vectorise = async (names: readonly string[]) => names.map(hashedNgrams);

function open() {
  const stores = openStores(temporaryFolder());
  const cacheOf = (scope = "model v1", mode: CacheMode = "use") =>
    new SemanticCache<Answer>(stores.productAnswers, vectorise, scope, mode);
  return { stores, cacheOf, [Symbol.dispose]: () => stores.close() };
}

const answer = (brand: string, attributes: Answer["attributes"] = {}): Answer => ({ brand, attributes });

const shelf = [
  "iPhone 15 Pro Max 256GB Negro Liberado",
  "Samsung Galaxy S24 Ultra 512GB 5G Titanio",
  "Notebook HP Pavilion 15-eg0001la Intel Core i5 8GB RAM 512GB SSD",
  "Coca Cola Original 2L desechable",
  "Cerveza Kunstmann Torobayo botella 330 cc",
  "Pack 6 cervezas Royal Guard lata 354 ml",
  "Perfume Carolina Herrera Good Girl EDP 80 ml mujer",
  "Zapatillas Nike Air Max hombre talla 42 negro",
  "Refrigerador Mademsa Nordik 415 plus acero inoxidable 300 L",
  'Smart TV LG 55" UHD 4K procesador inteligente',
  "Shampoo Elvive Color Vive 370 ml protector",
  "Aceite Chef maravilla botella 900 ml",
  "Mouse Logitech inalámbrico M185 gris",
  "Café Nescafé tradición tarro 170 g",
  "Detergente Omo líquido concentrado 3 L",
];

test("the same name in another case, order or spelling of units is answered by its key", async () => {
  using opened = open();
  const cache = opened.cacheOf();
  await cache.keep([{ name: shelf[0] ?? "", answer: answer("APPLE", { capacity: "256GB" }) }]);
  for (const name of [
    "IPHONE 15 PRO MAX 256 GB NEGRO LIBERADO",
    "Negro liberado iPhone 15 Pro Max 256gb",
    "iPhone 15 Pro Max 256 gigas NEGRO liberado",
  ]) {
    expect(await cache.find(name)).toMatchObject({ kind: "exact", answer: { brand: "APPLE" } });
  }
});

test("short forms of the same words are answered by their meaning", async () => {
  using opened = open();
  const cache = opened.cacheOf();
  await cache.keep(shelf.map((name) => ({ name, answer: answer(name) })));
  expect(await cache.find("CERV. KUNSTMANN TOROB. BOT. 330 ML")).toMatchObject({
    kind: "semantic",
    name: "Cerveza Kunstmann Torobayo botella 330 cc",
  });
  expect((await cache.find("Refrig. Mademsa Nordik 415 plus acero inox. 300 lts"))?.answer.brand).toBe(
    shelf[8],
  );
});

test("128 GB is never answered with 256 GB, nor is any other edit of a token, and most true variants are", async () => {
  using opened = open();
  const cache = opened.cacheOf();
  await cache.keep(shelf.map((name) => ({ name, answer: answer(name) })));
  expect(await cache.find("iPhone 15 Pro Max 128GB Negro Liberado")).toBeUndefined();
  const random = randomOf("shelf");
  let asked = 0;
  for (const name of shelf) {
    for (const { kind, name: other } of nearMisses(name, shelf, random)) {
      expect([kind, other, (await cache.find(other))?.name]).toEqual([kind, other, undefined]);
      asked++;
    }
  }
  expect(asked).toBeGreaterThan(200);
  const told = shelf.flatMap((name) => variants(name, random).map((variant) => ({ ...variant, of: name })));
  const found = await Promise.all(told.map(async (one) => (await cache.find(one.name))?.name === one.of));
  expect(found.filter(Boolean).length / told.length).toBeGreaterThan(0.6);
});

test("an answer of another model, prompt or category is not given", async () => {
  using opened = open();
  await opened.cacheOf("model v1 phones").keep([{ name: "iPhone 15", answer: answer("APPLE") }]);
  expect(await opened.cacheOf("model v2 phones").find("iPhone 15")).toBeUndefined();
  expect(await opened.cacheOf("model v1 phones").find("iPhone 15")).toBeDefined();
});

test("amounts of an answer are those of the name that is asked about", async () => {
  using opened = open();
  const cache = opened.cacheOf();
  const kept = answer("COCA-COLA", { capacity: "3L", volume_ml: "2000", flavor: "original" });
  await cache.keep([{ name: "Coca Cola Original 2L", answer: kept }]);
  // The three litres were never in the name.
  expect((await cache.find("coca-cola original 2000 ml"))?.answer.attributes).toEqual({
    capacity: "2000ml",
    volume_ml: "2000",
    flavor: "original",
  });
});

test("in shadow nothing is answered, and what would have been is held against what the model says", async () => {
  using opened = open();
  await opened.cacheOf().keep([
    { name: "Coca Cola 2L", answer: answer("COCA-COLA", { capacity: "2L" }) },
    { name: "Fanta 2L", answer: answer("FANTA", { capacity: "2L" }) },
  ]);
  const shadow = opened.cacheOf("model v1", "shadow");
  expect(await shadow.find("COCA COLA 2 LTS")).toBeUndefined();
  expect(await shadow.find("FANTA 2 LTS")).toBeUndefined();
  expect(await shadow.find("SPRITE 2 LTS")).toBeUndefined();
  await shadow.keep([
    { name: "COCA COLA 2 LTS", answer: answer("COCA-COLA", { capacity: "2L" }) },
    { name: "FANTA 2 LTS", answer: answer("FANTA", { capacity: "3L" }) },
  ]);
  await shadow.flush();
  expect(await shadow.counts()).toEqual({ asked: 3, exact: 2, semantic: 0, agreed: 1, disagreed: 1 });
});

test("what is counted is added over caches, and off counts and answers nothing", async () => {
  using opened = open();
  for (let round = 0; round < 2; round++) {
    const cache = opened.cacheOf();
    await cache.keep([{ name: "Sprite 2L", answer: answer("SPRITE") }]);
    await cache.find("sprite 2 lt");
    await cache.find("sprite 3 lt");
    await cache.flush();
    await cache.flush();
  }
  expect(await opened.cacheOf().counts()).toMatchObject({ asked: 4, exact: 2 });
  const off = opened.cacheOf("model v1", "off");
  expect(await off.find("sprite 2 lt")).toBeUndefined();
  await off.keep([{ name: "Fanta 1L", answer: answer("FANTA") }]);
  expect(await opened.cacheOf().find("Fanta 1L")).toBeUndefined();
});

test("a scope can be forgotten", async () => {
  using opened = open();
  const cache = opened.cacheOf();
  await cache.keep(
    Array.from({ length: 1200 }, (_, at) => ({
      name: `Cable USB ${at} cm`,
      answer: answer("X", { size: `${at}cm` }),
    })),
  );
  expect(await opened.stores.productAnswers.size("model v1")).toBe(1200);
  expect((await cache.find("CABLE usb 777 CM"))?.answer.attributes.size).toBe("777cm");
  await opened.stores.productAnswers.forget("model v1");
  expect(await cache.find("CABLE usb 777 CM")).toBeUndefined();
  expect(await opened.stores.productAnswers.size("model v1")).toBe(0);
});

test("a name that says nothing is neither kept nor found", async () => {
  using opened = open();
  const cache = opened.cacheOf();
  await cache.keep([{ name: " - / ", answer: answer("X") }]);
  expect(await cache.find("")).toBeUndefined();
  expect(await opened.stores.productAnswers.size("model v1")).toBe(0);
});
