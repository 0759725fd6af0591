import type { Database } from "bun:sqlite";
import { randomBytes } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { changedTexts } from "./person-in-json.ts";

/** A shorter key stands in too many files, and names of files, by chance to be taken for a person's. */
export const shortestTellingKey = 4;

const lookUps = "SELECT id FROM run WHERE workflow = 'faces.attend'";
/** Where a run tells of its photos by path: columns of JSON, and those of plain text. */
const told = [
  { table: "run", json: ["parameters", "detail"], plain: [], run: "id" },
  { table: "item", json: ["input", "carry", "result", "failure"], plain: ["key"], run: "run" },
  { table: "question", json: ["body"], plain: [], run: "run" },
  { table: "effect", json: ["plan", "before", "refusal"], plain: [], run: "run" },
  { table: "event", json: ["body"], plain: [], run: "run" },
] as const;

/** Every name that may be somebody's doing: of photos, folders, sources and events; of a face, its photo's. */
const names = `
  SELECT key AS name FROM item WHERE run IN (SELECT id FROM run WHERE workflow IN ('faces.attend', 'faces.embed'))
  UNION SELECT value FROM run, json_each(run.parameters, '$.photos') WHERE workflow = 'faces.attend'
  UNION SELECT parameters ->> '$.event' FROM run WHERE workflow IN ('faces.attend', 'faces.mark')
  UNION SELECT parameters ->> '$.from.path' FROM run WHERE workflow = 'faces.embed'
  UNION SELECT name FROM face_event
  UNION SELECT source FROM face_sighting
  UNION SELECT picture FROM face_vector
  UNION SELECT picture FROM face_refusal`;

/**
 * Gives another name to photos that were looked up and whose file is called by a person's key: that alone, or with
 * something after it that is neither letter nor digit (`789123.jpg`, `789123-b.jpg`). The rows stay, so that counts,
 * and what undo knows of others in the photo, stay true. Called inside a transaction.
 *
 * @returns how many photos
 */
export function renamePhotosOf(db: Database, person: string): number {
  if (person.length < shortestTellingKey) return 0;
  const begins = new RegExp(`^${escaped(person)}(?![\\p{L}\\p{N}])`, "iu");
  const paths = db
    .query<{ path: string }, []>(
      `SELECT DISTINCT value AS path FROM run, json_each(run.parameters, '$.photos') WHERE workflow = 'faces.attend'`,
    )
    .all()
    .flatMap(({ path }) => (typeof path === "string" && begins.test(basename(path)) ? [path] : []))
    // Where one path begins another, the longer is meant.
    .sort((one, other) => other.length - one.length);
  if (paths.length === 0) return 0;
  // By chance, not by the name's hash: who guesses the name would see that they guessed right.
  const renamed = paths.map(
    (path) => [path, join(dirname(path), `forgotten-${randomBytes(6).toString("hex")}`)] as const,
  );
  const change = (text: string) => renamed.reduce((all, [path, other]) => all.replaceAll(path, other), text);
  for (const { table, json, plain, run } of told) {
    const columns = [...json, ...plain];
    const rows = db
      .query<Record<string, string | number | null>, []>(
        `SELECT id, ${columns.join(", ")} FROM ${table} WHERE ${run} IN (${lookUps})`,
      )
      .all();
    const sets = columns.map((column, index) => `${column} = ?${index + 2}`).join(", ");
    const write = db.query(`UPDATE ${table} SET ${sets} WHERE id = ?1`);
    for (const row of rows) {
      const after = columns.map((column) => {
        const text = row[column];
        if (typeof text !== "string") return null;
        if ((plain as readonly string[]).includes(column)) return change(text);
        return JSON.stringify(changedTexts(JSON.parse(text), change));
      });
      if (columns.some((column, index) => row[column] !== after[index])) write.run(Number(row.id), ...after);
    }
    // A hash of the parameters tells them to who guesses them.
    if (table === "run") forgetFingerprints(db, renamed);
  }
  changeSources(db, change);
  return paths.length;
}

/** Runs that look at renamed photos. */
function forgetFingerprints(db: Database, renamed: readonly (readonly [string, string])[]): void {
  const write = db.query(
    `UPDATE run SET fingerprint = 'forgotten-' || id WHERE workflow = 'faces.attend'
       AND EXISTS (SELECT 1 FROM json_each(run.parameters, '$.photos') WHERE value = ?1)`,
  );
  for (const [, other] of renamed) write.run(other);
}

/** Changes the names of the photos by which somebody was seen. Called inside a transaction. */
export function changeSources(db: Database, change: (source: string) => string): void {
  const write = db.query(
    "UPDATE face_sighting SET source = ?4 WHERE event = ?1 AND person = ?2 AND source = ?3",
  );
  const rows = db
    .query<{ event: number; person: string; source: string }, []>(
      "SELECT event, person, source FROM face_sighting WHERE source <> ''",
    )
    .all();
  for (const { event, person, source } of rows) {
    const after = change(source);
    if (after !== source) write.run(event, person, source, after);
  }
}

/**
 * Names of photos, folders, sources and events in which the person's key stands with no letter or digit beside it. It
 * may be theirs, or a number like any other: nothing in them says which.
 */
export function namesHolding(db: Database, person: string): string[] {
  const holds = new RegExp(`(?<![\\p{L}\\p{N}])${escaped(person)}(?![\\p{L}\\p{N}])`, "iu");
  const found = new Set<string>();
  for (const { name } of db.query<{ name: string | null }, []>(names).iterate()) {
    // The number of a face in its photo is nobody's key.
    const photo = (name ?? "").replace(/#\d+$/, "");
    if (holds.test(photo)) found.add(photo);
  }
  return [...found].sort();
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
