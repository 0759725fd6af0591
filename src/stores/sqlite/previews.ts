import type { Database } from "bun:sqlite";

/** Small pictures for the review, by the content they show. */
export class Previews {
  readonly #get;
  readonly #put;
  readonly #has;

  constructor(db: Database) {
    this.#get = db.query<{ image: Uint8Array }, [string]>("SELECT image FROM preview WHERE content = ?1");
    this.#has = db.query("SELECT 1 FROM preview WHERE content = ?1");
    this.#put = db.query("INSERT INTO preview (content, image) VALUES (?1, ?2) ON CONFLICT DO NOTHING");
  }

  /** JPEG bytes. */
  get(content: string): Uint8Array | undefined {
    return this.#get.get(content)?.image;
  }

  has(content: string): boolean {
    return this.#has.get(content) !== null;
  }

  put(content: string, image: Uint8Array): void {
    this.#put.run(content, image);
  }
}
