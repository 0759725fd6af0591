import type { Database } from "bun:sqlite";
import type { ComicRow } from "../../comics.ts";
import { type VectorPage, vectorPage } from "./vector-page.ts";

const columns = "path, size, modified_ms AS modifiedMs, content, issue, cover, copy_of AS copyOf";

/** The person's own comics, and which issue each is linked to. */
export class Collection {
  readonly #get;
  readonly #link;
  readonly #unlink;
  readonly #linkedTo;
  readonly #size;
  readonly #numbered;
  readonly #page;

  constructor(db: Database) {
    this.#get = db.query<ComicRow, [string]>(`SELECT ${columns} FROM comic WHERE path = ?1`);
    this.#link = db.query(
      `INSERT INTO comic (path, size, modified_ms, content, issue, cover, copy_of) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
       ON CONFLICT (path) DO UPDATE SET size = excluded.size, modified_ms = excluded.modified_ms,
         content = excluded.content, issue = excluded.issue, cover = excluded.cover, copy_of = excluded.copy_of`,
    );
    this.#unlink = db.query("DELETE FROM comic WHERE path = ?1");
    this.#linkedTo = db.query<ComicRow, [number]>(
      `SELECT ${columns} FROM comic WHERE issue = ?1 ORDER BY path`,
    );
    this.#numbered = db.query<ComicRow, [number]>(`SELECT ${columns} FROM comic WHERE id = ?1`);
    this.#page = db.query<{ id: number; value: Uint8Array }, [string, string, number, number]>(
      `SELECT comic.id, vector.value FROM comic
       JOIN vector ON vector.space = ?1 AND vector.content = comic.content AND vector.view = ?2
       WHERE comic.issue IS NOT NULL AND comic.id > ?3 ORDER BY comic.id LIMIT ?4`,
    );
    this.#size = db.query<{ linked: number }, []>(
      "SELECT count(*) AS linked FROM comic WHERE issue IS NOT NULL",
    );
  }

  /** The comic with a number that {@link vectors} gave. */
  numbered(id: number): ComicRow | undefined {
    return this.#numbered.get(id) ?? undefined;
  }

  /**
   * Up to `limit` vectors of a view of linked comics from after number `after`, with the comics' numbers: a person's
   * own scans, each of which shows what its issue looks like.
   */
  vectors(space: string, view: string, after: number, limit: number): VectorPage {
    return vectorPage(this.#page.all(space, view, after, limit));
  }

  get(path: string): ComicRow | undefined {
    return this.#get.get(path) ?? undefined;
  }

  /** Links the comic, replacing what was known of it. */
  put(comic: ComicRow): void {
    const { path, size, modifiedMs, content, issue, cover, copyOf } = comic;
    this.#link.run(path, size, modifiedMs, content, issue, cover, copyOf);
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
