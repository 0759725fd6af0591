import { engineSettingsOf } from "../../engine/config/engine-settings.ts";
import { openWorkspace } from "../../engine/workspace/open-workspace.ts";
import type { CommandAt } from "../command-line/parsed-command.ts";
import type { CommandContext } from "./context.ts";

/** `lote worker`: this process becomes the engine; with `--query` it answers what a front end asks on its pipe. */
export async function work(context: CommandContext, { flags }: CommandAt<"worker">): Promise<number> {
  const { runQueryProcess, runWorkerProcess } = await import("../../worker.ts");
  const workspace = openWorkspace(context.configuration.workspace.path);
  const settings = engineSettingsOf(context.configuration);
  if (flags.query) return runQueryProcess({ folder: workspace.root, settings });
  return runWorkerProcess({ folder: workspace.root, once: flags.once ?? false, tied: false, settings });
}
