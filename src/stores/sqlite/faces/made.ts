import type { Database } from "bun:sqlite";
import type { FaceFacts, VectorSealer } from "../../faces.ts";

/** A vector on its way, with what is known of it. */
export interface MadeFace extends FaceFacts {
  readonly vector: Float32Array;
}

/** Vectors on their way from the model to where they are kept: worked out once, sealed while they wait. */
export class MadeFaces {
  readonly #get;
  readonly #put;
  readonly #remove;
  readonly #expire;

  constructor(
    db: Database,
    private readonly sealer: VectorSealer,
    private readonly now: () => number,
  ) {
    this.#get = db.query<{ person: string; body: string; sealed: Uint8Array }, [string]>(
      "SELECT person, body, sealed FROM face_made WHERE token = ?1",
    );
    this.#put = db.query(
      `INSERT INTO face_made (token, person, body, sealed, at) VALUES (?1, ?2, ?3, ?4, ?5)
       ON CONFLICT (token) DO UPDATE SET person = excluded.person, body = excluded.body,
         sealed = excluded.sealed, at = excluded.at`,
    );
    this.#remove = db.query("DELETE FROM face_made WHERE token = ?1");
    this.#expire = db.query("DELETE FROM face_made WHERE at < ?1");
  }

  get(token: string, space: string): MadeFace | undefined {
    const row = this.#get.get(token);
    if (!row) return undefined;
    const vector = this.sealer.open(row.sealed, row.person, space);
    return { ...(JSON.parse(row.body) as Omit<MadeFace, "vector">), vector };
  }

  /** Called inside a transaction. */
  put(token: string, space: string, { vector, ...facts }: MadeFace): void {
    const sealed = this.sealer.seal(vector, facts.person, space);
    this.#put.run(token, facts.person, JSON.stringify(facts), sealed, this.now());
  }

  /** Called inside a transaction: it has arrived. */
  remove(token: string): void {
    this.#remove.run(token);
  }

  /** Called inside a transaction: those of runs that ended without taking them. */
  expire(before: number): void {
    this.#expire.run(before);
  }
}
