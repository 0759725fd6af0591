import type { RunProgress } from "../../engine/run/progress.ts";
import type { Translator } from "../language/translator.ts";
import { handsWords, heldWords, usedWords } from "../presentation/present-work.ts";
import { safeText } from "../safe-text.ts";
import { RateMeter } from "../terminal/run/rate-meter.ts";
import { type ProgressFlags, type ProgressTerminal, StatusLine, standardError } from "./status-line.ts";

/** How progress is told. */
export interface ProgressManner {
  readonly flags: ProgressFlags;
  readonly t: Translator;
}

/** What the line needs of a run's progress. */
export type ShownProgress = Pick<RunProgress, "counts" | "total" | "present"> & {
  readonly run: Pick<RunProgress["run"], "sourceDone" | "workflow">;
};

/** Tells people on the error output how a run goes. */
export class ProgressLine {
  readonly #meter = new RateMeter();
  readonly #line: StatusLine;

  constructor(
    private readonly manner: ProgressManner,
    private readonly terminal: ProgressTerminal = standardError,
  ) {
    this.#line = new StatusLine(manner.flags, terminal);
  }

  /** May be called as often as one likes. */
  show(progress: ShownProgress): void {
    const now = this.terminal.now();
    this.#meter.add(now, finishedOf(progress));
    this.#line.show({
      share: shareOf(progress),
      line: () => lineOf(progress, this.#meter.perSecond(now), this.manner.t),
    });
  }

  /** Leaves the terminal on a fresh line. */
  clear(): void {
    this.#line.clear();
  }
}

function finishedOf({ counts }: ShownProgress): number {
  return counts.done + counts.skipped + counts.failed + counts.review;
}

function shareOf(progress: ShownProgress): number {
  return progress.run.sourceDone && progress.total > 0 ? finishedOf(progress) / progress.total : 0;
}

function lineOf(progress: ShownProgress, perSecond: number | null, t: Translator): string {
  const { text, formats } = t;
  const { counts, total, run } = progress;
  const finished = finishedOf(progress);
  const percent = formats.percent(total === 0 ? 1 : finished / total);
  const parts = [
    run.sourceDone
      ? text("progress.line", { finished, total, percent })
      : text("progress.lineOpen", { finished }),
  ];
  if (perSecond) {
    parts.push(text("progress.rate", { rate: formats.number(rounded(perSecond)) }));
    const left = total - finished;
    if (run.sourceDone && left > 0) {
      parts.push(text("progress.remaining", { time: formats.duration((left / perSecond) * 1_000) }));
    }
  }
  if (counts.review > 0) parts.push(text("progress.review", { count: counts.review }));
  if (counts.failed > 0) parts.push(text("progress.failed", { count: counts.failed }));
  return [parts.join(", "), ...presentParts(progress, t)].join("; ");
}

/** The limits of the services, and how many work at what. */
function presentParts({ present, run }: ShownProgress, t: Translator): string[] {
  const { limits, hands } = present;
  const told = limits.map((gauge) =>
    t.text("limits.line", {
      pool: safeText(gauge.pool, 60),
      requests: usedWords(gauge.requests, gauge.requestsLimit, t),
      tokens: usedWords(gauge.tokens, gauge.tokensLimit, t),
      held: heldWords(gauge, t, Date.now()),
    }),
  );
  return hands.length > 0 ? [...told, handsWords(hands, run.workflow, t)] : told;
}

/** More digits than a glance takes in are noise. */
function rounded(rate: number): number {
  return rate >= 10 ? Math.round(rate) : Number(rate.toPrecision(2));
}
