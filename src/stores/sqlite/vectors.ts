import type { Database } from "bun:sqlite";

/** Vectors by space and content, as little-endian float32 blobs. */
export class Vectors {
  readonly #get;
  readonly #put;
  readonly #has;

  constructor(db: Database) {
    this.#get = db.query<{ value: Uint8Array }, [string, string]>(
      "SELECT value FROM vector WHERE space = ?1 AND content = ?2",
    );
    this.#has = db.query("SELECT 1 FROM vector WHERE space = ?1 AND content = ?2");
    this.#put = db.query(
      `INSERT INTO vector (space, content, value) VALUES (?1, ?2, ?3)
       ON CONFLICT (space, content) DO UPDATE SET value = excluded.value`,
    );
  }

  get(space: string, content: string): Float32Array | undefined {
    const row = this.#get.get(space, content);
    return row ? new Float32Array(row.value.slice().buffer) : undefined;
  }

  has(space: string, content: string): boolean {
    return this.#has.get(space, content) !== null;
  }

  put(space: string, content: string, vector: Float32Array): void {
    this.#put.run(space, content, new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength));
  }
}
