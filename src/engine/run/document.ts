import type { Failure, Json, RunRow } from "../../stores/ledger.ts";
import type { Ledger } from "../../stores/sqlite/ledger/index.ts";
import type { ErrorCode } from "../errors/catalogue.ts";
import { describeError } from "../errors/lote-error.ts";
import { type PresentWork, presentOf, type RunStatus, statusOf, totalOf } from "./progress.ts";

/** The one document of `--json`: what became of a run. */
export interface RunDocument {
  readonly v: 1;
  readonly run: string;
  readonly workflow: string;
  readonly status: RunStatus;
  readonly counts: {
    readonly total: number;
    readonly done: number;
    readonly skipped: number;
    readonly failed: number;
    readonly review: number;
  };
  readonly seconds: number;
  readonly cost: {
    readonly usd: number;
    readonly requests: number;
    readonly tokensIn: number;
    readonly tokensOut: number;
  };
  readonly failures: readonly FailureLine[];
  /** Why items were skipped, as codes, each once. */
  readonly skipReasons: readonly string[];
  /** What the last undo left in force, the first hundred: somebody else had changed it since. */
  readonly refused: readonly FailureLine[];
  /** What it does at this instant; left out where nobody works on it. */
  readonly present?: PresentWork;
  readonly detail: Json;
}

export interface FailureLine {
  readonly item: string;
  readonly stage: string;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

export function documentOf(ledger: Ledger, row: RunRow, language: "en" | "es"): RunDocument {
  const run = ledger.runs.get(row.id) ?? row;
  const counts = ledger.counters.counts(run.id);
  const status = statusOf(ledger, run, counts);
  const present = presentOf(ledger, run, status);
  const own = run.stopped ? [failureLine("", run.stopped, run.name, language)] : [];
  const inWords = ({ key, failure }: { readonly key: string; readonly failure: Failure }) =>
    failureLine(key, failure, run.name, language);
  return {
    v: 1,
    run: run.name,
    workflow: run.workflow,
    status,
    counts: {
      total: totalOf(counts),
      done: counts.done,
      skipped: counts.skipped,
      failed: counts.failed,
      review: counts.review,
    },
    // Rounded up: nothing that was done took no time.
    seconds: Math.ceil(run.activeMs / 10) / 100,
    cost: ledger.spending.total(run.id),
    failures: [...own, ...ledger.items.failures(run.id, 100).map(inWords)],
    skipReasons: counts.skipped > 0 ? ledger.items.skipReasons(run.id) : [],
    refused: ledger.effects.refused(run.id, 100).map(inWords),
    ...(status === "running" || status === "waiting" ? { present } : {}),
    detail: run.detail ?? {},
  };
}

/** A failure in words. */
export function failureLine(
  item: string,
  failure: { stage: string; code: string; data: Readonly<Record<string, string | number>> },
  run: string,
  language: "en" | "es",
): FailureLine {
  const words = describeError(failure.code as ErrorCode, { run, path: item, ...failure.data }, language);
  return { item, stage: failure.stage, code: failure.code, ...words };
}
