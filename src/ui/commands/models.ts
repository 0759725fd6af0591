import { join } from "node:path";
import packageJson from "../../../package.json" with { type: "json" };
import { engineSettingsOf } from "../../engine/config/engine-settings.ts";
import { trustedFolders } from "../../engine/config/trust.ts";
import { userFolders } from "../../engine/config/user-folders.ts";
import { describeError, LoteError, toLoteError } from "../../engine/errors/lote-error.ts";
import { checkLoads } from "../../engine/models/check-loads.ts";
import { modelFolders } from "../../engine/models/folders.ts";
import { type ModelEntry, readManifest } from "../../engine/models/manifest.ts";
import { withNeeds } from "../../engine/models/needs.ts";
import { readNpmSettings } from "../../engine/models/npm-settings.ts";
import { type PullOptions, pullModel } from "../../engine/models/pull.ts";
import { stateOf } from "../../engine/models/state.ts";
import { locateModel, verifyModel } from "../../engine/models/verify.ts";
import { Fetcher } from "../../engine/net/fetcher.ts";
import type { CommandAt } from "../command-line/parsed-command.ts";
import { alignedRows } from "../headless/columns.ts";
import { DownloadLine } from "../headless/download-line.ts";
import { safeText } from "../safe-text.ts";
import type { CommandContext } from "./context.ts";
import { showResults } from "./show-results.ts";

/** What is told of a model as data. */
function factsOf(model: ModelEntry) {
  const { name, purpose, precision, description, file, licence, commercialUse, size, sha256 = null } = model;
  return { name, purpose, precision, description, file, size, sha256, licence, commercialUse };
}

/** Only about so much where nobody has published what file it is. */
function sizeOf({ size, sha256 }: ModelEntry, { t }: CommandContext): string {
  return `${sha256 === undefined ? "~" : ""}${t.formats.bytes(size)}`;
}

/** `lote models list`: what there is, and what of it is here. Looks at no file's content. */
export async function listModels(context: CommandContext): Promise<number> {
  const { flags, print, say, t } = context;
  const { models, folders } = await known(context);
  const states = models.map((model) => ({ model, state: stateOf(model, folders) }));
  if (flags.json || flags.ndjson) {
    const results = states.map(({ model, state }) => ({
      ...factsOf(model),
      state,
      path: locateModel(model, folders),
    }));
    return showResults(context, "models", results);
  }
  const head = ["name", "purpose", "precision", "size", "licence", "commercial", "here"] as const;
  const rows = states.map(({ model, state }) => [
    ...[safeText(model.name), model.purpose, model.precision, sizeOf(model, context)],
    ...[safeText(model.licence), t.text(model.commercialUse ? "models.allowed" : "models.forbidden")],
    t.text(`models.${state}`),
  ]);
  for (const line of alignedRows([head.map((name) => t.text(`models.${name}`)), ...rows], [3]))
    await print(line);
  if (states.some(({ state }) => state === "missing")) say(t.text("models.howToPull"));
  return 0;
}

/**
 * `lote models pull NAME…`: brings their files here, one after the other.
 *
 * @throws LoteError the first one's that could not be brought, when all have been tried
 */
export async function pullModels(context: CommandContext, { args, flags }: CommandAt<"models pull">) {
  const { print, say, t, configuration, language } = context;
  const { models, folders } = await known(context);
  const wanted = withNeeds(
    args.names.map((name) => named(models, name)),
    models,
  );
  const stop = new AbortController();
  const options: Omit<PullOptions, "onProgress"> = {
    folders,
    fetcher: new Fetcher({ userAgent: `lote/${packageJson.version}` }),
    npm: npmSettings,
    mirror: configuration.get("models-url"),
    allowNonCommercial: configuration.get("allow-noncommercial"),
    signal: stop.signal,
  };
  const onSignal = () => stop.abort(new Error("stopped"));
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
  const results: object[] = [];
  const errors: LoteError[] = [];
  const asData = flags.json || flags.ndjson;
  try {
    for (const [at, model] of wanted.entries()) {
      if (flags.dryRun && stateOf(model, folders) === "missing") {
        results.push({ ...factsOf(model), state: "missing" });
        if (!asData)
          await print(t.text("models.wouldPull", { model: model.name, size: sizeOf(model, context) }));
        continue;
      }
      const line = new DownloadLine(model.name, context);
      const onProgress = (done: number, total: number | null) => line.show(done, total);
      try {
        const { present, pinned, path, sha256 } = await pullModel(model, {
          ...options,
          ...{ onProgress, alongside: wanted.slice(at + 1) },
        });
        line.clear();
        results.push({ ...factsOf(model), sha256, path, state: present ? "present" : "pulled", pinned });
        if (pinned) say(t.text("models.isPinned", { model: model.name, sha256 }));
        if (!asData) {
          const words = present ? "models.wasThere" : "models.wasPulled";
          await print(safeText(t.text(words, { model: model.name, path })));
        }
      } catch (error) {
        line.clear();
        if (stop.signal.aborted) {
          say(t.text("models.unfinished", { model: model.name }));
          return 130;
        }
        const known = toLoteError(error);
        errors.push(known);
        const { message, hint } = describeError(known.code, known.data, language);
        results.push({ ...factsOf(model), state: "failed", code: known.code, message, hint });
      }
    }
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
  if (asData) await showResults(context, "models", results);
  const [first, ...others] = errors;
  for (const { code, data } of others) {
    const { message, hint } = describeError(code, data, language);
    say(`${message} ${hint}`);
  }
  if (first) throw first;
  return 0;
}

/** `lote models verify`: reads every file that is here and loads it. Exit 6 where one is not what it should be. */
export async function verifyModels(context: CommandContext): Promise<number> {
  const { flags, print, t, language } = context;
  const { models, folders } = await known(context);
  const asData = flags.json || flags.ndjson;
  const results: { state: "works" | "broken" | "missing" }[] = [];
  for (const model of models) {
    const problem = await problemOf(model, folders);
    const state = problem === null ? "works" : problem.code === "model-missing" ? "missing" : "broken";
    results.push({ ...factsOf(model), state, ...(problem ? { code: problem.code } : {}) });
    if (asData) continue;
    await print(`${marks[state]} ${safeText(model.name)}: ${t.text(`models.${state}`)}`);
    if (problem === null || state === "missing") continue;
    const { message, hint } = describeError(problem.code, problem.data, language);
    await print(`    ${safeText(message)}  ${safeText(hint)}`);
  }
  if (asData) await showResults(context, "models", results);
  return results.some(({ state }) => state === "broken") ? 6 : 0;
}

const marks = { works: "+", broken: "x", missing: "-" } as const;

async function problemOf(
  model: ModelEntry,
  folders: ReturnType<typeof modelFolders>,
): Promise<LoteError | null> {
  try {
    const { path } = await verifyModel(model, folders);
    await checkLoads(model, path);
    return null;
  } catch (error) {
    return toLoteError(error);
  }
}

async function known({ configuration }: CommandContext) {
  const folders = modelFolders(engineSettingsOf(configuration));
  return { folders, ...(await readManifest(folders)) };
}

function named(models: readonly ModelEntry[], name: string): ModelEntry {
  const model = models.find((one) => one.name === name);
  if (model) return model;
  throw new LoteError("model-unknown", { model: name, known: models.map((one) => one.name).join(", ") });
}

/** Those of the person; of the folder one stands in only where that is trusted. */
function npmSettings() {
  const { home, config } = userFolders(process.env);
  const directory = process.cwd();
  const projectFile = trustedFolders(config).has(directory) ? join(directory, ".npmrc") : null;
  return readNpmSettings({ environment: process.env, home, projectFile });
}
