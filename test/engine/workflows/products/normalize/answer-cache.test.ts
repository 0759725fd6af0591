import { expect, test } from "bun:test";
import { AnswerCache } from "../../../../../src/engine/workflows/products/normalize/answer-cache.ts";
import type { Asked } from "../../../../../src/engine/workflows/products/normalize/planner.ts";
import { categoryFor, promptOf } from "../../../../../src/engine/workflows/products/prompts/prompt.ts";
import { productRoom } from "../../../../fixtures/products/normalize-run.ts";

const raw = {
  name: "Taladro Bosch GSB1300 azul",
  category: "herramientas",
  price: null,
  retailer: "",
  sku: "",
};
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

test("a single answer is on the disk once the cache was flushed, also where it is never closed", async () => {
  using room = productRoom({}, {}, { withModel: false });
  const cache = new AnswerCache(room.stores.productAnswers, "use");
  await cache.keep(raw, asked, { product, origins: {}, model: "m", prompt: prompt.version });
  await cache.flush();
  const other = new AnswerCache(room.stores.productAnswers, "use");
  const found = await other.find({ ...raw, name: "BOSCH taladro azul GSB1300" }, asked);
  expect(found?.product).toMatchObject({ brand: "BOSCH", model: "GSB1300" });
});
