/** How a text that is too wide is cut. */
export interface CutOptions {
  /** What stays: the beginning (prose), or beginning and end (paths, whose end tells most). */
  readonly keep?: "start" | "ends";
  /** What stands for the missing part; `...` for a terminal without Unicode. */
  readonly ellipsis?: string;
}

/**
 * Makes a text from outside (a file name, metadata, a model's answer) harmless to a terminal, and at most
 * `maxColumns` wide on it. The result is one line without any control, format or line-breaking character: no
 * escape sequence, no text direction, nothing invisible. Line breaks and tabs become a space. Joined emoji fall
 * apart into their parts, whose width every terminal agrees on.
 *
 * @param maxColumns width in terminal columns, where wide characters count two; unlimited when left out
 */
export function safeText(
  text: string,
  maxColumns = Number.POSITIVE_INFINITY,
  options: CutOptions = {},
): string {
  return cut(harmless(text), maxColumns, options);
}

function harmless(text: string): string {
  return Bun.stripANSI(text.toWellFormed())
    .replace(/[\t\n\v\f\r\x85\u2028\u2029]+/g, " ")
    .replace(/[\p{Cc}\p{Cf}]+/gu, "")
    .replace(/(\p{M}{4})\p{M}+/gu, "$1");
}

function cut(text: string, maxColumns: number, { keep = "start", ellipsis = "…" }: CutOptions): string {
  // A string has at most two columns per UTF-16 unit, so a short one needs no measuring.
  if (text.length * 2 <= maxColumns || Bun.stringWidth(text) <= maxColumns) return text;
  const room = maxColumns - Bun.stringWidth(ellipsis);
  if (room < 0) return fitting(ellipsis, maxColumns);
  const tail = keep === "ends" ? fitting(text, Math.floor(room / 2), "end") : "";
  const head = fitting(text, room - Bun.stringWidth(tail));
  const whole = `${head}${ellipsis}${tail}`;
  // Characters that join across the cut may be wider than their parts.
  return Bun.stringWidth(whole) <= maxColumns ? whole : fitting(whole, maxColumns);
}

const graphemes = new Intl.Segmenter();

/** As many whole characters as fit, from the start or the end. (`Bun.sliceAnsi` keeps a wide one that does not.) */
function fitting(text: string, columns: number, from: "start" | "end" = "start"): string {
  // No character is longer than this here, so what lies further off cannot fit and need not be looked at.
  const reach = columns * 16 + 16;
  const near = from === "start" ? text.slice(0, reach) : text.slice(-reach);
  const characters = Array.from(graphemes.segment(near.toWellFormed()), ({ segment }) => segment);
  if (from === "end") characters.reverse();
  let fits = "";
  for (const character of characters) {
    const longer = from === "start" ? fits + character : character + fits;
    if (Bun.stringWidth(longer) > columns) break;
    fits = longer;
  }
  return fits;
}
