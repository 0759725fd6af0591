/** What stands under the title of every generated page. */
export const generatedNote =
  "<!-- Made by scripts/generate-docs.ts from tables in the code: change those instead. -->";

/** A Markdown table. Cells are plain text or Markdown of our own. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** A text as code within a line. */
export function code(text: string): string {
  return `\`${text}\``;
}

/** A page of blocks with an empty line between them. */
export function page(title: string, blocks: readonly string[]): string {
  return `${[`# ${title}`, generatedNote, ...blocks].filter((block) => block !== "").join("\n\n")}\n`;
}
