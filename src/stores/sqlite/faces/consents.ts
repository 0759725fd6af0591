import type { Database } from "bun:sqlite";
import type { ConsentRow, NewConsent } from "../../faces.ts";

/** Who agreed to what, until when. Rows are added, never changed: what held before can be shown. */
export class Consents {
  readonly #add;
  readonly #newest;
  readonly #history;
  readonly #all;

  constructor(
    db: Database,
    private readonly now: () => number,
  ) {
    const columns =
      "person, purpose, given_at AS givenAt, expires_at AS expiresAt, withdrawn_at AS withdrawnAt, noted_at AS notedAt";
    this.#add = db.query(
      `INSERT INTO face_consent (person, purpose, given_at, expires_at, withdrawn_at, noted_at)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6)`,
    );
    this.#newest = db.query<ConsentRow, [string, string]>(
      `SELECT ${columns} FROM face_consent WHERE person = ?1 AND purpose = ?2 ORDER BY id DESC LIMIT 1`,
    );
    this.#history = db.query<ConsentRow, [string]>(
      `SELECT ${columns} FROM face_consent WHERE person = ?1 ORDER BY id`,
    );
    this.#all = db.query<ConsentRow, [string, number]>(
      `SELECT ${columns} FROM face_consent
       WHERE id IN (SELECT max(id) FROM face_consent WHERE person > ?1 GROUP BY person, purpose)
       ORDER BY person, purpose LIMIT ?2`,
    );
  }

  /** Called inside a transaction. */
  add({ person, purpose, givenAt, expiresAt, withdrawnAt }: NewConsent): void {
    this.#add.run(person, purpose, givenAt, expiresAt, withdrawnAt, this.now());
  }

  /** What was noted last for the purpose. */
  newest(person: string, purpose: string): ConsentRow | undefined {
    return this.#newest.get(person, purpose) ?? undefined;
  }

  /** Does it hold at this time? */
  holds(person: string, purpose: string, at = this.now()): boolean {
    const row = this.newest(person, purpose);
    return (
      row !== undefined &&
      row.withdrawnAt === null &&
      row.givenAt <= at &&
      (row.expiresAt === null || at < row.expiresAt)
    );
  }

  history(person: string): ConsentRow[] {
    return this.#history.all(person);
  }

  /** The newest of each person and purpose, by person, from after `after`. */
  page(after: string, limit: number): ConsentRow[] {
    return this.#all.all(after, limit);
  }
}
