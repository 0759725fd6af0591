import type { Database } from "bun:sqlite";
import type { CoverRow, IssueRow } from "../../comics.ts";

const coverColumns =
  "id, name, path, issue, size, modified_ms AS modifiedMs, described, content, hash, colour";

/** The known issues and their covers. */
export class Catalogue {
  readonly #byPath;
  readonly #known;
  readonly #cover;
  readonly #issue;
  readonly #upsertIssue;
  readonly #upsertCover;
  readonly #page;
  readonly #missing;
  readonly #countMissing;
  readonly #size;
  readonly #byName;

  constructor(private readonly db: Database) {
    this.#byPath = db.query<CoverRow, [string]>(`SELECT ${coverColumns} FROM cover WHERE path = ?1`);
    this.#known = db.query<
      { size: number; modifiedMs: number; described: string; embedded: number },
      [string, string]
    >(
      `SELECT size, modified_ms AS modifiedMs, described,
         EXISTS (SELECT 1 FROM vector WHERE space = ?2 AND vector.content = cover.content) AS embedded
       FROM cover WHERE path = ?1`,
    );
    this.#cover = db.query<CoverRow, [number]>(`SELECT ${coverColumns} FROM cover WHERE id = ?1`);
    this.#byName = db.query<CoverRow, [string]>(`SELECT ${coverColumns} FROM cover WHERE name = ?1`);
    this.#issue = db.query<IssueRow, [number]>("SELECT * FROM issue WHERE id = ?1");
    this.#upsertIssue = db.query<{ id: number }, [string, string, string, number | null, string, string]>(
      `INSERT INTO issue (key, series, number, year, publisher, title) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
       ON CONFLICT (key) DO UPDATE SET title = excluded.title RETURNING id`,
    );
    this.#upsertCover = db.query<
      { id: number },
      [string, string, number, number, number, string, string, Uint8Array, Uint8Array]
    >(
      `INSERT INTO cover (name, path, issue, size, modified_ms, described, content, hash, colour)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
       ON CONFLICT (path) DO UPDATE SET issue = excluded.issue, size = excluded.size,
         modified_ms = excluded.modified_ms, described = excluded.described, content = excluded.content,
         hash = excluded.hash, colour = excluded.colour
       RETURNING id`,
    );
    this.#page = db.query<{ id: number; value: Uint8Array }, [string, number, number]>(
      `SELECT cover.id, vector.value FROM cover JOIN vector ON vector.space = ?1 AND vector.content = cover.content
       WHERE cover.id > ?2 ORDER BY cover.id LIMIT ?3`,
    );
    this.#missing = db.query<CoverRow, [string, number, number]>(
      `SELECT ${coverColumns} FROM cover WHERE id > ?2
       AND NOT EXISTS (SELECT 1 FROM vector WHERE space = ?1 AND vector.content = cover.content) ORDER BY id LIMIT ?3`,
    );
    this.#countMissing = db.query<{ missing: number }, [string]>(
      `SELECT count(*) AS missing FROM cover
       WHERE NOT EXISTS (SELECT 1 FROM vector WHERE space = ?1 AND vector.content = cover.content)`,
    );
    this.#size = db.query<{ covers: number; issues: number }, []>(
      "SELECT (SELECT count(*) FROM cover) AS covers, (SELECT count(*) FROM issue) AS issues",
    );
  }

  size(): { readonly covers: number; readonly issues: number } {
    return this.#size.get() ?? { covers: 0, issues: 0 };
  }

  coverAt(path: string): CoverRow | undefined {
    return this.#byPath.get(path) ?? undefined;
  }

  /** What is known of the file at `path`, and whether it has a vector in the space. */
  known(path: string, space: string) {
    return this.#known.get(path, space) ?? undefined;
  }

  cover(id: number): CoverRow | undefined {
    return this.#cover.get(id) ?? undefined;
  }

  coverNamed(name: string): CoverRow | undefined {
    return this.#byName.get(name) ?? undefined;
  }

  issue(id: number): IssueRow | undefined {
    return this.#issue.get(id) ?? undefined;
  }

  /** Writes a cover and its issue; the cover at the same path is replaced and keeps its number. */
  put(cover: Omit<CoverRow, "id" | "issue">, issue: Omit<IssueRow, "id">): number {
    const issueRow = this.#upsertIssue.get(
      issue.key,
      issue.series,
      issue.number,
      issue.year,
      issue.publisher,
      issue.title,
    );
    const row = this.#upsertCover.get(
      cover.name,
      cover.path,
      issueRow?.id ?? 0,
      cover.size,
      cover.modifiedMs,
      cover.described,
      cover.content,
      cover.hash,
      cover.colour,
    );
    return row?.id ?? 0;
  }

  /** Takes a cover out; its issue too when nothing else stands for it. */
  remove(path: string): void {
    const row = this.#byPath.get(path);
    if (!row) return;
    this.db.query("UPDATE comic SET cover = NULL WHERE cover = ?1").run(row.id);
    this.db.query("DELETE FROM cover WHERE id = ?1").run(row.id);
    this.db
      .query(
        `DELETE FROM issue WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM cover WHERE issue = ?1)
         AND NOT EXISTS (SELECT 1 FROM comic WHERE issue = ?1)`,
      )
      .run(row.issue);
  }

  /** Covers that have no vector in the space, by number. */
  withoutVector(space: string, after: number, limit: number): CoverRow[] {
    return this.#missing.all(space, after, limit);
  }

  countWithoutVector(space: string): number {
    return this.#countMissing.get(space)?.missing ?? 0;
  }

  /** All covers, by number. */
  covers(after: number, limit: number): CoverRow[] {
    return this.db
      .query<CoverRow, [number, number]>(
        `SELECT ${coverColumns} FROM cover WHERE id > ?1 ORDER BY id LIMIT ?2`,
      )
      .all(after, limit);
  }

  /**
   * Up to `limit` vectors from after cover number `after`, in one array of rows × dimensions, with the covers'
   * numbers.
   */
  vectors(space: string, after: number, limit: number): { ids: Int32Array; matrix: Float32Array } {
    const rows = this.#page.all(space, after, limit);
    const dimensions = (rows[0]?.value.byteLength ?? 0) / 4;
    const matrix = new Float32Array(rows.length * dimensions);
    const bytes = new Uint8Array(matrix.buffer);
    const ids = new Int32Array(rows.length);
    for (const [index, row] of rows.entries()) {
      ids[index] = row.id;
      bytes.set(row.value, index * dimensions * 4);
    }
    return { ids, matrix };
  }
}
