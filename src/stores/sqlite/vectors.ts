import type { Database } from "bun:sqlite";

/** Vectors by space, content and view of the content, as little-endian float32 blobs. */
export class Vectors {
  readonly #of;
  readonly #put;

  constructor(db: Database) {
    this.#of = db.query<{ view: string; value: Uint8Array }, [string, string]>(
      "SELECT view, value FROM vector WHERE space = ?1 AND content = ?2",
    );
    this.#put = db.query(
      `INSERT INTO vector (space, content, view, value) VALUES (?1, ?2, ?3, ?4)
       ON CONFLICT (space, content, view) DO UPDATE SET value = excluded.value`,
    );
  }

  /** Those of `views` that there are. */
  of<View extends string>(space: string, content: string, views: readonly View[]): Map<View, Float32Array> {
    const found = new Map<View, Float32Array>();
    for (const { view, value } of this.#of.all(space, content)) {
      const wanted = views.find((one) => one === view);
      if (wanted !== undefined) found.set(wanted, new Float32Array(value.slice().buffer));
    }
    return found;
  }

  /** Is there one of each of `views`? */
  has(space: string, content: string, views: readonly string[]): boolean {
    return this.of(space, content, views).size === views.length;
  }

  put(space: string, content: string, view: string, vector: Float32Array): void {
    this.#put.run(space, content, view, new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength));
  }
}
