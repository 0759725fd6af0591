import type { Database } from "bun:sqlite";
import type { AuditLine } from "../../faces.ts";

/** Every look-up and every change of care leaves a line here. It names nobody. */
export class FaceAudit {
  readonly #add;
  readonly #page;

  constructor(
    db: Database,
    private readonly now: () => number,
  ) {
    this.#add = db.query(
      "INSERT INTO face_audit (at, actor, action, picture, body) VALUES (?1, ?2, ?3, ?4, ?5)",
    );
    this.#page = db.query<
      Omit<AuditLine, "body"> & { id: number; at: number; body: string },
      [number, number]
    >("SELECT id, at, actor, action, picture, body FROM face_audit WHERE id > ?1 ORDER BY id LIMIT ?2");
  }

  /** Called inside a transaction. */
  add({ actor, action, picture, body }: AuditLine): void {
    this.#add.run(this.now(), actor, action, picture, JSON.stringify(body));
  }

  /** Lines in order, from after number `after`. */
  page(after: number, limit: number): (AuditLine & { readonly id: number; readonly at: number })[] {
    return this.#page
      .all(after, limit)
      .map((row) => ({ ...row, body: JSON.parse(row.body) as AuditLine["body"] }));
  }
}
