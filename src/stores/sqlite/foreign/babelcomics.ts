import { Database } from "bun:sqlite";
import { asStoreError } from "../connection.ts";

/** A cover that the other program knows, with its issue. */
export interface BabelcomicsCover {
  readonly id: number;
  /** Where the picture once came from; its last part names the file. */
  readonly url: string;
  readonly issue: BabelcomicsIssue;
}

export interface BabelcomicsIssue {
  readonly title: string | null;
  readonly number: string | null;
  /** As it was typed: `1987-05-01`, `1987`, perhaps nothing. */
  readonly date: string | null;
  readonly volume: number | null;
  readonly series: string | null;
  readonly started: number | null;
  readonly publisher: string | null;
}

/** A comic of the person's that is linked to an issue there. */
export interface BabelcomicsComic {
  readonly id: number;
  readonly path: string;
  readonly issue: BabelcomicsIssue;
}

/** What is read of each table; it may have more columns, and what they hold is never looked at. */
const needed: Readonly<Record<string, readonly string[]>> = {
  comicbooks: ["id_comicbook", "path", "id_comicbook_info"],
  comicbooks_info: ["id_comicbook_info", "titulo", "id_volume", "numero", "fecha_tapa"],
  comicbooks_info_covers: ["id_cover", "id_comicbook_info", "url_imagen"],
  volumens: ["id_volume", "nombre", "id_publisher", "anio_inicio"],
  publishers: ["id_publisher", "nombre"],
};

/** Rows read at once: no read stays open while others write there. */
const page = 500;

const issueColumns = `info.titulo AS title, CAST(info.numero AS TEXT) AS number, CAST(info.fecha_tapa AS TEXT) AS date,
  volume.id_volume AS volume, volume.nombre AS series, volume.anio_inicio AS started, publisher.nombre AS publisher`;
const volumeTables = `LEFT JOIN volumens AS volume ON volume.id_volume = info.id_volume
  LEFT JOIN publishers AS publisher ON publisher.id_publisher = volume.id_publisher`;

/** A database of Babelcomics 4, opened to be read only; the program may be at work on it meanwhile. */
export class BabelcomicsDatabase {
  private constructor(private readonly db: Database) {}

  /** @throws StoreError `unreadable`, `store-corrupt` */
  static open(path: string): BabelcomicsDatabase {
    try {
      return new BabelcomicsDatabase(new Database(path, { readonly: true }));
    } catch (error) {
      throw asStoreError(error, path);
    }
  }

  /** Tables and columns that it lacks, as `table.column`; none where it is what it should be. */
  missing(): string[] {
    return Object.entries(needed).flatMap(([table, columns]) => {
      const there = this.db
        .query<{ name: string }, [string]>("SELECT name FROM pragma_table_info(?1)")
        .all(table);
      return columns
        .filter((column) => !there.some(({ name }) => name === column))
        .map((column) => `${table}.${column}`);
    });
  }

  /** The folder of pictures that its settings name; null where they name none. */
  get thumbnails(): string | null {
    const there = this.db
      .query<{ name: string }, []>(
        "SELECT name FROM pragma_table_info('setups') WHERE name = 'carpeta_thumbnails'",
      )
      .get();
    if (!there) return null;
    const row = this.db
      .query<{ folder: string | null }, []>("SELECT carpeta_thumbnails AS folder FROM setups LIMIT 1")
      .get();
    return row?.folder || null;
  }

  *covers(): Generator<BabelcomicsCover> {
    const rows = this.db.query<BabelcomicsIssue & { id: number; url: string | null }, [number, number]>(
      `SELECT cover.id_cover AS id, cover.url_imagen AS url, ${issueColumns}
       FROM comicbooks_info_covers AS cover
       JOIN comicbooks_info AS info ON info.id_comicbook_info = cover.id_comicbook_info ${volumeTables}
       WHERE cover.id_cover > ?1 ORDER BY cover.id_cover LIMIT ?2`,
    );
    for (const { url, id, ...issue } of pages(rows)) if (url) yield { id, url, issue };
  }

  /** Comics that are linked to an issue; an empty link is none. */
  *comics(): Generator<BabelcomicsComic> {
    const rows = this.db.query<BabelcomicsIssue & { id: number; path: string | null }, [number, number]>(
      `SELECT comic.id_comicbook AS id, comic.path AS path, ${issueColumns}
       FROM comicbooks AS comic
       JOIN comicbooks_info AS info ON CAST(info.id_comicbook_info AS TEXT) = CAST(comic.id_comicbook_info AS TEXT)
       ${volumeTables}
       WHERE comic.id_comicbook > ?1 AND comic.id_comicbook_info <> '' ORDER BY comic.id_comicbook LIMIT ?2`,
    );
    for (const { path, id, ...issue } of pages(rows)) if (path) yield { id, path, issue };
  }

  /** Vectors that it holds; nothing says in which space they live. */
  vectors(): number {
    const count = (table: string) =>
      this.db
        .query<{ n: number }, []>(
          `SELECT count(*) AS n FROM ${table} WHERE embedding IS NOT NULL AND embedding <> ''`,
        )
        .get()?.n ?? 0;
    const has = (table: string) =>
      this.db
        .query<{ name: string }, [string]>("SELECT name FROM pragma_table_info(?1) WHERE name = 'embedding'")
        .get(table) !== null;
    return ["comicbooks", "comicbooks_info_covers"].filter(has).reduce((sum, table) => sum + count(table), 0);
  }

  close(): void {
    this.db.close();
  }
}

function* pages<Row extends { readonly id: number }>(rows: {
  all(after: number, limit: number): Row[];
}): Generator<Row> {
  for (let after = -1; ; ) {
    const some = rows.all(after, page);
    yield* some;
    const last = some.at(-1);
    if (!last) return;
    after = last.id;
  }
}
