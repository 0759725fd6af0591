import type { Ledger } from "../../../../stores/sqlite/ledger/index.ts";
import { type ErrorCode, errorCatalogue } from "../../../errors/catalogue.ts";
import type { ErrorData } from "../../../errors/lote-error.ts";
import { ingestWorkflowName } from "../parameters.ts";
import { isTriedAgain } from "../tried-again.ts";
import type { IngestInput } from "./travel.ts";

/** A file as it was when it failed. */
interface FailedAs {
  readonly size: number;
  readonly modifiedMs: number;
  readonly recipe: string;
}

/** Why a file failed the last time it was read, for good. */
export interface EarlierFailure {
  readonly problem: NonNullable<IngestInput["problem"]>;
  /** Nothing has changed since: it would fail again. */
  isSame(now: FailedAs): boolean;
}

/** Files that failed for good in earlier runs, by path; only the newest word on each counts. */
export function earlierFailures(ledger: Ledger, run: number): ReadonlyMap<string, EarlierFailure> {
  const failures = new Map<string, EarlierFailure>();
  for (const { key, failure, input } of ledger.standingFailures.of(ingestWorkflowName, run)) {
    const code = failure.code as ErrorCode;
    if (!Object.hasOwn(errorCatalogue, code) || isTriedAgain(code)) continue;
    const { file, recipe } = input as IngestInput & { recipe?: string };
    if (!file || recipe === undefined) continue;
    failures.set(key, {
      problem: { code, data: failure.data as ErrorData },
      isSame: (now) => now.size === file.size && now.modifiedMs === file.modifiedMs && now.recipe === recipe,
    });
  }
  return failures;
}
