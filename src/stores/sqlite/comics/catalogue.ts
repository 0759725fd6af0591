import type { Database } from "bun:sqlite";
import type { CoverRow, IssueRow } from "../../comics.ts";
import { IssueSearch } from "./issue-search.ts";
import { type VectorPage, vectorPage } from "./vector-page.ts";

/** Has the cover a vector of each view? `views` is a list of names, as JSON. */
const isEmbedded = (space: string, views: string) =>
  `((SELECT count(*) FROM vector WHERE space = ${space} AND vector.content = cover.content
     AND view IN (SELECT value FROM json_each(${views}))) = json_array_length(${views}))`;

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
  readonly #countMissing;
  readonly #size;
  readonly #byName;
  readonly #byStem;
  readonly #coversOf;
  readonly #issueOfKey;

  /** By their words. */
  readonly search: IssueSearch;

  constructor(private readonly db: Database) {
    this.search = new IssueSearch(db);
    this.#byPath = db.query<CoverRow, [string]>(`SELECT ${coverColumns} FROM cover WHERE path = ?1`);
    this.#known = db.query<
      { size: number; modifiedMs: number; described: string; embedded: number },
      [string, string, string]
    >(
      `SELECT size, modified_ms AS modifiedMs, described, ${isEmbedded("?2", "?3")} AS embedded
       FROM cover WHERE path = ?1`,
    );
    this.#cover = db.query<CoverRow, [number]>(`SELECT ${coverColumns} FROM cover WHERE id = ?1`);
    this.#byName = db.query<CoverRow, [string]>(`SELECT ${coverColumns} FROM cover WHERE name = ?1`);
    this.#byStem = db.query<CoverRow, [string, string]>(
      `SELECT ${coverColumns} FROM cover
       WHERE name > ?1 AND name < ?2 AND length(name) = length(?1) + 6 LIMIT 2`,
    );
    this.#coversOf = db.query<CoverRow, [number, number]>(
      `SELECT ${coverColumns} FROM cover WHERE issue = ?1 ORDER BY id LIMIT ?2`,
    );
    this.#issueOfKey = db.query<IssueRow, [string]>("SELECT * FROM issue WHERE key = ?1");
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
    // From the covers on: the other way round all vectors of the space would be sorted for every page.
    this.#page = db.query<{ id: number; value: Uint8Array }, [string, string, number, number]>(
      `SELECT cover.id, vector.value FROM cover
       CROSS JOIN vector ON vector.space = ?1 AND vector.content = cover.content AND vector.view = ?2
       WHERE cover.id > ?3 ORDER BY cover.id LIMIT ?4`,
    );
    this.#countMissing = db.query<{ missing: number }, [string, string]>(
      `SELECT count(*) AS missing FROM cover WHERE NOT ${isEmbedded("?1", "?2")}`,
    );
    this.#size = db.query<{ covers: number; issues: number }, []>(
      "SELECT (SELECT count(*) FROM cover) AS covers, (SELECT count(DISTINCT issue) FROM cover) AS issues",
    );
  }

  size(): { readonly covers: number; readonly issues: number } {
    return this.#size.get() ?? { covers: 0, issues: 0 };
  }

  coverAt(path: string): CoverRow | undefined {
    return this.#byPath.get(path) ?? undefined;
  }

  /** What is known of the file at `path`, and whether it has a vector of each of `views` in the space. */
  known(path: string, space: string, views: readonly string[]) {
    return this.#known.get(path, space, JSON.stringify(views)) ?? undefined;
  }

  cover(id: number): CoverRow | undefined {
    return this.#cover.get(id) ?? undefined;
  }

  coverNamed(name: string): CoverRow | undefined {
    return this.#byName.get(name) ?? undefined;
  }

  /** The only cover whose file was called so; undefined also where there are several. */
  coverOfFile(stem: string): CoverRow | undefined {
    const [cover, ...others] = this.#byStem.all(`${stem}~`, `${stem}\u007f`);
    return others.length === 0 ? cover : undefined;
  }

  /** Covers of an issue, in the order in which they were added. */
  coversOf(issue: number, limit: number): CoverRow[] {
    return this.#coversOf.all(issue, limit);
  }

  issueOfKey(key: string): IssueRow | undefined {
    return this.#issueOfKey.get(key) ?? undefined;
  }

  issue(id: number): IssueRow | undefined {
    return this.#issue.get(id) ?? undefined;
  }

  /**
   * Writes a cover and its issue; the cover at the same path is replaced and keeps its number. The issue that it was of
   * goes where nothing else stands for it.
   */
  put(cover: Omit<CoverRow, "id" | "issue">, issue: Omit<IssueRow, "id">): number {
    const issueId = this.putIssue(issue);
    const former = this.#byPath.get(cover.path)?.issue;
    const row = this.#upsertCover.get(
      cover.name,
      cover.path,
      issueId,
      cover.size,
      cover.modifiedMs,
      cover.described,
      cover.content,
      cover.hash,
      cover.colour,
    );
    if (former !== undefined && former !== issueId) this.removeIssueIfUnused(former);
    return row?.id ?? 0;
  }

  /** Writes an issue, which may have no cover; returns its number. */
  putIssue({ key, series, number, year, publisher, title }: Omit<IssueRow, "id">): number {
    return this.#upsertIssue.get(key, series, number, year, publisher, title)?.id ?? 0;
  }

  /** Takes a cover out; its issue too when nothing else stands for it. */
  remove(path: string): void {
    const row = this.#byPath.get(path);
    if (!row) return;
    this.db.query("UPDATE comic SET cover = NULL WHERE cover = ?1").run(row.id);
    this.db.query("DELETE FROM cover WHERE id = ?1").run(row.id);
    this.removeIssueIfUnused(row.issue);
  }

  /** Takes an issue out that has neither a cover nor a comic. */
  removeIssueIfUnused(id: number): void {
    this.db
      .query(
        `DELETE FROM issue WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM cover WHERE issue = ?1)
         AND NOT EXISTS (SELECT 1 FROM comic WHERE issue = ?1)
         AND NOT EXISTS (SELECT 1 FROM comic WHERE copy_of = ?1)`,
      )
      .run(id);
  }

  /** How many covers lack a vector of one of `views` in the space. */
  countWithoutVector(space: string, views: readonly string[]): number {
    return this.#countMissing.get(space, JSON.stringify(views))?.missing ?? 0;
  }

  /** All covers, by number. */
  covers(after: number, limit: number): CoverRow[] {
    return this.db
      .query<CoverRow, [number, number]>(
        `SELECT ${coverColumns} FROM cover WHERE id > ?1 ORDER BY id LIMIT ?2`,
      )
      .all(after, limit);
  }

  /** Up to `limit` vectors of a view from after cover number `after`, with the covers' numbers. */
  vectors(space: string, view: string, after: number, limit: number): VectorPage {
    return vectorPage(this.#page.all(space, view, after, limit));
  }
}
