import { type KeyRow, keys } from "../../src/engine/config/keys.ts";
import { code, markdownTable, page } from "./page.ts";

/** `docs/configuration.md`: where settings come from, and every setting. */
export function configurationPage(): string {
  const rows: readonly [string, KeyRow][] = Object.entries(keys);
  return page("Configuration", [
    [
      "A setting is taken from the first of these that has it:",
      "",
      "1. the flag of the same name, where there is one",
      "2. the environment (an empty variable counts as unset)",
      "3. `.env` in the workspace",
      "4. `lote.toml` in the folder one stands in",
      "5. `$XDG_CONFIG_HOME/lote/config.toml`",
      "6. its default",
      "",
      "`lote config explain KEY` says which one won, and what the others hold. `lote config set KEY VALUE` writes one " +
        "and leaves the rest of the file, comments included, as it is. The `.env` of the folder one stands in is never " +
        "read.",
    ].join("\n"),
    markdownTable(
      ["key", "variable", "values", "default", "meaning"],
      rows.map(([key, row]) => [
        code(key),
        code(row.environment),
        valuesOf(row),
        defaultOf(row),
        row.help.en,
      ]),
    ),
    "## The workspace",
    "The first of: the setting `workspace` (mostly as `--workspace`), the nearest `.lote/` in this folder or above, " +
      "`data/` in a checkout of lote, `$XDG_DATA_HOME/lote`. It is created where missing. A network file system is " +
      "refused: SQLite's locks cannot be trusted there. A `.lote/` that belongs to another user is passed over.",
    "## Trust",
    `A folder that one merely stands in may choose a language, but not where lote writes nor where keys are sent. ` +
      `From \`./lote.toml\`, and from the \`.env\` of a \`.lote/\` that was found above, secrets and these settings ` +
      `count only after \`lote config trust\` in that folder: ${guarded(rows)}. Trust is kept beside the ` +
      "person's own `config.toml`, by the folder's path and inode.",
    "## Secrets",
    "A secret comes from the environment or from a file that a person wrote. It is never a flag, never printed, never " +
      "logged, and never written by lote.",
  ]);
}

function valuesOf(row: KeyRow): string {
  switch (row.type) {
    case "choice":
      return (row.choices ?? []).map(code).join(", ");
    case "switch":
      return `${code("true")}, ${code("false")}`;
    case "count":
      return "a whole number from 1";
    case "path":
      return "a path; relative to the file that says it";
    case "url":
      return "an http(s) address";
    case "text":
      return "a text";
  }
}

function defaultOf(row: KeyRow): string {
  return row.default === null ? "" : code(String(row.default));
}

function guarded(rows: readonly (readonly [string, KeyRow])[]): string {
  return rows
    .filter(([, row]) => row.guarded)
    .map(([key]) => code(key))
    .join(", ");
}
