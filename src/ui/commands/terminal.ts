import { engineSettingsOf } from "../../engine/config/engine-settings.ts";
import { LoteError } from "../../engine/errors/lote-error.ts";
import { findRun } from "../../engine/run/control.ts";
import type { Stores } from "../../stores/sqlite/open.ts";
import type { CommandAt } from "../command-line/parsed-command.ts";
import { type CommandContext, withStores } from "./context.ts";
import { workspaceFlag } from "./workspace-flag.ts";

type Start = NonNullable<Parameters<typeof import("../terminal/app.tsx")["runTerminal"]>[0]["start"]>;

/** `lote`: the screens. */
export function openTerminal(context: CommandContext): Promise<number> {
  needsTerminal(context, "lote");
  return withStores(context, (stores) => show(context, stores, { screen: "menu" }));
}

/** `lote review [RUN]` */
export function openReview(context: CommandContext, { args }: CommandAt<"review">): Promise<number> {
  needsTerminal(context, "lote review");
  return withStores(context, (stores) => {
    const run = args.run === undefined ? undefined : findRun(stores.ledger, args.run);
    return show(context, stores, { screen: "review", ...(run ? { run } : {}) });
  });
}

/** Opens the screens on `stores`; what is left to say after stands on the normal screen. */
export async function show(context: CommandContext, stores: Stores, start: Start): Promise<number> {
  const { configuration, language } = context;
  const { runTerminal } = await import("../terminal/app.tsx");
  const { exitCode } = await runTerminal({
    stores,
    language,
    start,
    ascii: configuration.get("ascii"),
    colour: wantsColour(configuration.get("color")),
    screenReader: configuration.get("screen-reader"),
    letterPictures: configuration.get("pictures") === "letters",
    settings: engineSettingsOf(context.configuration),
    model: configuration.get("model"),
    workspaceFlag: workspaceFlag(context),
  });
  return exitCode;
}

function wantsColour(setting: "auto" | "always" | "never"): boolean {
  if (setting !== "auto") return setting === "always";
  return !process.env.NO_COLOR && process.env.TERM !== "dumb";
}

function needsTerminal({ interactive }: CommandContext, question: string): void {
  if (!interactive) throw new LoteError("terminal-needed", { question });
}
