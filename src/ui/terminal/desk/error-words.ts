import { describeError, type LoteError } from "../../../engine/errors/lote-error.ts";
import { inWorkspace } from "../../command-line/in-workspace.ts";
import type { Desk } from "./desk.ts";

/** An error in the person's language; the commands of its hint reach the workspace that is open. */
export function errorWords(
  { t, workspaceFlag }: Pick<Desk, "t" | "workspaceFlag">,
  { code, data }: Pick<LoteError, "code" | "data">,
): { readonly message: string; readonly hint: string } {
  const { message, hint } = describeError(code, data, t.language);
  return { message, hint: inWorkspace(hint, workspaceFlag) };
}
