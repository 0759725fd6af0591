import type { Translator } from "../language/translator.ts";
import { progressBar } from "../terminal/components/progress-bar.ts";
import { RateMeter } from "../terminal/run/rate-meter.ts";
import { asciiGlyphs, unicodeGlyphs } from "../terminal/surface/glyphs.ts";
import { type ProgressFlags, type ProgressTerminal, StatusLine, standardError } from "./status-line.ts";

/** How a download is told. */
export interface DownloadManner {
  readonly flags: ProgressFlags & { readonly ascii?: true };
  readonly t: Translator;
}

const barColumns = 20;

/** Tells people on the error output how the download of one file goes; in a terminal with a bar. */
export class DownloadLine {
  readonly #meter = new RateMeter();
  readonly #line: StatusLine;

  constructor(
    private readonly name: string,
    private readonly manner: DownloadManner,
    private readonly terminal: ProgressTerminal = standardError,
  ) {
    this.#line = new StatusLine(manner.flags, terminal);
  }

  /** Bytes so far, and in all where that is known. May be called as often as one likes. */
  show(done: number, total: number | null): void {
    const now = this.terminal.now();
    this.#meter.add(now, done);
    const share = total === null || total === 0 ? null : done / total;
    this.#line.show({ share, line: (redrawn) => this.#text(done, total, share, redrawn, now) });
  }

  /** Leaves the terminal on a fresh line. */
  clear(): void {
    this.#line.clear();
  }

  #text(done: number, total: number | null, share: number | null, redrawn: boolean, now: number): string {
    const { flags, t } = this.manner;
    const { text, formats } = t;
    const rate = this.#meter.perSecond(now);
    const parts =
      total === null || share === null
        ? [text("models.downloadedOpen", { done: formats.bytes(done) })]
        : [
            text("models.downloaded", {
              ...{ done: formats.bytes(done), total: formats.bytes(total), percent: formats.percent(share) },
            }),
          ];
    if (rate) {
      parts.push(text("progress.rate", { rate: formats.bytes(rate) }));
      if (total !== null && total > done)
        parts.push(text("progress.remaining", { time: formats.duration(((total - done) / rate) * 1000) }));
    }
    const glyphs = flags.ascii ? asciiGlyphs : unicodeGlyphs;
    const bar = redrawn && share !== null ? `${progressBar(share, barColumns, glyphs)} ` : "";
    return `${this.name}: ${bar}${parts.join(", ")}`;
  }
}
