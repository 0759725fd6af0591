import type { Database } from "bun:sqlite";
import type { Attendee, FaceEvent, NewSighting } from "../../faces.ts";

/** Events, and who was seen there: once, however often and however they were. */
export class Attendance {
  readonly #find;
  readonly #make;
  readonly #all;
  readonly #seen;
  readonly #mark;
  readonly #unmark;
  readonly #drop;
  readonly #hasSeen;

  constructor(
    db: Database,
    private readonly now: () => number,
  ) {
    const event = `SELECT id, name, created_at AS createdAt,
      (SELECT count(DISTINCT person) FROM face_sighting WHERE event = face_event.id) AS seen FROM face_event`;
    this.#find = db.query<FaceEvent, [string]>(`${event} WHERE name = ?1`);
    this.#make = db.query("INSERT INTO face_event (name, created_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING");
    this.#all = db.query<FaceEvent, []>(`${event} ORDER BY created_at DESC, id DESC`);
    this.#seen = db.query<Attendee, [number, string, number]>(
      `SELECT person, min(found) AS found, sum(source <> '') AS faces, min(distance) AS distance, min(at) AS at
       FROM face_sighting WHERE event = ?1 AND person > ?2 GROUP BY person ORDER BY person LIMIT ?3`,
    );
    this.#mark = db.query(
      `INSERT INTO face_sighting (event, person, source, found, distance, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
       ON CONFLICT DO NOTHING`,
    );
    this.#unmark = db.query("DELETE FROM face_sighting WHERE event = ?1 AND person = ?2 AND source = ?3");
    this.#hasSeen = db.query("SELECT 1 FROM face_sighting WHERE person = ?1 LIMIT 1");
    this.#drop = db.query(
      "DELETE FROM face_event WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM face_sighting WHERE event = ?1)",
    );
  }

  find(name: string): FaceEvent | undefined {
    return this.#find.get(name) ?? undefined;
  }

  /** The newest first. */
  all(): FaceEvent[] {
    return this.#all.all();
  }

  /** Was this person at any event? */
  hasSeen(person: string): boolean {
    return this.#hasSeen.get(person) !== null;
  }

  /** Called inside a transaction. */
  make(name: string): FaceEvent {
    this.#make.run(name, this.now());
    const event = this.find(name);
    if (!event) throw new Error("an event was made and is not there");
    return event;
  }

  /** By person, from after `after`. */
  seen(event: number, after: string, limit: number): Attendee[] {
    return this.#seen.all(event, after, limit);
  }

  /** Called inside a transaction. False: that was known already, and nothing changed. */
  mark(event: number, { person, source, found, distance }: NewSighting): boolean {
    return this.#mark.run(event, person, source, found, distance, this.now()).changes > 0;
  }

  /** Called inside a transaction. An event that nobody is left of is no event. False: there was nothing to take back. */
  unmark(event: number, person: string, source: string): boolean {
    const isThere = this.#unmark.run(event, person, source).changes > 0;
    this.#drop.run(event);
    return isThere;
  }
}
