import type { Database } from "bun:sqlite";

/**
 * Tells pictures of the collection of people and characters, who were not asked: by the bytes that were kept, by those
 * that they were made of, and by the perceptual hash, which a copy in another format shares. All that is known here
 * is whether it is one of them.
 */
export class ImportedPictures {
  readonly #has;
  readonly #any;

  constructor(db: Database) {
    this.#any = db.query("SELECT 1 FROM character WHERE picture IS NOT NULL LIMIT 1");
    this.#has = db.query<{ found: number }, [string, string]>(
      `SELECT 1 AS found FROM character WHERE picture IS NOT NULL
         AND (picture ->> 'hash' = ?2 OR picture ->> 'sha256' = ?1 OR picture ->> '$.credit.sourceSha256' = ?1) LIMIT 1`,
    );
  }

  /** Is there any that a picture could be? */
  any(): boolean {
    return this.#any.get() !== null;
  }

  /** @param hash perceptual, 16 hexadecimal digits */
  has(sha256: string, hash: string): boolean {
    return this.#has.get(sha256, hash) !== null;
  }
}
