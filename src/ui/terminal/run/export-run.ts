import { existsSync } from "node:fs";
import { writeWhole } from "../../../engine/files/write-whole.ts";
import { exportRun } from "../../../engine/run/export.ts";
import { totalOf } from "../../../engine/run/progress.ts";
import { exportedProducts } from "../../../engine/workflows/products/export.ts";
import { comparePrices } from "../../../engine/workflows/products/match/compare-prices.ts";
import type { RunRow } from "../../../stores/ledger.ts";
import type { Stores } from "../../../stores/sqlite/open.ts";
import { csvLines, jsonLine } from "../../headless/export-lines.ts";
import { comparisonCsvLines, productCsvLines, productJsonLine } from "../../headless/product-lines.ts";
import { safeJson } from "../../headless/safe-json.ts";
import type { TextKey } from "../../language/catalogue.ts";
import type { Language } from "../../language/words.ts";
import type { Desk, Destination } from "../desk/desk.ts";
import type { Action } from "../desk/screen-model.ts";
import { absolutePath } from "../flows/path-text.ts";
import { fit } from "../surface/fit.ts";

/** What is written into a file: lines of CSV, the names of the columns first, or lines of JSON. */
interface Exported {
  readonly label: TextKey;
  /** What is said of so many lines, or products, that are written. */
  readonly said: "products.exported" | "terminal.itemsExported";
  /** What the file is called where nobody says otherwise. */
  readonly file: string;
  count(stores: Stores): number;
  lines(stores: Stores, isTable: boolean): Iterable<string>;
}

/** What became of each item of a run, as `lote runs export` prints it. */
const items = (run: RunRow, language: Language): Exported => ({
  label: "terminal.askExportItems",
  said: "terminal.itemsExported",
  file: `${run.workflow.replace(".", "-")}-${run.name}.csv`,
  count: ({ ledger }) => totalOf(ledger.counters.counts(run.id)),
  lines: ({ ledger }, isTable) => {
    const lines = exportRun(ledger, run, language);
    return isTable ? csvLines(lines) : lines.map(jsonLine);
  },
});

/** All products that are kept, as `lote products export` prints them. */
const allProducts: Omit<Exported, "file"> = {
  label: "products.askExport",
  said: "products.exported",
  count: ({ products }) => products.collection.count(),
  lines: (stores, isTable) => {
    const products = exportedProducts(stores);
    return isTable ? productCsvLines(products) : products.map(productJsonLine);
  },
};

/** A run's comparison of prices, as `lote products match --format` prints it. */
const comparison = (run: RunRow): Exported => ({
  label: "products.askExportPrices",
  said: "products.exported",
  file: `prices-${run.name}.csv`,
  count: (stores) => comparePrices(stores, run.id).products.length,
  lines: (stores, isTable) => {
    const { products } = comparePrices(stores, run.id);
    return isTable ? comparisonCsvLines(products) : products.map((one) => safeJson(one));
  },
});

/** Asks for a file and writes all products into it. */
export function productsExport(desk: Desk): Destination {
  return prompt(desk, { ...allProducts, file: "products.csv" });
}

/**
 * Writes what came of a run into a file that the person names, CSV, or lines of JSON where the name does not end in `.csv`:
 * the products or the comparison of prices where it made those, else what became of each item.
 */
export function exportAction(desk: Desk, run: RunRow): Action {
  const exported = exportedOf(run, desk.t.language);
  return {
    run: () => {
      if (exported.count(desk.stores) > 0) desk.go(prompt(desk, exported));
      else desk.say(desk.t.text("products.nothingToExport"), "attention");
    },
  };
}

function exportedOf(run: RunRow, language: Language): Exported {
  if (run.workflow === "products.normalize") return { ...allProducts, file: `products-${run.name}.csv` };
  if (run.workflow === "products.match") return comparison(run);
  return items(run, language);
}

function prompt(desk: Desk, exported: Exported): Destination {
  const { t } = desk;
  const done = (typed: string) => {
    if (typed === "") return undefined;
    const path = absolutePath(typed);
    if (!existsSync(path)) return write(desk, path, exported);
    const question = t.text("products.askReplace", { path: fit(desk.surface.get(), path, 50) });
    return desk.ask({ question, yes: () => write(desk, path, exported) });
  };
  return { screen: "prompt", label: t.chosen(exported.label), text: exported.file, done };
}

async function write(desk: Desk, path: string, exported: Exported): Promise<void> {
  const { stores, surface, t } = desk;
  const lines = Array.from(
    exported.lines(stores, path.toLowerCase().endsWith(".csv")),
    (line) => `${line}\n`,
  );
  await writeWhole(path, lines);
  const count = exported.count(stores);
  desk.say(t.text(exported.said, { count, path: fit(surface.get(), path, 50) }), "good");
}
