import { LoteError } from "../../engine/errors/lote-error.ts";
import { placeOfIndex } from "../../engine/workflows/documents/parameters.ts";
import type { CommandContext } from "./context.ts";

/**
 * The index of this command, for words: null where it is the workspace's own.
 *
 * @throws LoteError `usage` where a flag holds a password, which every process of the machine can read
 */
export function placeOf({ configuration, t }: CommandContext, flag: string | undefined): string | null {
  if (flag !== undefined && /^\w+:\/\/[^/@]*:[^/@]+@/.test(flag)) {
    throw new LoteError("usage", { detail: t.text("documents.passwordInFlag") });
  }
  return placeOfIndex(configuration.get("index"));
}
