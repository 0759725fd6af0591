import type { GlobalFlags } from "../command-line/parsed-command.ts";

/**
 * What a command that is told to a person must end with to reach this workspace: ` --workspace FOLDER` where it was
 * typed, nothing where the workspace is found without it.
 */
export function workspaceFlag({ flags }: { readonly flags: Pick<GlobalFlags, "workspace"> }): string {
  return flags.workspace === undefined ? "" : ` --workspace ${shellWord(flags.workspace)}`;
}

/** A text as one word of a POSIX shell. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
