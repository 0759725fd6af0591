import type { Database } from "bun:sqlite";

/** Which key the vectors of a workspace are sealed with. */
export interface FaceKeyRow {
  /** What its file is called. */
  readonly name: string;
  /** Tells keys apart; it does not tell the key. */
  readonly fingerprint: string;
}

/** The workspace's note of its key. The key itself is elsewhere. */
export class FaceKeys {
  readonly #get;
  readonly #put;

  constructor(db: Database) {
    this.#get = db.query<FaceKeyRow, []>("SELECT name, fingerprint FROM face_key");
    this.#put = db.query(
      "INSERT INTO face_key (one, name, fingerprint) VALUES (1, ?1, ?2) ON CONFLICT DO NOTHING",
    );
  }

  get(): FaceKeyRow | undefined {
    return this.#get.get() ?? undefined;
  }

  /** Called inside a transaction. The first one stands; returns what stands. */
  put({ name, fingerprint }: FaceKeyRow): FaceKeyRow {
    this.#put.run(name, fingerprint);
    return this.get() ?? { name, fingerprint };
  }
}
