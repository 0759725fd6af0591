import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { ErrorCode } from "../../engine/errors/catalogue.ts";
import { LoteError } from "../../engine/errors/lote-error.ts";
import { findModel, readManifest } from "../../engine/models/manifest.ts";
import { catalogueRequest, classifyRequest } from "../../engine/workflows/comics/commands.ts";
import { missingForClassify } from "../../engine/workflows/comics/estimate.ts";
import type { Policy } from "../../stores/ledger.ts";
import type { CommandAt } from "../command-line/parsed-command.ts";
import { type CommandContext, withStores } from "./context.ts";
import { policyOf } from "./policy.ts";
import { startAndFollow } from "./start-and-follow.ts";

/** `lote comics catalog add` */
export function addToCatalogue(context: CommandContext, { args, flags }: CommandAt<"comics catalog add">) {
  const paths = existing(args.sources);
  return withStores(context, async (stores) => {
    const parameters = { paths, force: false, model: await knownModel(context), max: flags.max ?? null };
    // Naming the covers is the permission to add them: there is nothing to decide.
    const policy: Policy = { ...policyOf(flags), accept: "strong" };
    return startAndFollow(context, stores, catalogueRequest(parameters, policy));
  });
}

/** `lote comics embed` */
export function embedCatalogue(context: CommandContext, { flags }: CommandAt<"comics embed">) {
  return withStores(context, async (stores) => {
    if (stores.comics.catalogue.size().covers === 0) throw new LoteError("catalogue-empty");
    const force = flags.force ?? false;
    const parameters = { paths: [], force, model: await knownModel(context), max: flags.max ?? null };
    const policy: Policy = { ...policyOf(flags), accept: "strong" };
    return startAndFollow(context, stores, catalogueRequest(parameters, policy));
  });
}

/** `lote comics classify` */
export function classifyComics(context: CommandContext, { args, flags }: CommandAt<"comics classify">) {
  const paths = existing(args.paths);
  const policy = policyOf(flags, flags.autoApply);
  const model = context.configuration.get("model");
  return withStores(context, async (stores) => {
    const [missing] = await missingForClassify(stores, model);
    if (missing) throw new LoteError(missing.code as ErrorCode, missing.data);
    const parameters = {
      paths,
      all: flags.all ?? false,
      threshold: flags.threshold ?? null,
      model,
      max: flags.max ?? null,
    };
    return startAndFollow(context, stores, classifyRequest(parameters, policy));
  });
}

/** The model that is set, if any. A run must not be made for one that there is not. @throws LoteError `model-unknown` */
async function knownModel({ configuration }: CommandContext): Promise<string | null> {
  const model = configuration.get("model");
  if (model !== null) findModel(await readManifest(), "cover-embed", model);
  return model;
}

/** Absolute paths. @throws LoteError `not-found` for the first that is not there */
function existing(paths: readonly string[]): string[] {
  return paths.map((path) => {
    if (!existsSync(path)) throw new LoteError("not-found", { path });
    return resolve(path);
  });
}
