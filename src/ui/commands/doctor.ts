import packageJson from "../../../package.json" with { type: "json" };
import { engineSettingsOf } from "../../engine/config/engine-settings.ts";
import { type Check, examine } from "../../engine/doctor/checks.ts";
import { describeError } from "../../engine/errors/lote-error.ts";
import { modelFolders } from "../../engine/models/folders.ts";
import { buryTheDead } from "../../engine/run/membership.ts";
import { openWorkspace } from "../../engine/workspace/open-workspace.ts";
import { checkHealth, salvage } from "../../stores/sqlite/repair.ts";
import type { CommandAt } from "../command-line/parsed-command.ts";
import { safeText } from "../safe-text.ts";
import type { CommandContext } from "./context.ts";
import { showResults } from "./show-results.ts";

const marks = { works: "+", limited: "~", broken: "x" } as const;

/** `lote doctor [--repair]`: what works here. Exit 6 when something is broken that nothing works without. */
export async function doctor(context: CommandContext, { flags }: CommandAt<"doctor">): Promise<number> {
  const { print, t, language } = context;
  const workspace = openWorkspace(context.configuration.workspace.path);
  if (flags.repair) await repair(context, workspace.ledger);
  const versions = { bun: Bun.version, wanted: packageJson.dependencies.bun };
  const models = modelFolders(engineSettingsOf(context.configuration));
  const asData = flags.json || flags.ndjson;
  const checks: Check[] = [];
  for await (const check of examine(workspace.root, versions, models)) {
    checks.push(check);
    if (asData) continue;
    await print(
      `${marks[check.state]} ${t.text(`doctor.${check.name}`)}: ${t.text(`doctor.${check.state}`)}  ${safeText(check.detail)}`,
    );
    if (check.problem) {
      const words = describeError(check.problem.code, check.problem.data, language);
      await print(`    ${safeText(words.message)}  ${safeText(words.hint)}`);
    }
  }
  if (asData) {
    const results = checks.map(({ problem, ...check }) => ({ ...check, code: problem?.code ?? null }));
    await showResults(context, "doctor", results);
  }
  return checks.some((check) => check.state === "broken") ? 6 : 0;
}

/** Frees what dead workers held; a damaged ledger is rebuilt from what can be read, and kept. */
async function repair(context: CommandContext, ledger: string): Promise<void> {
  const { say, t } = context;
  if (!checkHealth(ledger).ok) {
    const { kept, rows } = salvage(ledger, Date.now());
    const saved = Object.values(rows).reduce((sum, count) => sum + count, 0);
    say(t.text("doctor.salvaged", { count: saved, path: kept }));
  }
  const stores = context.open(context.configuration.workspace.path);
  try {
    const freed = await buryTheDead(stores.ledger);
    say(t.text("doctor.freed", { count: freed }));
  } finally {
    stores.close();
  }
}
