import { productsExport } from "../../run/export-run.ts";
import type { Submenu } from "../submenu/model.ts";

/** So many of the newest runs are looked at for what waits. */
const recentRuns = 100;

/** What can be done with products of shops. */
export const productsMenu: Submenu = {
  name: "products",
  heading: "products.menu",
  entries: (desk) => {
    const { ledger, products } = desk.stores;
    const kept = products.collection.count();
    const runs = ledger.runs.list(recentRuns).filter(({ workflow }) => workflow.startsWith("products."));
    const asking = runs.filter(({ id }) => ledger.counters.counts(id).review > 0);
    const waiting = asking.reduce((sum, { id }) => sum + ledger.counters.counts(id).review, 0);
    const [first] = asking;
    const none = kept === 0 ? ({ off: "products.nothingToExport" } as const) : {};
    return [
      { words: "products.menuNormalize", count: null, to: { screen: "form", flow: "products" } },
      { words: "products.menuMatch", count: kept, to: { screen: "form", flow: "productMatch" }, ...none },
      {
        words: "products.menuReview",
        count: waiting,
        to: first ? { screen: "review", run: first } : { screen: "review" },
        ...(waiting === 0 ? { off: "terminal.menuReviewOff" as const } : {}),
      },
      { words: "products.menuExport", count: kept, to: productsExport(desk), ...none },
      {
        words: "products.menuStats",
        count: null,
        to: { screen: "productStats" },
        ...(runs.length === 0 ? { off: "terminal.menuRunsOff" as const } : {}),
      },
      { words: "products.menuWarm", count: null, to: { screen: "form", flow: "productWarm" } },
    ];
  },
};
