import { type Mysql, type Parameter, quoted } from "./connection.ts";

/** Where people and their pictures stand. */
export interface CrewTableNames {
  readonly table: string;
  /** The column with the person's key. */
  readonly person: string;
  /** The column with the picture's file name. */
  readonly picture: string;
  /** A condition in SQL that holds for those who are active; null: all are. */
  readonly active: string | null;
}

/** A row of the source: whose picture, and what it is called. */
export interface CrewRow {
  readonly person: string;
  readonly picture: string;
}

/** Rows read at once. */
const page = 500;

/**
 * The people of a table who have a picture, in pages by key: no read stays open, and however large the table is, a page
 * is as fast as the first. Rows that differ only in what a collation makes equal are rows of their own.
 *
 * @param only the key of the one person who is wanted
 * @throws StoreError as {@link Mysql}
 */
export async function* crewRows(
  mysql: Pick<Mysql, "query">,
  names: CrewTableNames,
  only: string | null = null,
  rows = page,
): AsyncGenerator<readonly CrewRow[]> {
  const [table, person, picture] = [names.table, names.person, names.picture].map(quoted);
  const bytes = (value: string) => `CAST(CONVERT(${value} USING utf8mb4) AS BINARY)`;
  const conditions = [
    `${person} IS NOT NULL`,
    `${picture} IS NOT NULL`,
    `${picture} <> ''`,
    ...(names.active === null ? [] : [`(${names.active}\n)`]),
    ...(only === null ? [] : [`${person} = ?`]),
  ];
  const after = `(${person} > ? OR (${person} = ? AND (${bytes(person ?? "")} > ${bytes("?")}
    OR (${bytes(person ?? "")} = ${bytes("?")} AND ${bytes(picture ?? "")} > ${bytes("?")}))))`;
  const select = (where: readonly string[]) =>
    `SELECT ${person} AS person, ${picture} AS picture FROM ${table} WHERE ${where.join(" AND ")}
     ORDER BY ${person}, ${bytes(person ?? "")}, ${bytes(picture ?? "")} LIMIT ${rows}`;
  const fixed: Parameter[] = only === null ? [] : [only];
  let last: CrewRow | undefined;
  for (;;) {
    const found: readonly Record<keyof CrewRow, unknown>[] =
      last === undefined
        ? await mysql.query(select(conditions), fixed)
        : await mysql.query(select([...conditions, after]), [
            ...fixed,
            last.person,
            last.person,
            last.person,
            last.person,
            last.picture,
          ]);
    const crew = found.map((row) => ({ person: String(row.person), picture: String(row.picture) }));
    if (crew.length > 0) yield crew;
    if (crew.length < rows) return;
    last = crew.at(-1);
  }
}
