import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Tally } from "../../../../src/engine/workflows/products/normalize/summary.ts";
import type { Application } from "../../../../src/ui/terminal/desk/application.ts";
import { renderToString } from "../../../../src/ui/terminal/ink.ts";
import { EstimateModel } from "../../../../src/ui/terminal/screens/estimate/model.ts";
import { PromptModel } from "../../../../src/ui/terminal/screens/prompt/model.ts";
import { ScreenView } from "../../../../src/ui/terminal/screens/screen-view.tsx";
import { SurfaceProvider } from "../../../../src/ui/terminal/surface/surface.ts";
import { type ProductRoom, productList, productRoom } from "../../../fixtures/products/normalize-run.ts";
import { driveApplication, press } from "../../../fixtures/terminal/drive.ts";

setDefaultTimeout(60_000);

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
    const { flows } = application;
    expect(await flows.products.check({ path: list })).toBeUndefined();
    application.go({ screen: "estimate", flow: "products", values: { path: list } });
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
  expect(application.front.actions().exportRun?.off).toBe("There is no product yet.");
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
