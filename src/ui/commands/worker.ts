import { openWorkspace } from "../../engine/workspace/open-workspace.ts";
import type { CommandAt } from "../command-line/parsed-command.ts";
import { type CommandContext, engineSettings } from "./context.ts";

/** `lote worker`: this process becomes the engine. */
export async function work(context: CommandContext, { flags }: CommandAt<"worker">): Promise<number> {
  const { runWorkerProcess } = await import("../../worker.ts");
  const workspace = openWorkspace(context.configuration.workspace.path);
  return runWorkerProcess({
    folder: workspace.root,
    once: flags.once ?? false,
    tied: false,
    settings: engineSettings(context),
  });
}
