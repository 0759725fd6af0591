import { safeText } from "../safe-text.ts";

/** How progress is told. */
export interface ProgressFlags {
  readonly quiet?: true;
  readonly screenReader?: true;
}

/** Where progress is told: the error output, unless a test says otherwise. */
export interface ProgressTerminal {
  /** Null where it is no terminal. */
  readonly columns: number | null;
  readonly write: (text: string) => void;
  /** Milliseconds from any fixed moment. */
  readonly now: () => number;
}

/** What is told, made only when it is due. */
export interface Telling {
  /** How much of the way is done, 0..1; null where that is not known. */
  readonly share: number | null;
  /** @param redrawn the line is drawn over the one before, on a terminal */
  line(redrawn: boolean): string;
}

const eraseLine = "\r\u001b[K";

/**
 * One line that tells how something goes: drawn over in a terminal, a line a second in a log, a line each tenth of
 * the way for a screen reader, nothing with `--quiet`. Never the same line twice.
 */
export class StatusLine {
  readonly #style: "redraw" | "lines" | "tenths" | "none";
  #saidAt = Number.NEGATIVE_INFINITY;
  #said = "";
  #tenth = -1;
  #drawn = false;

  constructor(
    { quiet, screenReader }: ProgressFlags,
    private readonly terminal: ProgressTerminal,
  ) {
    this.#style = quiet ? "none" : screenReader ? "tenths" : terminal.columns === null ? "lines" : "redraw";
  }

  /** May be called as often as one likes; says something when it is due and new. */
  show(telling: Telling): void {
    const now = this.terminal.now();
    if (!this.#isDue(telling.share, now)) return;
    const { columns } = this.terminal;
    const redrawn = this.#style === "redraw";
    const line = telling.line(redrawn);
    if (line === this.#said) return;
    this.#said = line;
    this.#saidAt = now;
    this.#drawn = redrawn;
    const text = redrawn ? `${eraseLine}${safeText(line, (columns ?? 80) - 1)}` : `${line}\n`;
    this.terminal.write(text);
  }

  /** Leaves the terminal on a fresh line. */
  clear(): void {
    if (this.#drawn) this.terminal.write(eraseLine);
    this.#drawn = false;
  }

  #isDue(share: number | null, now: number): boolean {
    switch (this.#style) {
      case "none":
        return false;
      case "redraw":
        return now - this.#saidAt >= 100;
      case "lines":
        return now - this.#saidAt >= 1_000;
      case "tenths": {
        const tenth = Math.floor((share ?? 0) * 10);
        if (tenth <= this.#tenth) return false;
        this.#tenth = tenth;
        return true;
      }
    }
  }
}

/** The error output. */
export const standardError: ProgressTerminal = {
  // A pseudo-terminal that nobody gave a size has 0 columns.
  columns: process.stderr.isTTY ? process.stderr.columns || 80 : null,
  write: (text) => void process.stderr.write(text),
  now: () => performance.now(),
};
