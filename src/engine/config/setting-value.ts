import { resolve } from "node:path";
import { z } from "zod";
import { LoteError } from "../errors/lote-error.ts";
import type { KeyRow } from "./keys.ts";

/** What a setting may be; null is unset. */
export type SettingValue = string | number | boolean | null;

/** The type that the values of a row have. */
export type ValueOfKey<Row extends KeyRow> = TypeOf<Row> | (Row["default"] extends null ? null : never);

type TypeOf<Row extends KeyRow> = Row["type"] extends "count"
  ? number
  : Row["type"] extends "switch"
    ? boolean
    : Row extends { choices: readonly (infer Choice extends string)[] }
      ? Choice
      : string;

/** Files hold numbers and switches as such, the environment holds them as text: both are read. */
const readers = {
  text: z.string(),
  path: z.string(),
  url: z.url({ protocol: /^https?$/ }),
  count: z.union([z.string().regex(/^\d+$/).transform(Number), z.number()]).pipe(z.int().min(1)),
  switch: z.union([z.boolean(), z.stringbool()]),
} as const;

/** What each type admits, said without words of a language. */
const expected = { text: "TEXT", path: "PATH", url: "https://…", count: "1, 2, 3, …", switch: "true|false" };

/** Where a value was found, for messages and for relative paths. */
export interface Finder {
  /** A file, or the name of a variable or flag. */
  readonly source: string;
  /** What a relative path in the value is relative to. */
  readonly directory: string;
  /** What `~` stands for. */
  readonly home: string;
}

/**
 * Reads one value by its row. A path comes out absolute; `~/` is the home folder.
 *
 * @throws LoteError `config-value`; a secret is not repeated in it
 */
export function readSetting(key: string, row: KeyRow, given: unknown, finder: Finder): SettingValue {
  const result = (row.type === "choice" ? z.enum([...(row.choices ?? [])]) : readers[row.type]).safeParse(
    given,
  );
  if (!result.success) {
    throw new LoteError("config-value", {
      source: finder.source,
      key,
      expected: row.type === "choice" ? (row.choices ?? []).join("|") : expected[row.type],
      given: row.secret ? "…" : (JSON.stringify(given)?.slice(0, 80) ?? "…"),
    });
  }
  return row.type === "path" ? absolute(String(result.data), finder) : result.data;
}

function absolute(path: string, { directory, home }: Finder): string {
  return resolve(
    directory,
    path.replace(/^~(?=\/|$)/, () => home),
  );
}
