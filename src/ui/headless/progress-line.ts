import type { RunProgress } from "../../engine/run/progress.ts";
import type { Translator } from "../language/translator.ts";
import { safeText } from "../safe-text.ts";
import { RateMeter } from "../terminal/run/rate-meter.ts";

/** How progress is told. */
export interface ProgressManner {
  readonly flags: { readonly quiet?: true; readonly screenReader?: true };
  readonly t: Translator;
}

/** What the line needs of a run's progress. */
export type ShownProgress = Pick<RunProgress, "counts" | "total"> & {
  readonly run: { readonly sourceDone: boolean };
};

/** Where progress is told: the error output, unless a test says otherwise. */
export interface ProgressTerminal {
  /** Null where it is no terminal. */
  readonly columns: number | null;
  readonly write: (text: string) => void;
  /** Milliseconds from any fixed moment. */
  readonly now: () => number;
}

const eraseLine = "\r\u001b[K";

/**
 * Tells people on the error output how a run goes: one line that is drawn over in a terminal, a line a second in a
 * log, a line each tenth of the way for a screen reader, nothing with `--quiet`. Never the same line twice.
 */
export class ProgressLine {
  readonly #meter = new RateMeter();
  readonly #style: "redraw" | "lines" | "tenths" | "none";
  #saidAt = Number.NEGATIVE_INFINITY;
  #said = "";
  #tenth = -1;
  #drawn = false;

  constructor(
    private readonly manner: ProgressManner,
    private readonly terminal: ProgressTerminal = standardError,
  ) {
    const { quiet, screenReader } = manner.flags;
    this.#style = quiet ? "none" : screenReader ? "tenths" : terminal.columns === null ? "lines" : "redraw";
  }

  /** May be called as often as one likes; says something when it is due and new. */
  show(progress: ShownProgress): void {
    const now = this.terminal.now();
    this.#meter.add(now, finishedOf(progress));
    if (!this.#isDue(progress, now)) return;
    const line = lineOf(progress, this.#meter.perSecond(now), this.manner.t);
    if (line === this.#said) return;
    this.#said = line;
    this.#saidAt = now;
    this.#drawn = this.#style === "redraw";
    const text = this.#drawn
      ? `${eraseLine}${safeText(line, (this.terminal.columns ?? 80) - 1)}`
      : `${line}\n`;
    this.terminal.write(text);
  }

  /** Leaves the terminal on a fresh line. */
  clear(): void {
    if (this.#drawn) this.terminal.write(eraseLine);
    this.#drawn = false;
  }

  #isDue(progress: ShownProgress, now: number): boolean {
    switch (this.#style) {
      case "none":
        return false;
      case "redraw":
        return now - this.#saidAt >= 100;
      case "lines":
        return now - this.#saidAt >= 1_000;
      case "tenths": {
        const tenth = tenthOf(progress);
        if (tenth <= this.#tenth) return false;
        this.#tenth = tenth;
        return true;
      }
    }
  }
}

const standardError: ProgressTerminal = {
  columns: process.stderr.isTTY ? process.stderr.columns : null,
  write: (text) => void process.stderr.write(text),
  now: () => performance.now(),
};

function finishedOf({ counts }: ShownProgress): number {
  return counts.done + counts.skipped + counts.failed + counts.review;
}

function tenthOf(progress: ShownProgress): number {
  if (!progress.run.sourceDone || progress.total === 0) return 0;
  return Math.floor((finishedOf(progress) / progress.total) * 10);
}

function lineOf(progress: ShownProgress, perSecond: number | null, { text, formats }: Translator): string {
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
  return parts.join(", ");
}

/** More digits than a glance takes in are noise. */
function rounded(rate: number): number {
  return rate >= 10 ? Math.round(rate) : Number(rate.toPrecision(2));
}
