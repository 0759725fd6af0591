import type { Database } from "bun:sqlite";
import type {
  FaceFacts,
  FacePerson,
  FaceSink,
  FaceToKeep,
  FaceVersion,
  GalleryFace,
  KeptReceipt,
  KeptSpace,
  VectorSealer,
} from "../../faces.ts";
import { isBetter } from "../../is-better.ts";

/** Rows read at once. */
const page = 500;

interface VersionRow extends Omit<FaceVersion, "active"> {
  readonly state: string;
}

/** What the vectors of the workspace are written and read with. */
export interface WorkspaceSinkOptions {
  readonly sealer: VectorSealer;
  readonly now: () => number;
  /** Runs a change as a transaction of its own. */
  readonly write: <T>(change: () => T) => Promise<T>;
}

/** The workspace's own table: vectors lie sealed in it, and change in the transaction of the item. */
export class WorkspaceSink implements FaceSink {
  readonly kind = "workspace";
  readonly outside = false;
  readonly #known;
  readonly #current;
  readonly #byWork;
  readonly #supersede;
  readonly #insert;
  readonly #remove;
  readonly #restore;
  readonly #gallery;
  readonly #people;
  readonly #versions;
  readonly #purge;
  readonly #forget;
  readonly #count;

  constructor(
    db: Database,
    private readonly options: WorkspaceSinkOptions,
  ) {
    const version =
      "id AS row, person, model, state, picture, content, quality, confidence, made_at AS madeAt FROM face_vector";
    this.#known = db.query(
      "SELECT 1 FROM face_vector WHERE person = ?1 AND space = ?2 AND picture = ?3 AND state = 'active'",
    );
    // A slot of its own replaces itself only; the one picture of a person replaces all.
    this.#current = db.query<VersionRow, [string, string, string]>(
      `SELECT ${version} WHERE person = ?1 AND space = ?2 AND state = 'active' AND (?3 = '' OR slot = ?3) ORDER BY id`,
    );
    this.#byWork = db.query<{ id: number; state: string; replaced: string }, [string]>(
      "SELECT id, state, replaced FROM face_vector WHERE work = ?1",
    );
    this.#supersede = db.query("UPDATE face_vector SET state = 'former', former_since = ?2 WHERE id = ?1");
    this.#insert = db.query<{ id: number }, (string | number | null | Uint8Array)[]>(
      `INSERT INTO face_vector (person, slot, space, model, work, replaced, state, sealed, quality, confidence,
         picture, content, made_at)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'active', ?7, ?8, ?9, ?10, ?11, ?12) RETURNING id`,
    );
    this.#remove = db.query("DELETE FROM face_vector WHERE work = ?1");
    this.#restore = db.query(
      "UPDATE face_vector SET state = 'active', former_since = NULL WHERE id = ?1 AND state = 'former'",
    );
    this.#gallery = db.query<
      { id: number; person: string; picture: string; sealed: Uint8Array },
      [string, number, number]
    >(
      `SELECT id, person, picture, sealed FROM face_vector
       WHERE space = ?1 AND state = 'active' AND id > ?2 ORDER BY id LIMIT ?3`,
    );
    this.#people = db.query<FacePerson, [string, number]>(
      `SELECT person, sum(state = 'active') AS active FROM face_vector
       WHERE person > ?1 GROUP BY person ORDER BY person LIMIT ?2`,
    );
    this.#versions = db.query<VersionRow, [string]>(`SELECT ${version} WHERE person = ?1 ORDER BY id DESC`);
    this.#purge = db.query("DELETE FROM face_vector WHERE state = 'former' AND former_since < ?1");
    this.#forget = db.query("DELETE FROM face_vector WHERE person = ?1");
    this.#count = db.query<{ n: number }, [string]>(
      "SELECT count(*) AS n FROM face_vector WHERE person = ?1",
    );
  }

  async known(space: KeptSpace, pictures: readonly Pick<FaceFacts, "person" | "picture">[]) {
    const known = new Set<number>();
    for (const [index, { person, picture }] of pictures.entries()) {
      if (this.#known.get(person, space.id, picture) !== null) known.add(index);
    }
    return known;
  }

  async current(space: KeptSpace, person: string, slot: string): Promise<FaceVersion[]> {
    return this.#current.all(person, space.id, slot).map(toVersion);
  }

  async keep(face: FaceToKeep): Promise<() => KeptReceipt> {
    return () => {
      const done = this.#byWork.get(face.work);
      if (done) return { row: done.id, former: JSON.parse(done.replaced) as number[] };
      const { person, slot, space, vector, quality, confidence, picture, content } = face;
      const now = this.options.now();
      const current = this.#current.all(person, space.id, slot);
      if (isBetter(current, face.unlessAbove)) return { row: 0, former: [] };
      const former = current.map(({ row }) => row);
      for (const row of former) this.#supersede.run(row, now);
      const sealed = this.options.sealer.seal(vector(), person, space.id);
      const made = this.#insert.get(
        person,
        slot,
        space.id,
        space.model,
        face.work,
        JSON.stringify(former),
        sealed,
        quality,
        confidence,
        picture,
        content,
        now,
      );
      return { row: made?.id ?? 0, former };
    };
  }

  async takeBack({ work }: Pick<FaceToKeep, "work">): Promise<() => boolean> {
    return () => {
      const row = this.#byWork.get(work);
      // It was never kept, or is taken back already.
      if (!row) return true;
      if (row.state !== "active") return false;
      this.#remove.run(work);
      for (const id of JSON.parse(row.replaced) as number[]) this.#restore.run(id);
      return true;
    };
  }

  async *gallery(space: KeptSpace): AsyncGenerator<GalleryFace[]> {
    for (let after = 0; ; ) {
      const rows = this.#gallery.all(space.id, after, page);
      const last = rows.at(-1);
      if (!last) return;
      after = last.id;
      yield rows.map(({ person, picture, sealed }) => ({
        person,
        picture,
        vector: this.options.sealer.open(sealed, person, space.id),
      }));
    }
  }

  async people(after: string, limit: number): Promise<FacePerson[]> {
    return this.#people.all(after, limit);
  }

  async versions(person: string): Promise<FaceVersion[]> {
    return this.#versions.all(person).map(toVersion);
  }

  purge(before: number): Promise<number> {
    return this.options.write(() => this.#purge.run(before).changes);
  }

  forget(person: string): Promise<number> {
    return this.options.write(() => this.#forget.run(person).changes);
  }

  async count(person: string): Promise<number> {
    return this.#count.get(person)?.n ?? 0;
  }

  async close(): Promise<void> {}
}

function toVersion({ state, ...rest }: VersionRow): FaceVersion {
  return { ...rest, active: state === "active" };
}
