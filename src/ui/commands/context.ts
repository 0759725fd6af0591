import type { keys } from "../../engine/config/keys.ts";
import type { Configuration } from "../../engine/config/read-configuration.ts";
import { openWorkspace } from "../../engine/workspace/open-workspace.ts";
import type { OpenOptions, Stores } from "../../stores/sqlite/open.ts";
import type { GlobalFlags } from "../command-line/parsed-command.ts";
import type { LineOutput } from "../headless/line-output.ts";
import type { Translator } from "../language/translator.ts";
import type { Language } from "../language/words.ts";

/** What every command gets. */
export interface CommandContext {
  readonly flags: GlobalFlags;
  readonly language: Language;
  readonly t: Translator;
  readonly configuration: Configuration<typeof keys>;
  /** Data: the text of one line, or several. */
  readonly print: (text: string) => Promise<void>;
  /** Is anybody still reading what is printed? */
  readonly stdout: Pick<LineOutput, "closed">;
  /** Talk, a line of it, on the error output. */
  readonly say: (text: string) => void;
  /** A person sits before it: both input and output are a terminal, and asking is allowed. */
  readonly interactive: boolean;
  /** Opens a workspace's stores; given by the entry, which alone may. */
  readonly open: (folder: string, options?: OpenOptions) => Stores;
}

/** Runs `work` with the workspace opened, and closes it after. */
export async function withStores<Result>(
  context: CommandContext,
  work: (stores: Stores) => Promise<Result>,
): Promise<Result> {
  const workspace = openWorkspace(context.configuration.workspace.path);
  const stores = context.open(workspace.root);
  try {
    return await work(stores);
  } finally {
    stores.close();
  }
}
