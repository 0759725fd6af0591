import { expect, test } from "bun:test";
import { checkAnswer } from "../../../../../src/engine/workflows/products/normalize/check-answer.ts";
import { originOf, toldBy } from "../../../../../src/engine/workflows/products/normalize/trace.ts";

const raw = (name: string) => ({ name, category: "smartphones", price: null, retailer: "", sku: "" });
const said = (attributes: Record<string, string | null>, more: object = {}) => ({
  brand: "Apple",
  model: "iPhone 15",
  attributes,
  normalized_name: "APPLE iPhone 15",
  category_suggestion: null,
  confidence: 0.95,
  ...more,
});

test("a value of the title is marked as such, one that follows from it as derived, and another as the model's own", () => {
  const title = toldBy("Celular iPhone 15 256 GB negro 1,5 L 6.1 pulgadas");
  expect(originOf("capacity", "256 GB", title)).toBe("title");
  expect(originOf("capacity", "256GB", title)).toBe("derived");
  expect(originOf("volume_ml", "1500", title)).toBe("derived");
  expect(originOf("size", "6.1", title)).toBe("title");
  expect(originOf("network", "5G", title)).toBe("model");
  expect(originOf("color", "azul", title)).toBe("model");
});

test("another number of the same kind than the title's contradicts it", () => {
  const title = toldBy("iPhone 15 256GB");
  expect(originOf("capacity", "128GB", title)).toBe("contradicts");
  expect(originOf("volume_ml", "2000", toldBy("Coca Cola 1,5 L"))).toBe("contradicts");
  expect(originOf("capacity", "1TB", toldBy("SSD 1024 GB"))).toBe("derived");
});

test("amounts are the same in any unit that titles use, and in any spelling of it", () => {
  expect(originOf("weight_g", "454", toldBy("Café 1 libra"))).toBe("derived");
  expect(originOf("size", '15.6"', toldBy("Notebook 39,6 cm"))).toBe("derived");
  expect(originOf("volume_ml", "473", toldBy("Cerveza 473X4 CC"))).toBe("title");
  expect(originOf("volume_ml", "4", toldBy("Cerveza 473X4 CC"))).toBe("contradicts");
  expect(originOf("size", "55 cm", toldBy('Televisor 55"'))).toBe("contradicts");
});

test("two amounts of memory with one unit are both there, and no fraction of one", () => {
  for (const name of ["Celular 4/64 GB", "Celular 4/64GB", "Celular 4+64 GB", "Celular 4GB/64GB"]) {
    const title = toldBy(name);
    expect([name, originOf("ram", "4 GB", title), originOf("capacity", "64 gb", title)]).not.toContain(
      "contradicts",
    );
    expect(originOf("capacity", "128GB", title)).toBe("contradicts");
  }
});

test("a number beside a proven amount needs a proof of its own", () => {
  expect(originOf("processor", "256 gb 2400", toldBy("iPhone 15 256GB"))).toBe("model");
});

test("a number inside another number is no proof", () => {
  expect(originOf("pack", "12", toldBy("iPhone 128GB"))).toBe("model");
  expect(originOf("size", "5", toldBy("Cable 15 m"))).toBe("model");
});

test("an answer that contradicts its title is useless, however sure it is", () => {
  expect(checkAnswer(raw("iPhone 15 256GB"), said({ capacity: "128GB" }))).toEqual({
    trouble: "contradicts",
  });
});

test("an answer that says nothing is blank", () => {
  expect(checkAnswer(raw("iPhone 15"), said({}, { brand: "", model: " " }))).toEqual({ trouble: "blank" });
});

test("what the title does not tell holds the confidence down, and words for nothing are left out", () => {
  const checked = checkAnswer(
    raw("Apple iPhone 15 256GB"),
    said({ capacity: "256GB", network: "5G", color: "N/A" }),
  );
  expect(checked).toMatchObject({
    product: { brand: "APPLE", attributes: { capacity: "256GB", network: "5G" }, confidence: 0.7 },
    origins: { network: "model", capacity: "title", brand: "title" },
  });
  expect("product" in checked && checked.product.attributes.color).toBeUndefined();
});

test("a composed name with a number from nowhere is composed anew from checked values", () => {
  const checked = checkAnswer(
    raw("Apple iPhone 15 256GB"),
    said({ capacity: "256GB" }, { normalized_name: "APPLE iPhone 15 512GB 2024" }),
  );
  expect(checked).toMatchObject({
    product: { normalized_name: "APPLE iPhone 15 256GB" },
    origins: { normalized_name: "derived" },
  });
});

test("control characters of an answer go no further", () => {
  const checked = checkAnswer(raw("Apple iPhone 15"), said({}, { model: "iPhone\u001b[2J 15" }));
  expect(checked).toMatchObject({ product: { model: "iPhone[2J 15" } });
});
