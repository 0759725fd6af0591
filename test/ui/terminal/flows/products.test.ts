import { afterAll, expect, test } from "bun:test";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FlowValues } from "../../../../src/ui/terminal/flows/flow.ts";
import { productsFlows, withColumns } from "../../../../src/ui/terminal/flows/products.ts";
import { newFolder } from "../../../fixtures/comics/new-folder.ts";

const folder = newFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const { products, productMatch, productWarm } = productsFlows({ model: null, settings: {} });
const list = join(folder, "list.csv");
writeFileSync(list, "Titulo raro;Precio\nTé verde;990\n");

test("a list goes to its columns, and the run gets those that were chosen there, whatever they are called", async () => {
  expect(await products.check({ path: list })).toBeUndefined();
  expect(products.next?.({ path: list })).toMatchObject({ screen: "columns", flow: "products" });
  const columns = { name: 'Titulo, "raro"=x', price: "Precio" };
  expect(products.request(withColumns({ path: list }, columns)).parameters).toMatchObject({ columns });
});

test("what is no list is said at its path", async () => {
  const empty = join(folder, "empty.csv");
  writeFileSync(empty, "");
  expect(await products.check({ path: "" })).toMatchObject({ words: "terminal.problemNoPath" });
  expect(await products.check({ path: join(folder, "gone.csv") })).toMatchObject({
    words: "terminal.problemMissingPath",
  });
  expect(await products.check({ path: folder })).toMatchObject({ words: "products.problemNoFile" });
  expect(await products.check({ path: empty })).toMatchObject({ words: "products.problemEmptyList" });
});

test("way and route that were chosen reach the run; the router decides where none was", () => {
  const parametersOf = (values: FlowValues) => products.request({ path: list, ...values }).parameters;
  expect(parametersOf({})).toMatchObject({ mode: "auto", route: null });
  expect(parametersOf({ mode: "auto", route: "auto" })).toMatchObject({ mode: "auto", route: null });
  expect(parametersOf({ mode: "batch", route: "complex" })).toMatchObject({
    mode: "batch",
    route: "complex",
  });
});

test("the thresholds of a comparison are shares in order, with a point or a comma", async () => {
  expect(productMatch.request({}).parameters).toMatchObject({ sure: 0.75, doubtful: 0.5 });
  expect(productMatch.request({ sure: "0,9", doubtful: "0.6" }).parameters).toMatchObject({
    sure: 0.9,
    doubtful: 0.6,
  });
  expect(await productMatch.check({ sure: "2" })).toMatchObject({ field: "sure" });
  expect(await productMatch.check({ doubtful: "much" })).toMatchObject({ field: "doubtful" });
  expect(await productMatch.check({ sure: "0.4", doubtful: "0.5" })).toEqual({
    field: "doubtful",
    words: "products.thresholdsCrossed",
  });
  expect(await productMatch.check({ sure: "0.9", doubtful: "0.9" })).toBeUndefined();
});

test("answers of another workspace are kept for the columns and rows that were chosen, and nothing is paid", () => {
  const request = productWarm.request(withColumns({ path: list, max: "5" }, { name: "n" }));
  expect(request).toMatchObject({
    workflow: "products.warm",
    parameters: { path: list, columns: { name: "n" }, max: 5 },
  });
});

test("rows and money of a trial are numbers, and reach the run", async () => {
  const values = withColumns({ path: list }, { name: "Titulo raro" });
  expect(await products.check({ ...values, max: "many" })).toMatchObject({ field: "max" });
  expect(await products.check({ ...values, cap: "-1" })).toMatchObject({ field: "cap" });
  const { parameters, policy } = products.request({ ...values, max: "100", cap: "0,5" });
  expect(parameters).toMatchObject({ max: 100, mode: "auto" });
  expect(policy).toMatchObject({ maxCostUsd: 0.5, accept: "strong" });
});
