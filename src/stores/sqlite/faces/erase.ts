import type { Database } from "bun:sqlite";
import { randomBytes } from "node:crypto";
import { type ItemState, itemStates } from "../../ledger.ts";
import { asStoreError, isBusy } from "../connection.ts";
import { databaseOf } from "../databases.ts";
import type { Stores } from "../open.ts";
import { mentions, scrubbed } from "./person-in-json.ts";
import { changeSources, namesHolding, renamePhotosOf } from "./photo-names.ts";

/** What erasing somebody from a workspace's file removed, in rows. */
export interface Erased {
  readonly vectors: number;
  readonly onTheWay: number;
  readonly refusals: number;
  readonly consents: number;
  readonly sightings: number;
  readonly items: number;
  /** Photos that were called by the person's key, and are called otherwise now. */
  readonly names: number;
  readonly questions: number;
  readonly decisions: number;
  readonly effects: number;
  readonly events: number;
  readonly rejections: number;
  readonly previews: number;
}

/** Bytes by which somebody's vectors and pictures would be recognised, wherever they were left. */
export interface Traces {
  /** Parts of sealed vectors. */
  readonly sealed: readonly Uint8Array[];
  /** Hashes of pictures. */
  readonly contents: readonly string[];
  /** The crops that show them. */
  readonly crops: readonly Uint8Array[];
}

const faceRuns = "SELECT id FROM run WHERE workflow LIKE 'faces.%'";
/** Bytes of a needle: enough that no chance makes them. */
const needleBytes = 24;

/** Removes a person from the workspace's file: from the tables of faces, and from what runs of faces remember. */
export class Eraser {
  readonly #db: Database;

  constructor(private readonly stores: Stores) {
    this.#db = databaseOf(stores);
  }

  /** A run of faces that is not over, by name. */
  unfinishedRun(): string | undefined {
    return this.#db
      .query<{ name: string }, []>(
        "SELECT name FROM run WHERE workflow LIKE 'faces.%' AND state IN ('active', 'paused') LIMIT 1",
      )
      .get()?.name;
  }

  /** What to look for when they are gone. */
  traces(person: string): Traces {
    const sealed = this.#db
      .query<{ sealed: Uint8Array }, [string]>(
        "SELECT sealed FROM face_vector WHERE person = ?1 UNION ALL SELECT sealed FROM face_made WHERE person = ?1",
      )
      .all(person);
    const contents = this.#db
      .query<{ content: string }, [string]>(
        "SELECT content FROM face_vector WHERE person = ?1 UNION SELECT content FROM face_refusal WHERE person = ?1",
      )
      .all(person);
    const previews = this.#previewsOf(person).flatMap((key) => this.stores.previews.get(key) ?? []);
    return {
      sealed: sealed.map((row) => row.sealed.slice(13, 13 + needleBytes)),
      contents: contents.map(({ content }) => content),
      // The end of a JPEG is its own picture; the beginning is alike in all.
      crops: previews.map((image) => image.slice(-2 - needleBytes, -2)),
    };
  }

  /** Called inside a transaction. */
  erase(person: string): Erased {
    const previews = this.#previewsOf(person);
    // First of all: what the person's folders hold is found by the rest nonetheless.
    const names = renamePhotosOf(this.#db, person);
    const gone = (text: string) => this.#db.query(text).run(person).changes;
    const decisions = this.#decisions(person);
    const erased = {
      vectors: gone("DELETE FROM face_vector WHERE person = ?1"),
      onTheWay: gone("DELETE FROM face_made WHERE person = ?1"),
      refusals: gone("DELETE FROM face_refusal WHERE person = ?1"),
      consents: gone("DELETE FROM face_consent WHERE person = ?1"),
      sightings: gone("DELETE FROM face_sighting WHERE person = ?1"),
      decisions,
      effects: this.#effects(person),
      questions: this.#questions(person),
      items: this.#items(person),
      names,
      events: this.#events(person),
      rejections: gone("DELETE FROM rejection WHERE family = 'faces' AND (target = ?1 OR subject = ?1)"),
      previews: 0,
    };
    this.#runs(person);
    // Somebody else may have been seen in a photo of their folder.
    changeSources(this.#db, (source) =>
      mentions(source, person) ? `forgotten-${randomBytes(6).toString("hex")}` : source,
    );
    this.#db.exec(
      "DELETE FROM face_event WHERE NOT EXISTS (SELECT 1 FROM face_sighting WHERE event = face_event.id)",
    );
    const remove = this.#db.query("DELETE FROM preview WHERE content = ?1");
    let removed = 0;
    for (const key of previews) removed += remove.run(key).changes;
    return { ...erased, previews: removed };
  }

  /**
   * Overwrites what was deleted: every page that is free, and the write-ahead log.
   *
   * @returns how many free pages there were, and are; null: another process was at the file, and they are left
   */
  async overwrite(): Promise<{ before: number; after: number } | null> {
    const free = () =>
      Number((this.#db.query("PRAGMA freelist_count").get() as { freelist_count: number }).freelist_count);
    const before = free();
    try {
      this.#db.exec("PRAGMA secure_delete = ON");
      this.#db.exec("VACUUM");
      const log = this.#db.query("PRAGMA wal_checkpoint(TRUNCATE)").get() as { busy: number };
      if (log.busy !== 0) return null;
      return { before, after: free() };
    } catch (error) {
      if (isBusy(error)) return null;
      throw asStoreError(error, this.stores.folder);
    } finally {
      this.#db.exec("PRAGMA secure_delete = FAST");
    }
  }

  /** Overwrites deleted rows from now on; before a transaction that erases. */
  overwriteAsDeleted(isOn: boolean): void {
    this.#db.exec(`PRAGMA secure_delete = ${isOn ? "ON" : "FAST"}`);
  }

  /** Tables in which the person still stands, with rows. */
  left(person: string): { table: string; rows: number }[] {
    const tables = this.#db
      .query<{ name: string }, []>(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'",
      )
      .all();
    const found: { table: string; rows: number }[] = [];
    for (const { name } of tables) {
      if (!/^(face_|run$|item$|question$|decision$|effect$|event$|rejection$|checkpoint$)/.test(name))
        continue;
      let rows = 0;
      const query = this.#db.query<Record<string, unknown>, []>(`SELECT * FROM "${name}"`);
      for (const row of query.iterate()) {
        if (Object.values(row).some((value) => typeof value === "string" && mentions(value, person))) rows++;
      }
      // Other workflows may have a thing of that name: theirs are not about a face.
      if (rows > 0 && (name.startsWith("face_") || this.#ofFaces(name, person) > 0))
        found.push({ table: name, rows });
    }
    return found;
  }

  /** Names of photos, folders and events that hold the person's key, and of which nothing says whether they are meant. */
  namesHolding(person: string): string[] {
    return namesHolding(this.#db, person);
  }

  #ofFaces(table: string, person: string): number {
    if (table === "checkpoint" || table === "rejection") return 0;
    const run = table === "run" ? "id" : "run";
    let rows = 0;
    const query = this.#db.query<Record<string, unknown>, []>(
      `SELECT * FROM "${table}" WHERE ${run} IN (${faceRuns})`,
    );
    for (const row of query.iterate()) {
      if (Object.values(row).some((value) => typeof value === "string" && mentions(value, person))) rows++;
    }
    return rows;
  }

  /** Crops that show them: of faces that were decided to be theirs, or that are theirs without doubt. */
  #previewsOf(person: string): string[] {
    return this.#db
      .query<{ preview: string | null }, [string]>(
        `SELECT DISTINCT question.body ->> 'preview' AS preview FROM question
         LEFT JOIN decision ON decision.question = question.id
         WHERE question.run IN (${faceRuns})
           AND (decision.choice = ?1 OR question.recommendation = 3 AND question.best = ?1)`,
      )
      .all(person)
      .flatMap(({ preview }) => (preview === null ? [] : [preview]));
  }

  #decisions(person: string): number {
    return this.#db
      .query(`UPDATE decision SET choice = NULL WHERE choice = ?1 AND run IN (${faceRuns})`)
      .run(person).changes;
  }

  /** What is left cannot be undone, and says nothing. */
  #effects(person: string): number {
    const rows = this.#texts("effect", ["plan", "before"], person);
    const blank = this.#db.query(
      "UPDATE effect SET plan = 'null', before = NULL, refusal = NULL, state = 'dropped' WHERE id = ?1",
    );
    for (const { id } of rows) blank.run(id);
    return rows.length;
  }

  #questions(person: string): number {
    const rows = this.#texts("question", ["subject", "best", "body"], person);
    const write = this.#db.query(
      `UPDATE question SET body = ?2, best = CASE WHEN best = ?3 THEN NULL ELSE best END,
         score = CASE WHEN best = ?3 THEN NULL ELSE score END, recommendation = CASE WHEN best = ?3 THEN 0 ELSE recommendation END
       WHERE id = ?1`,
    );
    for (const { id, body } of rows) {
      const kept = JSON.parse(body ?? "{}") as { candidates?: readonly { id: string }[] };
      const candidates = (kept.candidates ?? []).filter((one) => one.id !== person);
      write.run(id, JSON.stringify(scrubbed({ ...kept, candidates }, person)), person);
    }
    return rows.length;
  }

  #items(person: string): number {
    const rows = this.#db
      .query<
        {
          id: number;
          run: number;
          key: string;
          state: number;
          input: string;
          carry: string | null;
          result: string | null;
          failure: string | null;
        },
        []
      >(`SELECT id, run, key, state, input, carry, result, failure FROM item WHERE run IN (${faceRuns})`)
      .all()
      .filter((row) =>
        [row.key, row.input, row.carry, row.result, row.failure].some(
          (text) => text !== null && mentions(text, person),
        ),
      );
    const write = this.#db.query(
      "UPDATE item SET key = ?2, state = ?3, input = ?4, carry = ?5, result = ?6, failure = ?7 WHERE id = ?1",
    );
    const text = (json: string | null) =>
      json === null ? null : JSON.stringify(scrubbed(JSON.parse(json), person));
    for (const row of rows) {
      const { person: whose } = JSON.parse(row.input) as { person?: string };
      // Their own picture: nothing of it may be worked on again.
      const isOwn = whose === person || mentions(row.key, person);
      if (!isOwn) {
        write.run(
          row.id,
          row.key,
          row.state,
          text(row.input) ?? "{}",
          text(row.carry),
          text(row.result),
          text(row.failure),
        );
        continue;
      }
      const before: ItemState = itemStates[row.state] ?? "done";
      const after: ItemState = before === "done" ? "done" : "skipped";
      const result = JSON.stringify(after === "done" ? { forgotten: true } : { reason: "forgotten" });
      write.run(row.id, `forgotten-${row.id}`, itemStates.indexOf(after), "{}", null, result, null);
      this.stores.ledger.questions.close(row.id);
      if (before !== after) this.stores.ledger.counters.move(row.run, before, after);
    }
    return rows.length;
  }

  #events(person: string): number {
    const rows = this.#texts("event", ["body"], person);
    const write = this.#db.query("UPDATE event SET body = ?2 WHERE id = ?1");
    for (const { id, body } of rows)
      write.run(id, JSON.stringify(scrubbed(JSON.parse(body ?? "[]"), person)));
    return rows.length;
  }

  #runs(person: string): void {
    const rows = this.#db
      .query<{ id: number; parameters: string; detail: string | null }, []>(
        "SELECT id, parameters, detail FROM run WHERE workflow LIKE 'faces.%'",
      )
      .all();
    const write = this.#db.query(
      "UPDATE run SET parameters = ?2, detail = ?3, fingerprint = ?4 WHERE id = ?1",
    );
    for (const { id, parameters, detail } of rows) {
      if (!mentions(parameters, person) && !(detail !== null && mentions(detail, person))) continue;
      const text = (json: string) => JSON.stringify(scrubbed(JSON.parse(json), person));
      // The fingerprint is a hash of the parameters: who guesses them would see that they guessed right.
      write.run(id, text(parameters), detail === null ? null : text(detail), `forgotten-${id}`);
    }
  }

  /** Rows of faces' runs in one of whose columns the person stands. */
  #texts(table: string, columns: readonly string[], person: string): { id: number; body?: string }[] {
    return this.#db
      .query<Record<string, string | number | null>, []>(
        `SELECT id, ${columns.join(", ")} FROM ${table} WHERE run IN (${faceRuns})`,
      )
      .all()
      .filter((row) =>
        columns.some((name) => typeof row[name] === "string" && mentions(String(row[name]), person)),
      )
      .map((row) => ({ id: Number(row.id), ...(typeof row.body === "string" ? { body: row.body } : {}) }));
  }
}
