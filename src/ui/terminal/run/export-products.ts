import { existsSync } from "node:fs";
import { writeWhole } from "../../../engine/files/write-whole.ts";
import { exportedProducts } from "../../../engine/workflows/products/export.ts";
import type { RunRow } from "../../../stores/ledger.ts";
import { productCsvLines, productJsonLine } from "../../headless/product-lines.ts";
import type { Desk } from "../desk/desk.ts";
import type { Action } from "../desk/screen-model.ts";
import { absolutePath } from "../flows/path-text.ts";
import { fit } from "../surface/fit.ts";

/**
 * Writes all products that are kept into a file that the person names, as `lote products export` does: CSV, or lines of
 * JSON where the name does not end in `.csv`. Undefined for runs that make no products.
 */
export function exportAction(desk: Desk, { workflow, name }: RunRow): Action | undefined {
  if (workflow !== "products.normalize") return undefined;
  const { stores, t } = desk;
  const isEmpty = stores.products.collection.page(0, 1).length === 0;
  const ask = (typed: string) => {
    if (typed === "") return undefined;
    const path = absolutePath(typed);
    if (!existsSync(path)) return write(desk, path);
    const question = t.text("products.askReplace", { path: fit(desk.surface.get(), path, 50) });
    return desk.ask({ question, yes: () => write(desk, path) });
  };
  const label = t.text("products.askExport");
  return {
    run: () => desk.go({ screen: "prompt", label, text: `products-${name}.csv`, done: ask }),
    off: isEmpty ? t.text("products.nothingToExport") : undefined,
  };
}

async function write(desk: Desk, path: string): Promise<void> {
  const { stores, surface, t } = desk;
  const isTable = path.toLowerCase().endsWith(".csv");
  const products = exportedProducts(stores);
  const lines = isTable ? [...productCsvLines(products)] : Array.from(products, productJsonLine);
  await writeWhole(
    path,
    lines.map((line) => `${line}\n`),
  );
  const count = isTable ? lines.length - 1 : lines.length;
  desk.say(t.text("products.exported", { count, path: fit(surface.get(), path, 50) }), "good");
}
