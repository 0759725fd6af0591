import type { Database } from "bun:sqlite";
import { statSync } from "node:fs";
import { load } from "sqlite-vec";
import type { DocumentIndex, IndexSpace, SpaceRow } from "../../documents.ts";
import { connect } from "../connection.ts";
import { migrate } from "../migrate.ts";
import { Writer } from "../writer.ts";
import { Sketcher } from "./sketch.ts";
import { SqliteSpace, sketchTable } from "./space.ts";
import { indexTables } from "./tables.ts";
import { asIndexError, told } from "./told.ts";

interface SpaceFields {
  readonly id: number;
  readonly key: string;
  readonly model: string;
  readonly dimensions: number;
  readonly embedder: string;
}

/** The pause that leaves another ingest, or a search that must wait, its turn, milliseconds. */
const pauseMs = 1;

/** An index of documents in an SQLite file. */
export class SqliteDocumentIndex implements DocumentIndex {
  readonly #writer: Writer;
  readonly #inode;

  private constructor(
    private readonly db: Database,
    readonly place: string,
    private readonly now: () => number,
  ) {
    this.#writer = new Writer(db, { pauseMs, path: place });
    this.#inode = inodeOf(place);
  }

  /** @throws StoreError `store-newer`, `index-damaged`, `unreadable`, `unwritable`, `disk-full` */
  static open(path: string, now: () => number = Date.now): DocumentIndex {
    const db = opened(path);
    try {
      load(db);
      db.exec("PRAGMA cache_size = -64000");
      migrate(db, path, [indexTables]);
      return told(new SqliteDocumentIndex(db, path, now), path);
    } catch (error) {
      db.close();
      throw asIndexError(error, path);
    }
  }

  async space(row: SpaceRow): Promise<IndexSpace> {
    const found = this.#find(row.id) ?? (await this.#writer.write(() => this.#make(row)));
    const isThere = () => inodeOf(this.place) === this.#inode;
    const space = new SqliteSpace(this.db, this.#writer, this.now, rowOf(found), found.id, isThere);
    return told(space, this.place);
  }

  #find(key: string): SpaceFields | undefined {
    return this.db.query<SpaceFields, [string]>("SELECT * FROM space WHERE key = ?1").get(key) ?? undefined;
  }

  #make({ id: key, model, dimensions, embedder }: SpaceRow): SpaceFields {
    const known = this.#find(key);
    if (known) return known;
    this.db
      .query("INSERT INTO space (key, model, dimensions, embedder) VALUES (?1, ?2, ?3, ?4)")
      .run(key, model, dimensions, JSON.stringify(embedder));
    const made = this.#find(key);
    if (!made) throw new Error("a space was not made");
    const { bits } = new Sketcher(dimensions);
    this.db.exec(`CREATE VIRTUAL TABLE ${sketchTable(made.id)} USING vec0 (sketch bit[${bits}])`);
    return made;
  }

  async current(): Promise<SpaceRow | undefined> {
    const row = this.db.query<SpaceFields, []>("SELECT * FROM space WHERE current = 1").get();
    return row ? rowOf(row) : undefined;
  }

  async choose(id: string): Promise<void> {
    await this.#writer.write(() => {
      this.db.query("UPDATE space SET current = (key = ?1)").run(id);
    });
  }

  async spaces(): Promise<readonly SpaceRow[]> {
    return this.db.query<SpaceFields, []>("SELECT * FROM space ORDER BY id").all().map(rowOf);
  }

  async drop(id: string): Promise<void> {
    const found = this.#find(id);
    if (!found) return;
    const space = await this.space(rowOf(found));
    for (;;) {
      const some = await space.page("", 100);
      if (some.length === 0) break;
      for (const { path } of some) await space.remove(path);
    }
    await space.sweep(0);
    await this.#writer.write(() => {
      this.db.exec(`DROP TABLE ${sketchTable(found.id)}`);
      this.db.query("DELETE FROM space WHERE id = ?1").run(found.id);
    });
  }

  async close(): Promise<void> {
    this.db.close();
  }
}

/** Which file it is, whatever its name; undefined where there is none. */
function inodeOf(path: string): bigint | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;
}

function opened(path: string): Database {
  try {
    return connect(path);
  } catch (error) {
    throw asIndexError(error, path);
  }
}

function rowOf({ key, model, dimensions, embedder }: SpaceFields): SpaceRow {
  return { id: key, model, dimensions, embedder: JSON.parse(embedder) };
}
