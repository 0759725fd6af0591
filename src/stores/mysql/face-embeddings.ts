import type {
  FaceFacts,
  FacePerson,
  FaceSink,
  FaceToKeep,
  FaceVersion,
  GalleryFace,
  KeptReceipt,
  KeptSpace,
} from "../faces.ts";
import { isBetter } from "../is-better.ts";
import { StoreError } from "../store-error.ts";
import { type Mysql, quoted, type Statements } from "./connection.ts";

/** Rows read at once; a vector is some 10 kB of text. */
const page = 200;

export interface FaceEmbeddingsOptions {
  /** The table; `face_embeddings` by default. The receipts stand beside it. */
  readonly table: string;
  readonly now: () => number;
  /** Told once where receipts cannot be kept: a change is known again by its own row then. */
  readonly onNoReceipts?: () => void;
}

interface VersionRow {
  readonly id: number;
  readonly person: string;
  readonly model: string;
  readonly picture: string | null;
  readonly confidence: string | number | null;
  readonly quality: number | null;
  readonly content: string | null;
  readonly active: number;
  readonly madeAt: Date | string | null;
}

/**
 * The table `face_embeddings` that other programs read: one row a vector as a JSON list of numbers, the one in force
 * with `active = 1`. An existing table is taken as it is. What it has no column for (space, input, quality, which rows
 * took whose place) stands in `lote_receipt`, written in the same transaction; where grants forbid that table, a
 * change is known again by person, model, picture and vector.
 */
export class FaceEmbeddings implements FaceSink {
  readonly kind = "mysql";
  readonly outside = true;
  readonly #table: string;
  readonly #receipts: string;
  #tail: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly mysql: Mysql,
    private readonly options: FaceEmbeddingsOptions,
    private readonly hasReceipts: boolean,
  ) {
    this.#table = quoted(options.table);
    this.#receipts = receiptsOf(options.table);
  }

  /**
   * Sees to it that the tables are there.
   *
   * @param access `write` also asks the server whether writing is allowed, so that a run ends before it begins
   * @throws StoreError `mysql-refused`, `mysql-schema`, `mysql-unreachable`
   */
  static async open(
    mysql: Mysql,
    access: "read" | "write",
    options: FaceEmbeddingsOptions,
  ): Promise<FaceEmbeddings> {
    const table = quoted(options.table);
    const look = () =>
      mysql.query(
        `SELECT id, crew_id, embedding, modelo, confidence, imagen_path, active, created_at FROM ${table} LIMIT 0`,
      );
    try {
      await look();
    } catch (error) {
      if (!isMissing(error) || access === "read") throw error;
      await mysql.change(tableDefinition(table));
      await look();
    }
    const hasReceipts = await prepareReceipts(mysql, options.table, access);
    if (!hasReceipts) options.onNoReceipts?.();
    const sink = new FaceEmbeddings(mysql, options, hasReceipts);
    if (access === "write") await sink.#assertWritable();
    return sink;
  }

  async known(space: KeptSpace, pictures: readonly Pick<FaceFacts, "person" | "picture">[]) {
    const known = new Set<number>();
    if (pictures.length === 0) return known;
    const people = [...new Set(pictures.map(({ person }) => person))];
    const rows = await this.mysql.query<{ person: string; picture: string | null; own: string | null }>(
      `SELECT f.crew_id AS person, f.imagen_path AS picture, ${this.#ofReceipt("r.item_key")} AS own
       FROM ${this.#table} AS f ${this.#join}
       WHERE f.active = 1 AND f.modelo = ? AND f.crew_id IN (${people.map(() => "?").join(", ")})
         AND ${this.#inSpace}`,
      [space.model, ...people, ...this.#spaceOf(space)],
    );
    const own = new Set(rows.map(({ person, picture }) => keyOf(String(person), picture ?? "")));
    // A vector that another program made is somebody's vector, whatever it calls the picture.
    const foreign = new Set(
      this.hasReceipts ? rows.filter((row) => row.own === null).map(({ person }) => String(person)) : [],
    );
    for (const [index, { person, picture }] of pictures.entries()) {
      if (own.has(keyOf(person, picture)) || foreign.has(person)) known.add(index);
    }
    return known;
  }

  current(space: KeptSpace, person: string, slot: string): Promise<FaceVersion[]> {
    return this.#versionsWhere(
      `f.active = 1 AND f.crew_id = ? AND f.modelo = ? ${slot === "" ? "" : "AND f.imagen_path = ?"}`,
      [person, space.model, ...(slot === "" ? [] : [slot])],
    );
  }

  async keep(face: FaceToKeep): Promise<() => KeptReceipt> {
    // One after another: locks on the gaps between rows would have them deadlock, and there is little to win.
    const turn = this.#tail.then(() => this.mysql.transaction((on) => this.#keep(on, face)));
    this.#tail = turn.catch(() => undefined);
    const receipt = await turn;
    return () => receipt;
  }

  async takeBack(
    { work, person }: Pick<FaceToKeep, "work" | "person">,
    receipt: KeptReceipt | null,
  ): Promise<() => boolean> {
    const done = await this.mysql.transaction(async (on) => {
      const kept = (await this.#receiptOf(on, work)) ?? receipt;
      if (!kept) return true;
      const [row] = await on.query<{ active: number; person: string }>(
        `SELECT active, crew_id AS person FROM ${this.#table} WHERE id = ? FOR UPDATE`,
        [kept.row],
      );
      if (!row) return true;
      if (Number(row.active) !== 1 || String(row.person) !== person) return false;
      await on.change(`DELETE FROM ${this.#table} WHERE id = ?`, [kept.row]);
      for (const id of kept.former) {
        await on.change(`UPDATE ${this.#table} SET active = 1 WHERE id = ? AND crew_id = ?`, [id, person]);
      }
      if (this.hasReceipts) await on.change(`DELETE FROM ${this.#receipts} WHERE work = ?`, [work]);
      return true;
    });
    return () => done;
  }

  async *gallery(space: KeptSpace): AsyncGenerator<GalleryFace[]> {
    for (let after = 0; ; ) {
      const rows = await this.mysql.query<{
        id: number;
        person: string;
        picture: string | null;
        embedding: string;
      }>(
        `SELECT f.id, f.crew_id AS person, f.imagen_path AS picture, f.embedding
         FROM ${this.#table} AS f ${this.#join}
         WHERE f.active = 1 AND f.modelo = ? AND f.id > ? AND ${this.#inSpace} ORDER BY f.id LIMIT ${page}`,
        [space.model, after, ...this.#spaceOf(space)],
      );
      const last = rows.at(-1);
      if (!last) return;
      after = Number(last.id);
      yield rows.flatMap(({ person, picture, embedding }) => {
        const vector = vectorOf(embedding, space.dimensions);
        return vector ? [{ person: String(person), picture: picture ?? "", vector }] : [];
      });
    }
  }

  async people(after: string, limit: number): Promise<FacePerson[]> {
    const rows = await this.mysql.query<{ person: string; active: string | number }>(
      `SELECT crew_id AS person, SUM(active = 1) AS active FROM ${this.#table}
       WHERE crew_id > ? GROUP BY crew_id ORDER BY crew_id LIMIT ${Math.max(1, Math.floor(limit))}`,
      [after],
    );
    return rows.map(({ person, active }) => ({ person: String(person), active: Number(active) }));
  }

  versions(person: string): Promise<FaceVersion[]> {
    return this.#versionsWhere("f.crew_id = ?", [person]);
  }

  async purge(before: number): Promise<number> {
    if (!this.hasReceipts) return 0;
    let purged = 0;
    for (;;) {
      const rows = await this.mysql.query<{ work: string; former: string }>(
        `SELECT work, former FROM ${this.#receipts} WHERE former <> '[]' AND kept_at < ? LIMIT ${page}`,
        [before],
      );
      for (const { work, former } of rows) {
        purged += await this.mysql.transaction(async (on) => {
          let count = 0;
          for (const id of numbersOf(former)) {
            count += (await on.change(`DELETE FROM ${this.#table} WHERE id = ? AND active = 0`, [id]))
              .changed;
          }
          await on.change(`UPDATE ${this.#receipts} SET former = '[]' WHERE work = ?`, [work]);
          return count;
        });
      }
      if (rows.length < page) return purged;
    }
  }

  forget(person: string): Promise<number> {
    return this.mysql.transaction(async (on) => {
      const { changed } = await on.change(`DELETE FROM ${this.#table} WHERE crew_id = ?`, [person]);
      if (this.hasReceipts) await on.change(`DELETE FROM ${this.#receipts} WHERE person = ?`, [person]);
      return changed;
    });
  }

  async count(person: string): Promise<number> {
    const [row] = await this.mysql.query<{ n: number | string }>(
      `SELECT COUNT(*) AS n FROM ${this.#table} WHERE crew_id = ?`,
      [person],
    );
    return Number(row?.n ?? 0);
  }

  close(): Promise<void> {
    return this.mysql.close();
  }

  async #keep(on: Statements, face: FaceToKeep): Promise<KeptReceipt> {
    const { person, slot, picture, content, quality, confidence, space, vector, work } = face;
    // Before anything is read: who else is about to replace the person's vector waits, and then sees this one. Where
    // there is none yet the server makes one of the two begin anew.
    await on.query(
      `SELECT id FROM ${this.#table} WHERE crew_id = ? AND modelo = ? AND active = 1 FOR UPDATE`,
      [person, space.model],
    );
    const done = await this.#receiptOf(on, work);
    if (done) return done;
    const text = JSON.stringify(Array.from(vector()));
    const rows = await on.query<{ id: number; same: number; quality: number | null }>(
      `SELECT f.id, (f.imagen_path = ? AND f.embedding = ?) AS same, ${this.#ofReceipt("r.quality")} AS quality
       FROM ${this.#table} AS f ${this.#join}
       WHERE f.crew_id = ? AND f.modelo = ? AND f.active = 1 ${slot === "" ? "" : "AND f.imagen_path = ?"}
       ORDER BY f.id`,
      [picture, text, person, space.model, ...(slot === "" ? [] : [slot])],
    );
    const same = this.hasReceipts ? undefined : rows.find((row) => Number(row.same) === 1);
    if (same) return { row: Number(same.id), former: [] };
    if (isBetter(rows, face.unlessAbove)) return { row: 0, former: [] };
    const former = rows.map(({ id }) => Number(id));
    for (const id of former) await on.change(`UPDATE ${this.#table} SET active = 0 WHERE id = ?`, [id]);
    const { id: row } = await on.change(
      `INSERT INTO ${this.#table} (crew_id, embedding, modelo, confidence, imagen_path, active)
       VALUES (?, ?, ?, ?, ?, 1)`,
      [person, text, space.model, Math.round(confidence * 100) / 100, picture],
    );
    if (this.hasReceipts) {
      await on.change(
        `INSERT INTO ${this.#receipts} (work, item_key, person, input_hash, space, row_id, former, quality, kept_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          work,
          keyOf(person, picture).slice(0, 255),
          person,
          content,
          space.id,
          row,
          JSON.stringify(former),
          quality,
          this.options.now(),
        ],
      );
    }
    return { row, former };
  }

  async #receiptOf(on: Statements, work: string): Promise<KeptReceipt | null> {
    if (!this.hasReceipts) return null;
    const [row] = await on.query<{ row: number; former: string }>(
      `SELECT row_id AS \`row\`, former FROM ${this.#receipts} WHERE work = ?`,
      [work],
    );
    return row ? { row: Number(row.row), former: numbersOf(row.former) } : null;
  }

  async #versionsWhere(where: string, parameters: readonly string[]): Promise<FaceVersion[]> {
    const rows = await this.mysql.query<VersionRow>(
      `SELECT f.id, f.crew_id AS person, f.modelo AS model, f.imagen_path AS picture, f.confidence,
         ${this.#ofReceipt("r.quality")} AS quality, ${this.#ofReceipt("r.input_hash")} AS content, f.active, f.created_at AS madeAt
       FROM ${this.#table} AS f ${this.#join} WHERE ${where} ORDER BY f.id DESC`,
      parameters,
    );
    return rows.map(({ id, person, model, picture, content, confidence, quality, active, madeAt }) => ({
      row: Number(id),
      person: String(person),
      model,
      picture: picture ?? "",
      content,
      quality: quality === null ? null : Number(quality),
      confidence: Number(confidence ?? 0),
      active: Number(active) === 1,
      madeAt: madeAt === null ? 0 : new Date(madeAt).getTime(),
    }));
  }

  /** A row of another vector space that goes by the same model's name is none of this space. */
  get #inSpace(): string {
    return this.hasReceipts ? "(r.space IS NULL OR r.space = ?)" : "TRUE";
  }

  #spaceOf(space: KeptSpace): string[] {
    return this.hasReceipts ? [space.id] : [];
  }

  get #join(): string {
    return this.hasReceipts ? `LEFT JOIN ${this.#receipts} AS r ON r.row_id = f.id` : "";
  }

  #ofReceipt(column: string): string {
    return this.hasReceipts ? column : "NULL";
  }

  /** Asks for the rights without changing anything: they are checked though no row fits. */
  async #assertWritable(): Promise<void> {
    const table = this.#table;
    await this.mysql.change(`UPDATE ${table} SET active = active WHERE FALSE`);
    await this.mysql.change(
      `INSERT INTO ${table} (crew_id, embedding, modelo, confidence, imagen_path, active)
       SELECT crew_id, embedding, modelo, confidence, imagen_path, active FROM ${table} WHERE FALSE`,
    );
    await this.mysql.change(`DELETE FROM ${table} WHERE FALSE`);
  }
}

/** True: receipts can be kept. */
async function prepareReceipts(mysql: Mysql, table: string, access: "read" | "write"): Promise<boolean> {
  const receipts = receiptsOf(table);
  try {
    await mysql.query(`SELECT work, item_key, person, input_hash, space FROM ${receipts} LIMIT 0`);
    return true;
  } catch (error) {
    // Without any right to a table, servers say that rather than that it is missing.
    if (!(isMissing(error) || isRefused(error))) throw error;
    if (access === "read") return false;
  }
  try {
    await mysql.change(receiptDefinition(receipts));
    await mysql.query(`SELECT work, item_key, person, input_hash, space FROM ${receipts} LIMIT 0`);
    return true;
  } catch (error) {
    if (isRefused(error)) return false;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return (
    error instanceof StoreError &&
    error.code === "mysql-schema" &&
    /doesn't exist/i.test(String(error.data.detail))
  );
}

function isRefused(error: unknown): boolean {
  return error instanceof StoreError && error.code === "mysql-refused";
}

/** In the same database as the table that they belong to. */
function receiptsOf(table: string): string {
  const [database, name] = table.includes(".") ? table.split(".") : [undefined, table];
  return quoted(database === undefined || name === undefined ? "lote_receipt" : `${database}.lote_receipt`);
}

/** As the programs that read it know it. */
const tableDefinition = (table: string) => `CREATE TABLE IF NOT EXISTS ${table} (
  id INT AUTO_INCREMENT PRIMARY KEY,
  crew_id VARCHAR(10) NOT NULL,
  embedding LONGTEXT NOT NULL,
  modelo VARCHAR(50) DEFAULT 'Facenet512',
  confidence DECIMAL(3,2) DEFAULT 1.00,
  imagen_path VARCHAR(255),
  active BOOLEAN DEFAULT TRUE,
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  KEY crew_active (crew_id, active)
)`;

const receiptDefinition = (table: string) => `CREATE TABLE IF NOT EXISTS ${table} (
  work CHAR(64) CHARACTER SET ascii NOT NULL PRIMARY KEY,
  item_key VARCHAR(255) CHARACTER SET utf8mb4 NOT NULL,
  person VARCHAR(64) CHARACTER SET utf8mb4 NOT NULL,
  input_hash CHAR(64) CHARACTER SET ascii NOT NULL,
  space VARCHAR(64) CHARACTER SET ascii NOT NULL,
  row_id BIGINT NOT NULL,
  former TEXT NOT NULL,
  quality DOUBLE,
  kept_at BIGINT NOT NULL,
  KEY lote_receipt_row (row_id),
  KEY lote_receipt_person (person)
)`;

function keyOf(person: string, picture: string): string {
  return `${person}/${picture}`;
}

function numbersOf(text: string): number[] {
  const list: unknown = JSON.parse(text);
  return Array.isArray(list) ? list.map(Number).filter(Number.isSafeInteger) : [];
}

/** At unit length; undefined for what is no vector of this length. Another program may have written it. */
function vectorOf(text: string, dimensions: number): Float32Array | undefined {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(list) || list.length !== dimensions) return undefined;
  const vector = Float32Array.from(list, Number);
  const length = Math.hypot(...vector);
  if (!Number.isFinite(length) || length === 0) return undefined;
  return vector.map((value) => value / length);
}
