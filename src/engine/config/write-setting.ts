import { existsSync, mkdirSync, realpathSync, renameSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { parse, patch } from "@decimalturn/toml-patch";
import { LoteError, toLoteError } from "../errors/lote-error.ts";
import type { KeyTable } from "./keys.ts";
import { readPlainFile, readTomlFile } from "./setting-file.ts";
import { readSetting, type SettingValue } from "./setting-value.ts";
import type { UserFolders } from "./user-folders.ts";

/** A file that `lote config set` may write: TOML, or a `.env`. */
export interface SettingTarget {
  readonly path: string;
  readonly folders: UserFolders;
  /** What a relative path that was typed is relative to. */
  readonly directory: string;
}

/**
 * Writes one setting into a settings file, creating it where missing. The rest of the file, comments included,
 * stays as it is; a reader sees the old file or the new one.
 *
 * @throws LoteError `config-secret` for a secret, `config-value`, `config-file`, `unwritable`
 */
export function writeSetting(
  table: KeyTable,
  key: string,
  typed: string,
  { path, folders, directory }: SettingTarget,
): void {
  const row = table[key];
  if (!row) throw new Error(`no such setting: ${key}`);
  if (row.secret) throw new LoteError("config-secret", { key, environment: row.environment });
  const value = readSetting(key, row, typed, { source: "lote config set", directory, home: folders.home });
  const text = readPlainFile(path) ?? "";
  const changed =
    basename(path) === ".env"
      ? withVariable(text, row.environment, value)
      : patch(text, { ...tablesOf(text, path), [key]: value });
  replaceFile(path, changed.endsWith("\n") ? changed : `${changed}\n`);
}

/** As the library that writes the file reads it: only then does it see that the rest did not change. */
function tablesOf(text: string, path: string): Record<string, unknown> {
  readTomlFile(path);
  return parse(text) as Record<string, unknown>;
}

/** A `.env` with one variable set: its last line is changed, or a line is added. */
function withVariable(text: string, name: string, value: SettingValue): string {
  const line = `${name}=${quoted(String(value))}`;
  const lines = text.split("\n");
  const place = lines.findLastIndex((each) => new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=`).test(each));
  if (place >= 0) return lines.with(place, line).join("\n");
  return `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}${line}\n`;
}

/** Quoted where `parseEnv` would else cut it. Its double quotes know no escape but `\n`, so the other kind serves. */
function quoted(value: string): string {
  if (/^[\w./:@%+,~-]*$/.test(value)) return value;
  const quote = ["'", '"', "`"].find((each) => !value.includes(each)) ?? '"';
  return `${quote}${value}${quote}`;
}

function replaceFile(given: string, text: string): void {
  let path = given;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // Settings are often links into a folder of their own: the file is replaced, not the link.
    if (existsSync(path)) path = realpathSync(path);
    const mode = (statSync(path, { throwIfNoEntry: false })?.mode ?? 0o600) & 0o777;
    const temporary = `${path}.${process.pid}`;
    writeFileSync(temporary, text, { mode, flush: true });
    renameSync(temporary, path);
  } catch (error) {
    const known = toLoteError(error, { path });
    if (known.code === "disk-full") throw known;
    throw new LoteError("unwritable", { path, detail: known.message }, { cause: error });
  }
}
