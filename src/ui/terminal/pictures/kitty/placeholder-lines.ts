import type { PictureSize } from "../picture-cache.ts";

/** A private character that a terminal with kitty's protocol replaces by a cell of a picture. */
const placeholder = "\u{10EEEE}";

/**
 * The marks that number rows and columns, 0 to 63: the first of kitty's `rowcolumn-diacritics.txt`. No picture here
 * is larger.
 */
const marks = [
  0x305, 0x30d, 0x30e, 0x310, 0x312, 0x33d, 0x33e, 0x33f, 0x346, 0x34a, 0x34b, 0x34c, 0x350, 0x351, 0x352,
  0x357, 0x35b, 0x363, 0x364, 0x365, 0x366, 0x367, 0x368, 0x369, 0x36a, 0x36b, 0x36c, 0x36d, 0x36e, 0x36f,
  0x483, 0x484, 0x485, 0x486, 0x487, 0x592, 0x593, 0x594, 0x595, 0x597, 0x598, 0x599, 0x59c, 0x59d, 0x59e,
  0x59f, 0x5a0, 0x5a1, 0x5a8, 0x5a9, 0x5ab, 0x5ac, 0x5af, 0x5c4, 0x610, 0x611, 0x612, 0x613, 0x614, 0x615,
  0x616, 0x617, 0x657, 0x658,
].map((code) => String.fromCodePoint(code));

/** How many rows, and columns, of a picture can be numbered. */
export const mostCells = marks.length;

/**
 * The lines of text that stand for a picture, which then scrolls, is cut and is drawn anew like any other text. Every
 * cell says its place, so that a line may be drawn in part. The picture's number is the colour of the text: one of 256
 * where it is less, which also comes through where there is no true colour.
 */
export function placeholderLines(id: number, { columns, rows }: PictureSize): string[] {
  const colour = id < 256 ? `38;5;${id}` : `38;2;${id >> 16};${(id >> 8) & 255};${id & 255}`;
  return Array.from({ length: rows }, (_, row) => {
    const cells = Array.from({ length: columns }, (_, column) => placeholder + marks[row] + marks[column]);
    return `\x1b[${colour}m${cells.join("")}\x1b[39m`;
  });
}
