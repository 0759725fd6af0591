import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { engineSettingsOf } from "../../engine/config/engine-settings.ts";
import { openEmbedder } from "../../engine/embedding/text/open-embedder.ts";
import { LoteError } from "../../engine/errors/lote-error.ts";
import { writeWhole } from "../../engine/files/write-whole.ts";
import { passageOf } from "../../engine/text/highlight.ts";
import { estimateIngest } from "../../engine/workflows/documents/estimate.ts";
import { standingFailures } from "../../engine/workflows/documents/failures.ts";
import {
  type IngestMode,
  type IngestParameters,
  ingestRequest,
  ingestWorkflowName,
  usualBatchSize,
  usualWorkers,
} from "../../engine/workflows/documents/parameters.ts";

import { documentsSearch, type Passage } from "../../engine/workflows/documents/queries/kinds.ts";
import { verifyIndex } from "../../engine/workflows/documents/verify.ts";
import type { Stores } from "../../stores/sqlite/open.ts";
import type { CommandAt } from "../command-line/parsed-command.ts";
import { safeJson } from "../headless/safe-json.ts";
import { placeWords, sizeWords } from "../presentation/documents.ts";
import { stageWords } from "../presentation/words.ts";
import { safeText } from "../safe-text.ts";
import { QuerySession } from "../session/query-session.ts";
import { type CommandContext, withStores } from "./context.ts";
import { estimating } from "./estimating.ts";
import { existingPaths } from "./existing-paths.ts";
import { mayPay } from "./may-pay.ts";
import { placeOf } from "./place-of-index.ts";
import { policyOf } from "./policy.ts";
import { showResults } from "./show-results.ts";
import { startAndFollow } from "./start-and-follow.ts";

const usualLimit = 10;
/** Characters of a passage that are shown to a person. */
const shownLength = 220;

/** `lote documents ingest` */
export function ingestDocuments(context: CommandContext, { args, flags }: CommandAt<"documents ingest">) {
  const paths = existingPaths(args.paths);
  const index = placeOf(context, flags.index);
  return withStores(context, async (stores) => {
    const model = context.configuration.get("model");
    const mode = flags.mode ?? "sync";
    // Looked at before a run is made of it.
    const isPaid = await usable(context, stores, model, mode);
    const parameters = {
      paths,
      workers: flags.workers ?? usualWorkers,
      batchSize: flags.batchSize ?? usualBatchSize,
      mode,
      model,
      prune: flags.prune ?? false,
      max: flags.max ?? null,
      index,
    };
    const policy = policyOf(flags);
    const usd = isPaid ? await expectedUsd(context, stores, parameters) : 0;
    if (!(await mayPay(context, policy, usd, "about"))) return 2;
    return startAndFollow(context, stores, ingestRequest(parameters, policy));
  });
}

/** Says what is expected to be embedded; returns what that costs. */
async function expectedUsd(
  context: CommandContext,
  stores: Stores,
  parameters: IngestParameters,
): Promise<number> {
  const { configuration, flags, say, t } = context;
  const estimate = estimateIngest(stores, parameters, engineSettingsOf(configuration));
  const { items, usd, detail } = await estimating(context, estimate);
  const { tokens, model } = detail as { tokens: number; model: string };
  const { formats } = t;
  const words = { tokens: formats.number(tokens), model, cost: formats.money(usd) };
  if (!flags.quiet) say(t.text("documents.toEmbed", { count: items ?? 0, ...words }));
  return usd;
}

/**
 * The embedder and the index can be opened, and asked so. Returns whether the embedder is paid for.
 *
 * @throws LoteError, StoreError of what keeps them from it
 */
async function usable(
  context: CommandContext,
  stores: Stores,
  model: string | null,
  mode: IngestMode,
): Promise<boolean> {
  const settings = engineSettingsOf(context.configuration);
  const embedder = await openEmbedder(model, { settings, cacheFolder: join(stores.folder, "cache") });
  await embedder.close();
  if (mode === "batch" && !embedder.batches) {
    throw new LoteError("usage", { detail: context.t.text("documents.noBatches") });
  }
  const index = await stores.documents.open(settings.index);
  try {
    await index.space(embedder.space);
  } finally {
    await index.close();
  }
  return (embedder.usdPerMillion ?? 0) > 0;
}

/** `lote documents search` */
export function searchDocuments(context: CommandContext, { args, flags }: CommandAt<"documents search">) {
  placeOf(context, flags.index);
  const text = args.text.join(" ");
  return withStores(context, async ({ folder }) => {
    const settings = engineSettingsOf(context.configuration);
    await using session = new QuerySession({ folder, settings });
    const question = {
      text,
      limit: flags.limit ?? usualLimit,
      ...(flags.in === undefined ? {} : { within: resolve(flags.in) }),
      ...(flags.type === undefined ? {} : { format: flags.type }),
      // The setting is of all commands, and says what to embed with; only who names a model here means its vectors.
      ...(flags.model === undefined ? {} : { model: flags.model }),
    };
    const passages = await Array.fromAsync(session.ask(documentsSearch, question));
    if (flags.json || flags.ndjson) return showResults(context, "documents", passages);
    if (passages.length === 0) context.say(context.t.text("documents.nothingFound"));
    for (const [place, passage] of passages.entries()) {
      for (const line of passageLines(context, passage, place + 1, text)) await context.print(line);
    }
    return 0;
  });
}

function passageLines({ t }: CommandContext, passage: Passage, place: number, question: string): string[] {
  const { path, headings, title } = passage;
  const where = placeWords(passage, t);
  const about = [title, ...headings].filter((one, index, all) => one !== "" && all.indexOf(one) === index);
  const shown = passageOf(passage.text, question, shownLength).map(({ text, hit }) =>
    hit ? `[${safeText(text)}]` : safeText(text),
  );
  return [
    `${String(place).padStart(2)}. ${safeText(path)} · ${where}`,
    ...(about.length > 0 ? [`    ${safeText(about.join(" > "), 120)}`] : []),
    `    ${shown.join("")}`,
  ];
}

/** `lote documents verify` */
export function verifyDocuments(context: CommandContext, { flags }: CommandAt<"documents verify">) {
  const place = placeOf(context, flags.index);
  return withStores(context, async (stores) => {
    const settings = engineSettingsOf(context.configuration);
    const report = await verifyIndex(stores, settings.index, flags.repair ?? false);
    // What an ingest has in the making is nobody's yet.
    const orphans = report.unfinished.length === 0 ? report.orphans : 0;
    const isWhole = report.incomplete.length + report.missing.length + orphans + report.unsearchable === 0;
    const { t, print } = context;
    if (flags.json || flags.ndjson) await showResults(context, "documents", [report]);
    else {
      const { incomplete, missing, unused, unsearchable } = report;
      if (isWhole) await print(t.text("documents.verifyGood", sizeWords(report, t)));
      if (incomplete.length > 0) {
        await print(t.text("documents.verifyIncomplete", { count: incomplete.length }));
      }
      if (missing.length > 0) await print(t.text("documents.verifyMissing", { count: missing.length }));
      for (const path of [...incomplete, ...missing].slice(0, 20)) await print(`  ${safeText(path)}`);
      if (orphans + unused + unsearchable > 0) {
        await print(t.text("documents.verifyStray", { orphans, unused, unsearchable }));
      }
      if (report.unfinished.length > 0) {
        await print(t.text("documents.verifySpared", { runs: report.unfinished.join(", ") }));
      }
    }
    if (isWhole) return 0;
    if (!flags.repair) {
      context.say(t.text("documents.verifyHint"));
      return 3;
    }
    const again = report.unreadAgain.filter((path) => existsSync(path));
    if (again.length === 0) {
      context.say(t.text("documents.repaired"));
      return 0;
    }
    const parameters = {
      paths: again,
      workers: usualWorkers,
      batchSize: usualBatchSize,
      model: report.model,
      prune: false,
      max: null,
      index: place,
    };
    const quiet = flags.json || flags.ndjson ? { ...context, print: async () => undefined } : context;
    return startAndFollow(quiet, stores, ingestRequest(parameters, policyOf(flags)));
  });
}

/** `lote documents failures` */
export function listFailures(context: CommandContext, { flags }: CommandAt<"documents failures">) {
  return withStores(context, async (stores) => {
    const failures = standingFailures(stores.ledger, context.language);
    const { t, print } = context;
    if (flags.export !== undefined) {
      await writeWhole(resolve(flags.export), `${safeJson(failures)}\n`);
      context.say(t.text("documents.failuresWritten", { count: failures.length, path: flags.export }));
      return 0;
    }
    if (flags.json || flags.ndjson) return showResults(context, "documents", failures);
    if (failures.length === 0) context.say(t.text("documents.failureNone"));
    for (const { file_path: path, stage, error, hint, retried } of failures) {
      const when = t.text(
        retried === "next-run" ? "documents.retriedNextRun" : "documents.retriedWhenChanged",
      );
      await print(safeText(path));
      await print(`    ${stageWords(ingestWorkflowName, stage, t)}: ${safeText(error)}`);
      await print(`    ${safeText(hint)} ${when}`);
    }
    return 0;
  });
}
