import { existsSync } from "node:fs";
import { join } from "node:path";
import type { EngineSettings } from "../config/engine-settings.ts";
import { type Environment, userFolders } from "../config/user-folders.ts";
import { programRoot } from "../program.ts";

/** Where the files of models lie. */
export interface ModelFolders {
  /** `manifest.json`, and the graphs that lote carries with it. Never written. */
  readonly carried: string;
  /** What was pulled, `pins.json`, and the person's own `models.json`. May not exist yet. */
  readonly pulled: string;
}

/**
 * The folders of this installation: models are pulled into the folder that is set, else into `models/pulled/` of a
 * checkout, so that it can be thrown away whole, else into `lote/models/` of the person's cache. The folder one
 * stands in plays no part: a run started elsewhere finds the same models.
 */
export function modelFolders(
  settings: Pick<EngineSettings, "models-folder"> = {},
  environment: Environment = process.env,
  root = programRoot,
): ModelFolders {
  const carried = join(root, "models");
  const usual = existsSync(join(root, ".git"))
    ? join(carried, "pulled")
    : join(userFolders(environment).cache, "models");
  return { carried, pulled: settings["models-folder"] ?? usual };
}
