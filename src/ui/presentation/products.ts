import { z } from "zod";
import type { NormalizeEstimate } from "../../engine/workflows/products/estimate.ts";
import type { MatchEstimate } from "../../engine/workflows/products/match/estimate.ts";
import type { TierOutcomes } from "../../engine/workflows/products/normalize/outcomes.ts";
import { type BatchLine, batchesOf, isAlert } from "../../engine/workflows/products/normalize/summary.ts";
import { type CacheUse, cacheUses } from "../../engine/workflows/products/normalize/travel.ts";
import type { ProductStats } from "../../engine/workflows/products/stats.ts";
import { tiers } from "../../engine/workflows/products/tiers.ts";
import type { Json, QuestionRow, RunRow } from "../../stores/ledger.ts";
import type { Stores } from "../../stores/sqlite/open.ts";
import { alignedRows } from "../headless/columns.ts";
import type { TextKey } from "../language/catalogue.ts";
import type { Translator } from "../language/translator.ts";
import { safeText } from "../safe-text.ts";
import type { LabelledFigure, LiveLine, Presentation, ReasonRow } from "./presentation.ts";

/** What a run will do with which columns, of which models, at what price; and a few rows as they were read. */
export function normalizeEstimateLines(estimate: NormalizeEstimate, t: Translator): string[] {
  const { columns, tiers, sample, kept, problems, mode } = estimate;
  const count = (value: number) => t.formats.number(value);
  const mapped = Object.entries(columns).map(([field, column]) => `${field}=${safeText(column, 40)}`);
  const rows = Object.entries(tiers).map(([tier, told]) => [
    t.chosen(`products.tier_${tier}` as TextKey),
    count(told.products),
    safeText(told.model, 40),
    t.formats.money(told.usd),
    t.text("products.atMost", { cost: t.formats.money(told.worstUsd) }),
    told.shutdown === null ? "" : t.text("products.modelEnds", { day: told.shutdown }),
  ]);
  return [
    t.text("products.columns", { columns: mapped.join(", ") }),
    ...sample.map(
      ({ name, category, price, retailer }) =>
        `  ${[name, category, price === null ? "" : String(price), retailer].map((text) => safeText(text, 60)).join(", ")}`,
    ),
    t.text("products.plan", {
      products: count(estimate.products),
      kept: count(kept),
      problems: count(problems),
      mode: t.chosen(`products.mode_${mode}` as TextKey),
    }),
    ...alignedRows(rows, [1, 3]).map((line) => `  ${line.trimEnd()}`),
  ];
}

/** The same for a screen, a figure a line. */
function estimateFigures(detail: Json, t: Translator): LabelledFigure[] {
  const { columns, tiers, sample, kept, mode } = detail as unknown as NormalizeEstimate;
  const mapped = Object.entries(columns).map(([field, column]) => `${field}=${safeText(column, 30)}`);
  return [
    { label: t.text("products.figureColumns"), value: mapped.join(", ") },
    { label: t.text("products.figureMode"), value: t.chosen(`products.mode_${mode}` as TextKey) },
    { label: t.text("products.figureKept"), value: t.formats.number(kept) },
    ...Object.entries(tiers).map(([tier, told]) => ({
      label: t.chosen(`products.tier_${tier}` as TextKey),
      value: `${t.formats.number(told.products)}, ${safeText(told.model, 40)}, ${t.formats.money(told.usd)}, ${t.text("products.atMost", { cost: t.formats.money(told.worstUsd) })}${told.shutdown === null ? "" : `, ${t.text("products.modelEnds", { day: told.shutdown })}`}`,
    })),
    ...sample.slice(0, 3).map(({ name, category }) => ({
      label: t.text("products.figureSample"),
      value: `${safeText(name, 60)}, ${safeText(category, 20)}`,
    })),
  ];
}

/** Shops whose offers are counted before a comparison; more than that are a sum. */
const shownShops = 6;

/** Whose offers will be compared. */
function shopFigures(detail: Json, t: Translator): LabelledFigure[] {
  const { shops } = detail as unknown as MatchEstimate;
  const all = Object.entries(shops);
  const told = all
    .slice(0, shownShops)
    .map(([shop, offers]) => `${safeText(shop, 20) || "—"} ${t.formats.number(offers)}`)
    .join(", ");
  return [
    { label: t.text("products.figureShops"), value: t.formats.number(all.length) },
    { label: t.text("products.rowOffers"), value: `${told}${all.length > shownShops ? ", …" : ""}` },
  ];
}

/** Batches shown while a run is at work. */
const shownBatches = 6;
const shownAlerts = 2;

/** The money of a run against its cap, its wave of batches, what failed, and the batches, the newest first. */
function liveLines(stores: Stores, run: RunRow, t: Translator): LiveLine[] {
  const batches = batchesOf(stores, run.id);
  return [
    ...moneyLines(stores, run, t),
    ...waveLines(stores, run, batches, t),
    ...alertLines(batches.filter(isAlert).toReversed(), t)
      .slice(0, shownAlerts)
      .map((text) => ({ text, isAlert: true })),
    ...batchRows(batches, t),
  ];
}

function moneyLines({ ledger }: Stores, run: RunRow, t: Translator): LiveLine[] {
  const cap = ledger.runs.get(run.id)?.policy.maxCostUsd;
  if (cap === undefined) return [];
  const [spent, reserved] = [ledger.spending.total(run.id).usd, ledger.spending.reserved(run.id)];
  const words = { spent: t.formats.money(spent), cap: t.formats.money(cap) };
  const text =
    reserved > 0
      ? t.text("products.ofCapReserved", { ...words, reserved: t.formats.money(reserved) })
      : t.text("products.ofCap", words);
  return [{ text }];
}

/** How many batches are over, what of the run is at the service now, and what waits until there is room. */
function waveLines(
  { ledger }: Stores,
  run: RunRow,
  batches: readonly BatchLine[],
  t: Translator,
): LiveLine[] {
  if (batches.length === 0) return [];
  const count = (value: number) => t.formats.number(value);
  const going = batches.filter(({ status }) => !isOver.has(status));
  const products = going.reduce((sum, { total }) => sum + total, 0);
  const waiting = ledger.counters.counts(run.id).waiting - products;
  const over = t.text("products.batchesOver", {
    over: count(batches.length - going.length),
    total: count(batches.length),
  });
  const wave = t.text("products.wave", {
    products: count(products),
    tokens: count(ledger.jobs.underway(run.id)),
  });
  const rest = t.text("products.waveWaits", { count: waiting });
  return [{ text: [over, ...(going.length > 0 ? [wave] : []), ...(waiting > 0 ? [rest] : [])].join("; ") }];
}

function batchRows(batches: readonly BatchLine[], t: Translator): LiveLine[] {
  const count = (value: number) => t.formats.number(value);
  const rows = batches
    .toReversed()
    .slice(0, shownBatches)
    .map(({ tier, model, status, total, completed, failed }) => [
      t.chosen(`products.tier_${tier}` as TextKey),
      safeText(model, 30),
      t.chosen(`products.state_${status}` as TextKey),
      `${count(completed)}/${count(total)}`,
      failed > 0 ? t.text("products.failedRequests", { count: failed }) : "",
    ]);
  return alignedRows(rows, [3]).map((line) => ({ text: line.trimEnd() }));
}

const isOver: ReadonlySet<string> = new Set(["completed", "failed", "expired", "cancelled"]);

const alertSchema = z.object({
  status: z.string(),
  model: z.string(),
  remote: z.string(),
  total: z.number(),
  completed: z.number(),
  reason: z.string().optional(),
});
type Alert = z.infer<typeof alertSchema>;

const summarySchema = z.object({
  products: z.number(),
  batches: z.number(),
  failedBatches: z.number(),
  alerts: z.array(alertSchema).default([]),
  answered: z.record(z.string(), z.number()),
  models: z.record(z.string(), z.number()),
  usdPerProduct: z.number(),
  cache: z.partialRecord(z.enum(cacheUses), z.number()).default({}),
  origins: z.record(z.string(), z.number()),
  outcomes: z
    .partialRecord(
      z.enum(tiers),
      z.object({
        products: z.number(),
        accepted: z.number(),
        later: z.number(),
        meanConfidence: z.number().nullable(),
      }),
    )
    .default({}),
});

/** Who answered, by model and by step, and what a product cost. */
function normalizeLines(detail: Json, t: Translator): string[] {
  const { data } = summarySchema.safeParse(detail);
  if (!data) return [];
  const count = (value: number) => t.formats.number(value);
  const told = (counts: Readonly<Record<string, number>>, words: (key: string) => string) =>
    Object.entries(counts)
      .map(([key, value]) => `${words(key)} ${count(value)}`)
      .join(", ");
  const rows = alignedRows(
    [
      [
        t.text("products.rowAnswered"),
        count(data.products),
        told(data.answered, (key) => t.chosen(`products.step_${key}` as TextKey)),
      ],
      [t.text("products.rowModels"), "", told(data.models, (key) => safeText(key, 40))],
      ...(data.batches === 0
        ? []
        : [
            [
              t.text("products.rowBatches"),
              count(data.batches),
              data.failedBatches > 0 ? t.text("products.failedBatches", { count: data.failedBatches }) : "",
            ],
          ]),
      [t.text("products.rowPerProduct"), t.formats.money(data.usdPerProduct), ""],
      ...cacheRows(data.cache, t).map(([label = "", uses = ""]) => [label, "", uses]),
      ...outcomeRows(data.outcomes, t),
      [
        t.text("products.rowOrigins"),
        "",
        told(data.origins, (key) => t.chosen(`products.origin_${key}` as TextKey)),
      ],
    ],
    [1],
  ).map((line) => `  ${line.trimEnd()}`);
  return [...rows, ...alertLines(data.alerts, t).map((line) => `  ! ${line}`)];
}

/** Names of products in a table where there is room, and at least. */
const nameColumns = { most: 50, least: 10 };

/** Products of several shops, one a line: cheapest and dearest. */
function comparisonLines(
  products: readonly z.infer<typeof comparedProduct>[],
  t: Translator,
  columns = Number.POSITIVE_INFINITY,
): string[] {
  const price = (value: number | null) => (value === null ? "" : t.formats.number(value));
  const figures = [
    (["offers", "lowest", "cheapest", "highest", "spread"] as const).map((column) =>
      t.text(`products.column_${column}`),
    ),
    ...products.map(({ offers, cheapest, lowest, highest, spread }) => [
      t.formats.number(offers.length),
      price(lowest),
      safeText(cheapest ?? "", 20),
      price(highest),
      spread === null ? "" : `+${t.formats.percent(spread)}`,
    ]),
  ];
  const figureColumns = Math.max(
    0,
    ...alignedRows(figures, [0, 1, 3, 4]).map((line) => Bun.stringWidth(line)),
  );
  const room = Math.max(nameColumns.least, Math.min(nameColumns.most, columns - figureColumns - 2));
  const names = ["", ...products.map(({ name }) => safeText(name, room))];
  const rows = names.map((name, at) => [name, ...(figures[at] ?? [])]);
  return alignedRows(rows, [1, 2, 4, 5]).map((line) => line.trimEnd());
}

/** What the cache of names was to products; no row where it had nothing to say. */
function cacheRows(uses: Readonly<Partial<Record<CacheUse, number>>>, t: Translator): string[][] {
  const told = Object.entries(uses).map(
    ([use, count]) => `${t.chosen(`products.cache_${use}` as TextKey)} ${t.formats.number(count)}`,
  );
  return told.length === 0 ? [] : [[t.text("products.rowCache"), told.join(", ")]];
}

/** What the router's tiers came to, a tier a row. */
function outcomeRows(outcomes: TierOutcomes, t: Translator): string[][] {
  return Object.entries(outcomes).map(([tier, { products, accepted, later, meanConfidence }]) => [
    t.text("products.statTier", { tier: t.chosen(`products.tier_${tier}` as TextKey) }),
    t.formats.number(products),
    t.text("products.statOutcome", {
      accepted: t.formats.number(accepted),
      later: t.formats.number(later),
      confidence: meanConfidence === null ? "—" : t.formats.percent(meanConfidence),
    }),
  ]);
}

/** The figures of `lote products stats`. */
export function statsLines(stats: ProductStats, t: Translator): string[] {
  const count = (value: number) => t.formats.number(value);
  const models = Object.entries(stats.models)
    .map(([model, { share }]) => `${safeText(model, 40)} ${t.formats.percent(share)}`)
    .join(", ");
  return alignedRows(
    [
      [t.text("products.statRuns"), count(stats.runs)],
      [t.text("products.statBatches"), count(stats.batches)],
      [t.text("products.statProducts"), count(stats.products)],
      [t.text("products.statKept"), count(stats.kept)],
      [t.text("products.statHits"), t.formats.percent(stats.cacheHitRate)],
      [t.text("products.statSemantic"), t.formats.percent(stats.semanticHitRate)],
      ...cacheRows(stats.cache, t),
      [t.text("products.statCost"), t.formats.money(stats.usd)],
      [t.text("products.rowPerProduct"), t.formats.money(stats.usdPerProduct)],
      [t.text("products.statSavings"), stats.savings === null ? "—" : t.formats.percent(stats.savings)],
      [t.text("products.rowModels"), "", models],
      ...outcomeRows(stats.outcomes, t),
    ],
    [1],
  ).map((line) => line.trimEnd());
}

/** The batches that failed or ran out of time, a line each, with what the service said of it. */
export function alertLines(alerts: readonly Alert[], t: Translator): string[] {
  return alerts.map(({ status, model, remote, total, completed, reason }) => {
    const words = t.text(status === "expired" ? "products.noteBatchExpired" : "products.noteBatchFailed", {
      model: safeText(model, 40),
      total: t.formats.number(total),
      completed: t.formats.number(completed),
    });
    return [words, ...(reason === undefined ? [] : [safeText(reason, 200)]), safeText(remote, 80)].join(
      " · ",
    );
  });
}

const comparedProduct = z.object({
  name: z.string(),
  offers: z.array(z.unknown()),
  cheapest: z.string().nullable(),
  lowest: z.number().nullable(),
  highest: z.number().nullable(),
  spread: z.number().nullable(),
});

const matchDetail = z.object({
  offers: z.number(),
  products: z.number(),
  accepted: z.number(),
  crossed: z.number(),
  cheapest: z.record(z.string(), z.number()),
  widest: z.array(comparedProduct),
});

/** How many products there are to compare, who is the cheapest how often, and where prices lie furthest apart. */
function matchLines(detail: Json, t: Translator, columns?: number): string[] {
  const { data } = matchDetail.safeParse(detail);
  if (!data) return [];
  const count = (value: number) => t.formats.number(value);
  const { widest, products, crossed, accepted } = data;
  const cheapest = Object.entries(data.cheapest)
    .toSorted(([, a], [, b]) => b - a)
    .map(([shop, times]) => `${safeText(shop, 20)} ${count(times)}`)
    .join(", ");
  const rows = [
    [t.text("products.rowOffers"), count(data.offers)],
    [t.text("products.rowCompared"), count(products)],
    ...(cheapest === "" ? [] : [[t.text("products.rowCheapest"), cheapest]]),
    ...(accepted + crossed === 0
      ? []
      : [
          [
            t.text("products.rowJoined"),
            [count(accepted), ...(crossed > 0 ? [t.text("products.crossed", { count: crossed })] : [])].join(
              "; ",
            ),
          ],
        ]),
  ];
  const more = products - widest.length;
  return [
    ...alignedRows(rows),
    ...(widest.length === 0 ? [] : ["", ...comparisonLines(widest, t, columns)]),
    ...(more > 0 ? [t.text("products.moreCompared", { count: more })] : []),
  ].map((line) => (line === "" ? line : `  ${line.trimEnd()}`));
}

function warmLines(detail: Json, t: Translator): string[] {
  const { data } = z.object({ kept: z.number() }).safeParse(detail);
  return data ? [`  ${t.text("products.rowWarmed")}  ${t.formats.number(data.kept)}`] : [];
}

/** The offer that a pair's other one is held against. */
function ownOffer({ reasons }: QuestionRow): string | undefined {
  const words = reasons.find(({ code }) => code === "offer")?.data?.offer;
  return words === undefined ? undefined : safeText(String(words));
}

/** What of two offers is the same, or is not. */
function compares(name: TextKey, sentence: TextKey): ReasonRow {
  return { name, sentence, note: sentence, bar: "speaks" };
}

/** How the workflows of products are shown. */
export const products: Presentation = {
  workflows: {
    "products.normalize": "products.workflowNormalize",
    "products.match": "products.workflowMatch",
    "products.warm": "products.workflowWarm",
  },
  stages: {
    read: "products.stageRead",
    "batch-simple": "products.stageBatchSimple",
    "batch-complex": "products.stageBatchComplex",
    "batch-fallback": "products.stageBatchFallback",
    check: "products.stageCheck",
    single: "products.stageSingle",
    fallback: "products.stageFallback",
    rules: "products.stageRules",
    group: "products.stageGroup",
    pair: "products.stagePair",
    keep: "products.stageKeep",
  },
  skips: {
    "asked-before": "products.skipAsked",
    "by-rules": "products.skipRules",
    unsure: "products.skipUnsure",
  },
  notes: {
    "model-ends": "products.noteModelEnds",
    "batch-emulated": "products.noteEmulated",
    "cache-away": "products.noteCacheAway",
    "cache-unkept": "products.noteCacheUnkept",
    "batch-failed": "products.noteBatchFailed",
    "batch-expired": "products.noteBatchExpired",
  },
  reasons: {
    "low-confidence": { name: "products.shortConfidence", sentence: "products.reasonConfidence" },
    "same-code": compares("products.shortCode", "products.reasonSameCode"),
    "other-code": compares("products.shortCode", "products.reasonOtherCode"),
    "same-brand": compares("products.shortBrand", "products.reasonSameBrand"),
    "other-brand": compares("products.shortBrand", "products.reasonOtherBrand"),
    "other-amount": compares("products.shortAmount", "products.reasonOtherAmount"),
    "other-pack": compares("products.shortPack", "products.reasonOtherPack"),
    "other-colour": compares("products.shortColour", "products.reasonOtherColour"),
    "other-generation": compares("products.shortGeneration", "products.reasonOtherGeneration"),
    "other-condition": compares("products.shortCondition", "products.reasonOtherCondition"),
    offer: { name: "products.captionOffer", sentence: "products.reasonOffer", note: "products.reasonOffer" },
  },
  summaries: {
    "products.normalize": normalizeLines,
    "products.match": matchLines,
    "products.warm": warmLines,
  },
  estimates: { "products.normalize": estimateFigures, "products.match": shopFigures },
  live: { "products.normalize": liveLines },
  questions: {
    answer: { own: "products.captionTitle", unscored: true, unpictured: true },
    same: { own: "products.captionOffer", mine: ownOffer, unpictured: true },
  },
};
