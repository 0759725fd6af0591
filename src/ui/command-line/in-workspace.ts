import { commandRows } from "./command-rows.ts";

const commandWords = new Set(
  commandRows.map(({ path }) => path.split(" ", 1)[0]).filter((word) => word !== ""),
);
const typed = new RegExp(`\\blote (?=(?:${[...commandWords].join("|")})\\b)`, "g");

/**
 * A hint whose commands reach the workspace that somebody named: `lote runs …` becomes `lote --workspace DIR runs …`.
 *
 * @param flag ` --workspace DIR`, or nothing where the workspace is found without it
 */
export function inWorkspace(hint: string, flag: string): string {
  // Not as a pattern: a folder may be called `$&`.
  return flag === "" ? hint : hint.replace(typed, () => `lote${flag} `);
}
