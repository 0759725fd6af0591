import { expect, test } from "bun:test";
import {
  attributeNames,
  categories,
  categoryOf,
} from "../../../../src/engine/workflows/products/categories.ts";

test("a retailer's own word for a category is understood in Spanish and English, whatever its case and accents", () => {
  const of = (text: string) => categoryOf(text).id;
  expect(of("Smartphones")).toBe("smartphones");
  expect(of("TELÉFONOS")).toBe("smartphones");
  expect(of("Computación > Notebooks")).toBe("notebooks");
  expect(of("Perfumes Mujer")).toBe("perfumes");
  expect(of("bebidas")).toBe("beverages");
  expect(of("Smart TV")).toBe("televisions");
});

test("what fits no category is general, and may have any attribute", () => {
  expect(categoryOf("").id).toBe("general");
  expect(categoryOf("zzz").id).toBe("general");
  expect(categoryOf("zzz").attributes).toEqual(attributeNames);
});

test("no word stands for two categories", () => {
  const names = categories.flatMap(({ names }) => names);
  expect(new Set(names).size).toBe(names.length);
});
