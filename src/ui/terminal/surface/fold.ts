/**
 * A text in lines of at most so many columns, broken between words; the lines after the first are indented. Blanks that
 * align stay, and a longer word has a line of its own.
 */
export function fold(text: string, columns: number, indent = 0): string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of text.match(/ *[^ ]+/g) ?? []) {
    const isEmpty = line.trim() === "";
    if (!isEmpty && Bun.stringWidth(line) + Bun.stringWidth(piece) > columns) {
      lines.push(line);
      line = " ".repeat(indent) + piece.trimStart();
    } else line += piece;
  }
  return [...lines, line];
}
