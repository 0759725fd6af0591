import { engineSettingsOf } from "../../engine/config/engine-settings.ts";
import { spaceOf } from "../../engine/embedding/space.ts";
import type { ErrorCode } from "../../engine/errors/catalogue.ts";
import { LoteError } from "../../engine/errors/lote-error.ts";
import { assertCalibrated } from "../../engine/matching/calibration/of-space.ts";
import { coverModel } from "../../engine/models/cover-model.ts";
import { openBabelcomics } from "../../engine/workflows/comics/babelcomics/entries.ts";
import {
  babelcomicsRequest,
  calibrateRequest,
  catalogueRequest,
  classifyRequest,
} from "../../engine/workflows/comics/commands.ts";
import { estimateCalibrate, missingForClassify } from "../../engine/workflows/comics/estimate.ts";
import type { Policy } from "../../stores/ledger.ts";
import type { CommandAt } from "../command-line/parsed-command.ts";
import { fewExamples } from "../presentation/few-examples.ts";
import { type CommandContext, withStores } from "./context.ts";
import { existingPath, existingPaths } from "./existing-paths.ts";
import { policyOf } from "./policy.ts";
import { startAndFollow } from "./start-and-follow.ts";

/** `lote comics catalog add` */
export function addToCatalogue(context: CommandContext, { args, flags }: CommandAt<"comics catalog add">) {
  const paths = existingPaths(args.sources);
  return withStores(context, async (stores) => {
    const { model } = await chosenModel(context);
    const parameters = { paths, force: false, model, max: flags.max ?? null };
    // Naming the covers is the permission to add them: there is nothing to decide.
    const policy: Policy = { ...policyOf(flags), accept: "strong" };
    return startAndFollow(context, stores, catalogueRequest(parameters, policy));
  });
}

/** `lote comics catalog import babelcomics` */
export function importBabelcomics(
  context: CommandContext,
  { args, flags }: CommandAt<"comics catalog import babelcomics">,
) {
  const database = existingPath(args.database);
  return withStores(context, async (stores) => {
    // Looked at before a run is made of it.
    openBabelcomics(database).close();
    const { model } = await chosenModel(context);
    const policy: Policy = { ...policyOf(flags), accept: "strong" };
    return startAndFollow(
      context,
      stores,
      babelcomicsRequest({ database, model, max: flags.max ?? null }, policy),
    );
  });
}

/** `lote comics embed` */
export function embedCatalogue(context: CommandContext, { flags }: CommandAt<"comics embed">) {
  return withStores(context, async (stores) => {
    if (stores.comics.catalogue.size().covers === 0) throw new LoteError("catalogue-empty");
    const force = flags.force ?? false;
    const { model } = await chosenModel(context);
    const parameters = { paths: [], force, model, max: flags.max ?? null };
    const policy: Policy = { ...policyOf(flags), accept: "strong" };
    return startAndFollow(context, stores, catalogueRequest(parameters, policy));
  });
}

/** `lote comics calibrate` */
export function calibrateCatalogue(context: CommandContext, { flags }: CommandAt<"comics calibrate">) {
  return withStores(context, async (stores) => {
    const { model, settings } = await chosenModel(context);
    const parameters = { model, max: flags.max ?? null };
    const { missing, detail } = await estimateCalibrate(stores, parameters, settings);
    const [lacks] = missing;
    if (lacks) throw new LoteError(lacks.code as ErrorCode, lacks.data);
    if (!flags.quiet) {
      for (const { label, value } of fewExamples(detail, context.t)) context.say(`${label}: ${value}`);
    }
    return startAndFollow(context, stores, calibrateRequest(parameters, policyOf(flags)));
  });
}

/** `lote comics classify` */
export function classifyComics(context: CommandContext, { args, flags }: CommandAt<"comics classify">) {
  const paths = existingPaths(args.paths);
  const policy = policyOf(flags, flags.autoApply);
  return withStores(context, async (stores) => {
    const { model, entry, settings } = await chosenModel(context);
    const [missing] = await missingForClassify(stores, model, settings);
    if (missing) throw new LoteError(missing.code as ErrorCode, missing.data);
    await assertCalibrated(stores, policy, spaceOf(entry, settings["cover-views"]));
    const parameters = {
      paths,
      all: flags.all ?? false,
      threshold: flags.threshold ?? null,
      model,
      max: flags.max ?? null,
      comicInfo: flags.overwriteComicinfo ? "overwrite" : flags.writeComicinfo ? "fill" : "never",
    } as const;
    return startAndFollow(context, stores, classifyRequest(parameters, policy));
  });
}

/** The model that is set, null where none is, and what lote knows of the one to use. @throws as {@link coverModel} */
async function chosenModel({ configuration }: CommandContext) {
  const model = configuration.get("model");
  const settings = engineSettingsOf(configuration);
  return { model, entry: await coverModel(model, settings), settings };
}
