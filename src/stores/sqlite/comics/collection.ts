import type { Database } from "bun:sqlite";
import type { ComicRow } from "../../comics.ts";

/** The person's own comics, and which issue each is linked to. */
export class Collection {
  readonly #get;
  readonly #link;
  readonly #unlink;
  readonly #linkedTo;
  readonly #size;

  constructor(db: Database) {
    this.#get = db.query<ComicRow, [string]>(
      "SELECT path, size, modified_ms AS modifiedMs, content, issue, cover FROM comic WHERE path = ?1",
    );
    this.#link = db.query(
      `INSERT INTO comic (path, size, modified_ms, content, issue, cover) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
       ON CONFLICT (path) DO UPDATE SET size = excluded.size, modified_ms = excluded.modified_ms,
         content = excluded.content, issue = excluded.issue, cover = excluded.cover`,
    );
    this.#unlink = db.query("DELETE FROM comic WHERE path = ?1");
    this.#linkedTo = db.query<ComicRow, [number]>(
      `SELECT path, size, modified_ms AS modifiedMs, content, issue, cover FROM comic WHERE issue = ?1 ORDER BY path`,
    );
    this.#size = db.query<{ linked: number }, []>(
      "SELECT count(*) AS linked FROM comic WHERE issue IS NOT NULL",
    );
  }

  get(path: string): ComicRow | undefined {
    return this.#get.get(path) ?? undefined;
  }

  /** Links the comic, replacing what was known of it. */
  put(comic: ComicRow): void {
    this.#link.run(comic.path, comic.size, comic.modifiedMs, comic.content, comic.issue, comic.cover);
  }

  /** Forgets the comic. */
  remove(path: string): void {
    this.#unlink.run(path);
  }

  /** Comics linked to an issue. */
  linkedTo(issue: number): ComicRow[] {
    return this.#linkedTo.all(issue);
  }

  linked(): number {
    return this.#size.get()?.linked ?? 0;
  }
}
