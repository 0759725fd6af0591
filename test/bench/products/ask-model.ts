import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { engineSettingsOf } from "../../../src/engine/config/engine-settings.ts";
import { keys } from "../../../src/engine/config/keys.ts";
import { readConfiguration } from "../../../src/engine/config/read-configuration.ts";
import { userFolders } from "../../../src/engine/config/user-folders.ts";
import { runWorker } from "../../../src/engine/run/worker.ts";
import { normalizeRequest, usualBatchSize } from "../../../src/engine/workflows/products/parameters.ts";
import { workflows } from "../../../src/engine/workflows/registry.ts";
import type { Money } from "../../../src/stores/ledger.ts";
import { openStores } from "../../../src/stores/sqlite/open.ts";
import { type Answer, inLabels } from "./answers.ts";
import type { Gold } from "./gold.ts";
import type { Said } from "./score.ts";

/** What came of asking a model about labelled titles. */
export interface Asked {
  /** In the order of the titles: an answer that waits in review counts, a title that nobody could answer about says nothing. */
  readonly said: readonly Said[];
  /** Answers by who gave them: batch, single, fallback, rules. */
  readonly answeredBy: Readonly<Record<string, number>>;
  readonly cost: Money;
}

/**
 * Has titles normalised by a model of the configured service, one by one, as `lote products normalize` does: with its
 * prompts, checks and steps, in a workspace of its own that is removed after it.
 *
 * @param maxCostUsd the run's cap
 * @throws Error where it does not come to its end: no key, an unknown model, the cap
 */
export async function askModel(gold: readonly Gold[], model: string, maxCostUsd: number): Promise<Asked> {
  const folder = mkdtempSync(join(tmpdir(), "lote-quality-"));
  const stores = openStores(folder);
  try {
    const path = join(folder, "titles.jsonl");
    const rows = gold.map(({ title, category }, at) =>
      JSON.stringify({ name: title, category, sku: `T${at}` }),
    );
    await Bun.write(path, `${rows.join("\n")}\n`);
    const { ledger } = stores;
    const request = normalizeRequest(
      {
        path,
        columns: { name: "name", category: "category", sku: "sku" },
        mode: "sync",
        route: null,
        model,
        batchSize: usualBatchSize,
        max: null,
      },
      { accept: "strong", onAmbiguous: "review", dryRun: false, maxCostUsd },
    );
    const run = await ledger.write(() => ledger.runs.create({ ...request, fingerprint: "bench" }));
    await runWorker({
      stores,
      workflows,
      settings: engineSettingsOf(configuration()),
      cacheFolder: join(folder, "cache"),
      run: run.name,
      once: true,
      lingerMs: 0,
      stop: new AbortController().signal,
    });
    const { state, stopped } = ledger.runs.get(run.id) ?? run;
    if (state !== "ended") throw new Error(`the run is ${state}: ${JSON.stringify(stopped)}`);
    const answers = new Map(
      ledger.items.page(run.id, "", gold.length).map(({ key, result }) => [key, result as unknown] as const),
    );
    const answeredBy: Record<string, number> = {};
    const said = gold.map((_, at) => {
      const answer = answers.get(`T${at}`) as (Answer & { path: readonly string[] }) | null | undefined;
      const who = answer?.path.at(-1)?.split(":")[0] ?? "nobody";
      answeredBy[who] = (answeredBy[who] ?? 0) + 1;
      return answer ? inLabels(answer) : {};
    });
    return { said, answeredBy, cost: ledger.spending.total(run.id) };
  } finally {
    stores.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As on the command line, but for a folder's own settings. */
function configuration() {
  const nowhere = tmpdir();
  return readConfiguration(keys, {
    flags: {},
    environment: process.env,
    directory: nowhere,
    programRoot: nowhere,
    folders: userFolders(process.env),
    userId: process.getuid?.(),
  });
}
