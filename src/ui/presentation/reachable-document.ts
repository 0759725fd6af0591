import type { FailureLine, RunDocument } from "../../engine/run/document.ts";
import { inWorkspace } from "../command-line/in-workspace.ts";

/**
 * The same account of a run, with hints whose commands reach its workspace.
 *
 * @param flag ` --workspace DIR`, or nothing where the workspace is found without it
 */
export function reachableDocument(told: RunDocument, flag: string): RunDocument {
  const reachable = (line: FailureLine) => ({ ...line, hint: inWorkspace(line.hint, flag) });
  return { ...told, failures: told.failures.map(reachable), refused: told.refused.map(reachable) };
}
