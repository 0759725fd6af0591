import type { Database } from "bun:sqlite";
import type { FaceRefusal } from "../../faces.ts";

/** Pictures that gave no vector to keep: a result, not tried again until the picture changes. */
export class FaceRefusals {
  readonly #get;
  readonly #put;
  readonly #remove;

  constructor(
    db: Database,
    private readonly now: () => number,
  ) {
    this.#get = db.query<Omit<FaceRefusal, "measure"> & { measure: string }, [string, string, string]>(
      `SELECT person, picture, space, content, reason, measure FROM face_refusal
       WHERE person = ?1 AND picture = ?2 AND space = ?3`,
    );
    this.#put = db.query(
      `INSERT INTO face_refusal (person, picture, space, content, reason, measure, at)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
       ON CONFLICT (person, picture, space) DO UPDATE SET content = excluded.content, reason = excluded.reason,
         measure = excluded.measure, at = excluded.at`,
    );
    this.#remove = db.query("DELETE FROM face_refusal WHERE person = ?1 AND picture = ?2 AND space = ?3");
  }

  get(person: string, picture: string, space: string): FaceRefusal | undefined {
    const row = this.#get.get(person, picture, space);
    return row ? { ...row, measure: JSON.parse(row.measure) as FaceRefusal["measure"] } : undefined;
  }

  /** Called inside a transaction. */
  put({ person, picture, space, content, reason, measure }: FaceRefusal): void {
    this.#put.run(person, picture, space, content, reason, JSON.stringify(measure), this.now());
  }

  /** Called inside a transaction: the picture gave a vector after all. */
  remove(person: string, picture: string, space: string): void {
    this.#remove.run(person, picture, space);
  }
}
