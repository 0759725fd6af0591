import { type ErrorEntry, errorCatalogue } from "../../src/engine/errors/catalogue.ts";
import { code, markdownTable, page } from "./page.ts";

/** `docs/errors.md`: every code that lote may report, safe to test against in scripts. */
export function errorsPage(): string {
  const entries: readonly [string, ErrorEntry][] = Object.entries(errorCatalogue);
  const rows = entries
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, { retry, exit, en }]) => [
      code(name),
      cell(en.message),
      cell(en.hint),
      retry === "transient" ? "yes" : "no",
      String(exit),
    ]);
  return page("Errors", [
    "A failure of an item names its code, its message and what to do; the code never changes its meaning. *Again* " +
      "tells whether lote tries by itself again. *Exit* is what a command ends with when the error ends the command: " +
      "a failed item alone ends it with 3, or 5 where nothing worked.",
    markdownTable(["code", "message", "what to do", "again", "exit"], rows),
  ]);
}

/** What stands in braces is filled in when the error happens; Markdown must not take `<` for a tag. */
function cell(text: string): string {
  return text.replaceAll("<", "&lt;").replace(/\{(\w+)\}/g, "*$1*");
}
