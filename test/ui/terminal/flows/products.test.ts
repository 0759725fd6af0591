import { afterAll, expect, test } from "bun:test";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { productsFlows } from "../../../../src/ui/terminal/flows/products.ts";
import { newFolder } from "../../../fixtures/comics/new-folder.ts";

const folder = newFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const { products } = productsFlows({ model: null, settings: {} });
const list = join(folder, "list.csv");
writeFileSync(list, "Titulo raro;Precio\nTé verde;990\n");

test("a list whose name column cannot be guessed is not gone on with until somebody says which it is", async () => {
  expect(await products.check({ path: list })).toEqual({
    field: "columns",
    words: "products.problemColumns",
  });
  expect(await products.check({ path: list, columns: "name=Titulo raro" })).toBeUndefined();
  expect(products.request({ path: list }).parameters).toMatchObject({
    columns: { name: "Titulo raro", price: "Precio" },
  });
});

test("rows and money of a trial are numbers, and reach the run", async () => {
  const values = { path: list, columns: "name=Titulo raro" };
  expect(await products.check({ ...values, max: "many" })).toMatchObject({ field: "max" });
  expect(await products.check({ ...values, cap: "-1" })).toMatchObject({ field: "cap" });
  const { parameters, policy } = products.request({ ...values, max: "100", cap: "0,5" });
  expect(parameters).toMatchObject({ max: 100, mode: "auto" });
  expect(policy).toMatchObject({ maxCostUsd: 0.5, accept: "strong" });
});
