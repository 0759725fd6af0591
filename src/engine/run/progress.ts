import type {
  Counts,
  ItemEvent,
  Money,
  NoteEvent,
  Policy,
  RateGauge,
  RunRow,
  StageProgress,
} from "../../stores/ledger.ts";
import type { Ledger } from "../../stores/sqlite/ledger/index.ts";
import { type HandAtWork, handsAtWork, isAtWork } from "./membership.ts";

/** What a run is doing, as everyone outside the engine sees it. */
export type RunStatus =
  | "completed"
  | "partial"
  | "failed"
  | "cancelled"
  | "running"
  | "paused"
  | "waiting"
  | "interrupted";

export interface RunProgress {
  readonly run: RunRow;
  readonly status: RunStatus;
  readonly counts: Counts & { readonly retried: number };
  /** Items known so far; final once `run.sourceDone`. */
  readonly total: number;
  readonly stages: readonly StageProgress[];
  readonly money: Money;
  /** Newest first. */
  readonly recent: readonly ((ItemEvent | NoteEvent) & { readonly at: number })[];
  readonly failures: readonly FailureCause[];
  readonly present: PresentWork;
}

/** What a run does at this instant; nothing of one that nobody works on. */
export interface PresentWork {
  /** The limits of the services that its workers ask. */
  readonly limits: readonly RateGauge[];
  readonly hands: readonly HandAtWork[];
}

export interface FailureCause {
  readonly stage: string;
  readonly code: string;
  readonly data: Readonly<Record<string, string | number>>;
  readonly count: number;
}

/** A snapshot for the screen: a handful of small reads, none of which grows with the run. */
export function progressOf(ledger: Ledger, run: RunRow): RunProgress {
  const counts = ledger.counters.counts(run.id);
  const status = statusOf(ledger, run, counts);
  return {
    run,
    status,
    counts,
    total: totalOf(counts),
    stages: ledger.counters.stages(run.id),
    money: ledger.spending.total(run.id),
    recent: ledger.events
      .latest(run.id, 4)
      .flatMap(({ at, event }) => (event.type === "item" || event.type === "note" ? [{ ...event, at }] : []))
      .slice(0, 50),
    failures: counts.failed > 0 ? causes(ledger, run.id) : [],
    present: presentOf(ledger, run, status),
  };
}

/** What a run of that status does at this instant. */
export function presentOf(ledger: Ledger, run: RunRow, status: RunStatus): PresentWork {
  if (status !== "running" && status !== "waiting") return { limits: [], hands: [] };
  return { limits: ledger.rateGauges.ofRun(run.id), hands: handsAtWork(ledger, run.id) };
}

export function totalOf(counts: Counts): number {
  return (
    counts.pending +
    counts.leased +
    counts.waiting +
    counts.review +
    counts.done +
    counts.skipped +
    counts.failed
  );
}

export function statusOf(ledger: Ledger, run: RunRow, counts: Counts): RunStatus {
  if (run.state === "cancelled" || run.state === "paused") return run.state;
  if (run.state === "ended") {
    if (counts.failed === 0) return "completed";
    // What was skipped needed nothing: one broken file among a thousand linked ones is no run in which nothing worked.
    return counts.done + counts.review + counts.skipped > 0 ? "partial" : "failed";
  }
  if (!isAtWork(ledger, run.id)) return "interrupted";
  return counts.pending + counts.leased === 0 && counts.waiting > 0 && ledger.jobs.nextPoll(run.id) !== null
    ? "waiting"
    : "running";
}

/** Failures by cause, the commonest first, from the first thousand. */
function causes(ledger: Ledger, run: number): FailureCause[] {
  const groups = new Map<string, FailureCause>();
  for (const { failure } of ledger.items.failures(run, 1000)) {
    const key = `${failure.stage} ${failure.code}`;
    groups.set(key, { ...failure, count: (groups.get(key)?.count ?? 0) + 1 });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}

/** Did the run only look, changing nothing by itself? Then reviews left over are what was asked for. */
export function isSuggestion(policy: Policy): boolean {
  return policy.accept === "nothing";
}
