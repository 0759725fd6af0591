import { expect, test } from "bun:test";
import { answerOf } from "../../../../../src/engine/workflows/products/warm/read-answer.ts";

const raw = {
  name: "'=HYPERLINK Samsung Galaxy A54 128GB",
  category: "",
  price: null,
  retailer: "",
  sku: "",
};

test("the mark that an export puts before a formula is taken off, and attributes are read from columns or from one", () => {
  const cells = { brand: "Samsung", model: "'=Galaxy A54", confidence: "0.9" };
  const inColumns = answerOf({ raw, line: 2, cells: { ...cells, capacity: "128GB", color: "" } });
  expect(inColumns.raw.name).toBe("=HYPERLINK Samsung Galaxy A54 128GB");
  expect(inColumns.answer.product).toMatchObject({ model: "=Galaxy A54", attributes: { capacity: "128GB" } });
  const inOne = answerOf({ raw, line: 2, cells: { ...cells, attributes: '{"capacity":"128GB","odd":1}' } });
  expect(inOne.answer).toEqual(inColumns.answer);
});

test("who answered is remembered, and whoever says nothing of it is the import", () => {
  const row = (cells: Record<string, string>) =>
    answerOf({ raw, line: 2, cells: { brand: "SAMSUNG", ...cells } });
  expect(row({ answered_by: "gpt-6-luna", prompt: "minimal-1" }).answer).toMatchObject({
    model: "gpt-6-luna",
    prompt: "minimal-1",
  });
  expect(row({}).answer.model).toBe("import");
});
