import type { KeyPress } from "../keymap/key-name.ts";

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * A line of text after a key, typed at its end: what one key has written goes with one Backspace, and Ctrl-U takes all.
 *
 * @returns undefined for a key that writes nothing
 */
export function typedLine(line: string, { name, text }: KeyPress): string | undefined {
  if (name === "backspace" || name === "delete") {
    return Array.from(graphemes.segment(line), ({ segment }) => segment)
      .slice(0, -1)
      .join("");
  }
  if (name === "ctrl+u") return "";
  return text === "" ? undefined : line + text;
}

/** What was pasted, as part of one line. */
export function pastedInLine(line: string, pasted: string): string {
  return line + pasted.replace(/\s+/g, " ").trim();
}
