import { accessSync, constants, statSync } from "node:fs";
import type { Ledger } from "../../../stores/sqlite/ledger/index.ts";
import type { ErrorCode } from "../../errors/catalogue.ts";
import { failureLine } from "../../run/document.ts";
import { pathOfKey } from "../../sources/file-key.ts";
import { ingestWorkflowName } from "./parameters.ts";
import { isTriedAgain } from "./tried-again.ts";

/** A line of `failed_files_log.json`; the first three are the seed's. */
export interface FailedFile {
  readonly file_path: string;
  readonly error: string;
  /** When the run began in which it failed, ISO 8601. */
  readonly timestamp: string;
  readonly stage: string;
  readonly code: string;
  readonly hint: string;
  /** `next-run`: whatever happens; `when-changed`: when the file, or what reads it, is another. */
  readonly retried: "next-run" | "when-changed";
  readonly attempts: number;
  readonly run: string;
}

/** Every file that failed and has not come through since, of all runs; those that are gone are left out. */
export function standingFailures(ledger: Ledger, language: "en" | "es"): FailedFile[] {
  const failures: FailedFile[] = [];
  for (const { key, failure, attempts, run, at } of ledger.standingFailures.of(ingestWorkflowName)) {
    if (isOver(key)) continue;
    const { stage, code, message, hint } = failureLine(key, failure, run, language);
    failures.push({
      file_path: key,
      error: message,
      timestamp: new Date(at).toISOString(),
      stage,
      code,
      hint,
      retried: isTriedAgain(code as ErrorCode) ? "next-run" : "when-changed",
      attempts: attempts + 1,
      run,
    });
  }
  return failures;
}

/** It is gone; or it is a folder, of which nothing comes through itself, and can be looked into by now. */
function isOver(key: string): boolean {
  const path = pathOfKey(key);
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return true;
    if (!found.isDirectory()) return false;
    accessSync(path, constants.R_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
