import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { LoteError } from "../errors/lote-error.ts";

/** Settings are small; a larger file is a mistake or an attack. */
const maxBytes = 256 * 1024;

/**
 * The settings of a TOML file, or null where there is none.
 *
 * @throws LoteError `config-file` where it is not TOML, not a plain file, or larger than 256 KiB
 */
export function readTomlFile(path: string): Readonly<Record<string, unknown>> | null {
  const text = readPlainFile(path);
  if (text === null) return null;
  try {
    return Bun.TOML.parse(text) as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw unusable(path, error);
  }
}

/**
 * The variables of a `.env` file, or null where there is none. Nothing in it is expanded.
 *
 * @throws LoteError `config-file` where it is not a plain file, or larger than 256 KiB
 */
export function readEnvFile(path: string): Readonly<Record<string, string | undefined>> | null {
  const text = readPlainFile(path);
  return text === null ? null : parseEnv(text);
}

/** The text of a small plain file, without its byte order mark; null where there is none. */
export function readPlainFile(path: string): string | null {
  let file: number;
  try {
    // Not blocking: a pipe of this name must not hold lote up for ever.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw unusable(path, error);
  }
  try {
    const { size, isFile } = describe(file);
    if (!isFile) throw unusable(path, "not a plain file");
    if (size > maxBytes) throw unusable(path, `more than ${maxBytes / 1024} KiB`);
    return readFileSync(file, "utf8").replace(/^\ufeff/, "");
  } finally {
    closeSync(file);
  }
}

function describe(file: number): { size: number; isFile: boolean } {
  const status = fstatSync(file);
  return { size: status.size, isFile: status.isFile() };
}

function unusable(path: string, cause: unknown): LoteError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new LoteError("config-file", { path, detail }, { cause });
}
