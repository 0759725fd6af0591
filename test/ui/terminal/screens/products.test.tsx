import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { comparePrices } from "../../../../src/engine/workflows/products/match/compare-prices.ts";
import { Tally } from "../../../../src/engine/workflows/products/normalize/summary.ts";
import { matchRequest } from "../../../../src/engine/workflows/products/parameters.ts";
import type { Application } from "../../../../src/ui/terminal/desk/application.ts";
import { withColumns } from "../../../../src/ui/terminal/flows/products.ts";
import { renderToString } from "../../../../src/ui/terminal/ink.ts";
import { EstimateModel } from "../../../../src/ui/terminal/screens/estimate/model.ts";
import { ColumnsModel } from "../../../../src/ui/terminal/screens/products/columns/model.ts";
import { ProductStatsModel } from "../../../../src/ui/terminal/screens/products/stats/model.ts";
import { PromptModel } from "../../../../src/ui/terminal/screens/prompt/model.ts";
import { ScreenView } from "../../../../src/ui/terminal/screens/screen-view.tsx";
import { SurfaceProvider } from "../../../../src/ui/terminal/surface/surface.ts";
import { type ProductRoom, productList, productRoom } from "../../../fixtures/products/normalize-run.ts";
import { putOffers, shopOffers } from "../../../fixtures/products/shop-offers.ts";
import { driveApplication, press } from "../../../fixtures/terminal/drive.ts";

setDefaultTimeout(60_000);

const usualPolicy = { accept: "strong", onAmbiguous: "review", dryRun: false } as const;

let room: ProductRoom;
let list = "";
beforeAll(() => {
  room = productRoom();
  list = room.file("list.csv", productList(120));
});
afterAll(() => room[Symbol.dispose]());

const open = (language: "en" | "es") => driveApplication(room.stores, { language, settings: room.settings });

function draw(application: Application, columns: number, rows: number): string {
  application.surface.change({ columns, rows });
  const text = renderToString(
    <SurfaceProvider value={application.surface.get()}>
      <ScreenView application={application} />
    </SurfaceProvider>,
    { columns },
  );
  const lines = text.split("\n");
  expect(lines.length).toBeLessThanOrEqual(rows);
  for (const line of lines) expect(Bun.stringWidth(line)).toBeLessThanOrEqual(columns);
  expect(text).not.toMatch(/products\.(?!csv)\w+|\{\w+\}/);
  return text.replace(/[\u00a0\u202f]/g, " ");
}

test.each(["en", "es"] as const)(
  "the estimate of a list tells columns, way, models and money in %s",
  async (language) => {
    const application = open(language);
    const columns = {
      name: "nombre",
      category: "categoria",
      price: "precio",
      retailer: "tienda",
      sku: "sku",
    };
    application.go({ screen: "estimate", flow: "products", values: withColumns({ path: list }, columns) });
    const { front } = application;
    if (!(front instanceof EstimateModel)) throw new Error("no estimate");
    await new Promise<void>((resolve) => {
      const look = () => front.state.get().estimate && resolve();
      front.state.subscribe(look);
      look();
    });
    const wide = draw(application, 120, 40);
    expect(wide).toContain("name=nombre");
    expect(wide).toContain(language === "en" ? "in batches at half the price" : "en lotes a mitad de precio");
    expect(wide).toContain("Bebida Cachantun Lima 1 500 ml");
    expect(wide).toMatch(/120/);
    for (const [columns, rows] of [
      [80, 24],
      [60, 24],
      [40, 12],
    ] as const)
      draw(application, columns, rows);
    application.leave({ how: "quit" });
  },
);

test.each(["en", "es"] as const)(
  "the dashboard of a list tells its batches and the money against its cap in %s",
  async (language) => {
    const run = await room.start(list, {}, { maxCostUsd: 2 });
    const tally = new Tally();
    const batch = { tier: "simple", model: "gpt-nano", total: 100, failed: 0 } as const;
    tally.batch(room.stores, run, "batch-1", { ...batch, status: "completed", completed: 100 });
    tally.batch(room.stores, run, "batch-2", { ...batch, status: "in_progress", completed: 40, failed: 3 });
    await room.stores.ledger.write(() => undefined);
    const application = open(language);
    application.go({ screen: "run", run });
    const wide = draw(application, 120, 40);
    expect(wide).toMatch(/gpt-nano.+100\/100/);
    expect(wide).toMatch(/gpt-nano.+40\/100/);
    expect(wide).toMatch(language === "en" ? /gpt-nano +at work/ : /gpt-nano +\S+/);
    expect(wide).toContain(language === "en" ? "$2.00" : "2,00");
    for (const [columns, rows] of [
      [80, 24],
      [60, 24],
      [40, 12],
    ] as const)
      draw(application, columns, rows);
    application.leave({ how: "quit" });
  },
);

test("when a list is through, x writes the products into the file that is named, and asks before it replaces one", async () => {
  const empty = await room.start(list);
  await room.stores.ledger.write(() => room.stores.ledger.runs.setState(empty.id, "ended"));
  const application = open("en");
  application.go({ screen: "run", run: empty });
  await press(application, "x");
  expect(draw(application, 120, 40)).toContain("There is no product yet.");
  application.back();
  const { run } = await room.normalize(room.file("few.csv", productList(5)), { mode: "rules" });
  application.go({ screen: "run", run });
  expect(draw(application, 120, 40)).toContain("x export");
  const exportTo = async (path: string) => {
    await press(application, "x");
    const { front } = application;
    if (!(front instanceof PromptModel)) throw new Error("nothing was asked");
    front.state.set({ text: path });
    await press(application, "enter");
  };
  const rows = (path: string) => readFileSync(path, "utf8").trimEnd().split("\n");
  const table = join(room.folder, "out", "written.csv");
  await exportTo(table);
  expect(draw(application, 120, 40)).toContain("5 products written to");
  expect(rows(table)[0]).toStartWith("sku,retailer,name");
  expect(rows(table)).toHaveLength(6);
  const lines = join(room.folder, "written.jsonl");
  await exportTo(lines);
  expect(
    rows(lines)
      .map((line) => JSON.parse(line).sku)
      .toSorted(),
  ).toEqual([1, 2, 3, 4, 5].map((n) => `SKU${n}`));
  writeFileSync(table, "mine");
  await exportTo(table);
  expect(draw(application, 120, 40)).toContain("Replace ");
  await press(application, "n");
  expect(readFileSync(table, "utf8")).toBe("mine");
  await exportTo(table);
  await press(application, "y");
  expect(rows(table)).toHaveLength(6);
  application.leave({ how: "quit" });
});

/** Until a screen that reads a file has read it. */
async function columnsOf(application: Application, path: string): Promise<ColumnsModel> {
  application.go({ screen: "columns", flow: "products", values: { path } });
  const { front } = application;
  if (!(front instanceof ColumnsModel)) throw new Error("no columns");
  await new Promise<void>((resolve) => {
    const look = () => front.state.get().header.length > 0 && resolve();
    front.state.subscribe(look);
    look();
  });
  return front;
}

const sizes = [
  [120, 40],
  [80, 24],
  [60, 24],
  [40, 12],
] as const;

test.each(["en", "es"] as const)(
  "the columns of a list are guessed, shown with its first rows and what is wrong with them, and changed by keys, in %s",
  async (language) => {
    const path = room.file(
      "strange.csv",
      "Titulo;Precio;Tienda;Nota\nTé verde;990;Paris;a\n;5;Paris;b\nTé rojo;-3;Paris;c\n",
    );
    const application = open(language);
    const model = await columnsOf(application, path);
    expect(model.state.get().columns).toEqual({ name: "Titulo", price: "Precio", retailer: "Tienda" });
    expect(model.others).toEqual(["Nota"]);
    const wide = draw(application, 120, 40);
    expect(wide).toMatch(/← Titulo →[\s\S]*Té verde +990 +Paris/);
    expect(wide.match(/✗/g)).toHaveLength(2);
    for (const [columns, rows] of sizes) draw(application, columns, rows);
    await press(application, "down", "down", "left");
    expect(model.state.get().columns).toEqual({ name: "Titulo", retailer: "Tienda" });
    expect(draw(application, 120, 40).match(/✗/g)).toHaveLength(1);
    await press(application, "right", "right");
    expect(model.state.get().columns.price).toBe("Nota");
    await press(application, "up", "up", "left");
    expect(model.state.get().columns.name).toBeUndefined();
    await press(application, "enter");
    expect(application.front).toBe(model);
    await press(application, "right", "enter");
    const { front } = application;
    if (!(front instanceof EstimateModel)) throw new Error("no estimate");
    expect(front.flow.request(front.values).parameters).toMatchObject({
      path,
      columns: { name: "Titulo", retailer: "Tienda", price: "Nota" },
    });
    application.leave({ how: "quit" });
  },
);

test.each(["en", "es"] as const)(
  "figures of all runs name the batches that failed first, with the service's reason, in %s",
  async (language) => {
    const run = await room.start(list, {}, {});
    const tally = new Tally();
    const batch = { tier: "simple", model: "gpt-nano", failed: 0, completed: 0 } as const;
    tally.batch(room.stores, run, "batch-f", { ...batch, status: "submitted", total: 70 });
    tally.batch(room.stores, run, "batch-f", {
      ...batch,
      status: "failed",
      total: 0,
      reason: "quota is over",
    });
    await room.stores.ledger.write(() => undefined);
    const application = open(language);
    const alert = /▲ .*gpt-nano.*70.*quota is over.*batch-f/;
    application.go({ screen: "run", run });
    expect(draw(application, 120, 40)).toMatch(alert);
    application.go({ screen: "productStats" });
    const { front } = application;
    if (!(front instanceof ProductStatsModel)) throw new Error("no figures");
    await new Promise<void>((resolve) => {
      const look = () => front.state.get().stats && resolve();
      front.state.subscribe(look);
      look();
    });
    expect(draw(application, 120, 40)).toMatch(alert);
    for (const [columns, rows] of sizes) draw(application, columns, rows);
    application.leave({ how: "quit" });
  },
);

test("the menu of products leads to each of its flows, and says what must come first", async () => {
  using empty = productRoom({}, {}, { withModel: false });
  const application = driveApplication(empty.stores, { language: "en", settings: empty.settings });
  application.go({ screen: "products" });
  const off = async (downs: number) => {
    await press(application, ...Array.from({ length: downs }, () => "down"), "enter");
    return draw(application, 80, 24);
  };
  expect(await off(1)).toContain("There is no product yet.");
  await empty.normalize(empty.file("few.csv", productList(5)), { mode: "rules" });
  application.back();
  application.go({ screen: "products" });
  await press(application, "down", "enter");
  expect(draw(application, 80, 24)).toContain("Sure from");
  application.back();
  await press(application, "down", "down", "enter");
  expect(draw(application, 80, 24)).toContain("products.csv");
  application.leave({ how: "quit" });
});

test("a comparison of prices is written into a file from its summary", async () => {
  using shops = productRoom({}, {}, { withModel: false });
  await putOffers(shops.stores, shopOffers);
  const request = matchRequest({ sure: 0.75, doubtful: 0.5, max: null }, usualPolicy);
  const run = await shops.stores.ledger.write(() =>
    shops.stores.ledger.runs.create({ ...request, fingerprint: "prices" }),
  );
  await shops.work(run);
  const application = driveApplication(shops.stores, { language: "en", settings: shops.settings });
  application.go({ screen: "run", run });
  for (const [columns, rows] of sizes) draw(application, columns, rows);
  await press(application, "x");
  const { front } = application;
  if (!(front instanceof PromptModel)) throw new Error("nothing was asked");
  const path = join(shops.folder, "prices.jsonl");
  front.state.set({ text: path });
  await press(application, "enter");
  const compared = comparePrices(shops.stores, run.id).products;
  expect(compared.length).toBeGreaterThan(0);
  expect(
    readFileSync(path, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual(JSON.parse(JSON.stringify(compared)));
  application.leave({ how: "quit" });
});
