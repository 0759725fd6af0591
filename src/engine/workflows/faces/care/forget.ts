import { readdirSync, statSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { type Erased, Eraser } from "../../../../stores/sqlite/faces/erase.ts";
import { shortestTellingKey } from "../../../../stores/sqlite/faces/photo-names.ts";
import { faceTables } from "../../../../stores/sqlite/faces/tables.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import type { EngineSettings } from "../../../config/engine-settings.ts";
import { LoteError } from "../../../errors/lote-error.ts";
import { writeWhole } from "../../../files/write-whole.ts";
import { actor } from "../identify/actor.ts";
import { openFaceStores } from "../sink/open-sink.ts";
import { hasMysql } from "../source/mysql-address.ts";
import { holds, type Needle, needlesIn } from "./needles.ts";

/** Names told of those that hold the key. */
const namesTold = 10;

/** What is beyond this program's reach, by code. */
export type Unprovable = "database-logs" | "database-pages" | "backups" | "snapshots" | "exports" | "photos";

/** What forgetting somebody did, and what a search for them found after. */
export interface ForgetProof {
  readonly erased: Erased;
  /** Rows removed from the other database; null: none is set. */
  readonly mysql: { readonly removed: number; readonly left: number } | null;
  /** Files that were removed whole since they held something of the person: copies before migrations, caches. */
  readonly files: readonly string[];
  readonly logLines: number;
  /** Free pages of the ledger before and after they were overwritten; null: another process was at it. */
  readonly freePages: { readonly before: number; readonly after: number } | null;
  readonly searched: { readonly files: number; readonly bytes: number };
  /** Where something was found after: a file or table, and what. Empty is the proof. */
  readonly left: readonly { readonly where: string; readonly what: string }[];
  readonly cannotProve: readonly Unprovable[];
  /**
   * Names of photos, folders and events that hold the key, and may be the person's or a number like any other: how
   * many, and the first of them.
   */
  readonly namesAlike: { readonly count: number; readonly first: readonly string[] };
}

/**
 * Removes everything of a person from the workspace, and from the database where vectors may be: vectors, crops,
 * refusals, consents, attendance, what runs remember to undo, copies of the ledger, caches and lines of logs. Then it
 * overwrites free pages, searches all files of the workspace for what is left, and says what it cannot know.
 *
 * @throws LoteError `faces-busy` while a run of faces is not over; what the database says, before anything is removed
 */
export async function forgetPerson(
  stores: Stores,
  settings: EngineSettings,
  person: string,
): Promise<ForgetProof> {
  const eraser = new Eraser(stores);
  const unfinished = eraser.unfinishedRun();
  if (unfinished !== undefined) throw new LoteError("faces-busy", { run: unfinished });
  const mysql = hasMysql(settings) ? await forgetInMysql(stores, settings, person) : null;
  const traces = eraser.traces(person);
  eraser.overwriteAsDeleted(true);
  const { ledger, folder } = stores;
  const erased = await ledger.write(() => eraser.erase(person), { durable: true });
  const needles = needlesOf(person, traces);
  const files = await removeFiles(folder, needles);
  const logLines = await removeLogLines(folder, needles);
  await ledger.write(() =>
    faceTables(stores).audit.add({
      actor: actor(),
      action: "forget",
      picture: null,
      body: { vectors: erased.vectors + (mysql?.removed ?? 0), items: erased.items },
    }),
  );
  const freePages = await eraser.overwrite();
  const { searched, left } = await search(folder, needles);
  const alike = eraser.namesHolding(person);
  const tables = eraser.left(person).map(({ table, rows }) => ({ where: table, what: `${rows}` }));
  return {
    erased,
    mysql,
    files,
    logLines,
    freePages,
    searched,
    left: [
      ...tables,
      ...left,
      ...(mysql && mysql.left > 0 ? [{ where: "face_embeddings", what: String(mysql.left) }] : []),
      ...(freePages === null ? [{ where: "lote.sqlite", what: "free-pages" }] : []),
    ],
    cannotProve: [
      ...(mysql ? (["database-logs", "database-pages"] as const) : []),
      "backups",
      "snapshots",
      "exports",
      "photos",
    ],
    namesAlike: { count: alike.length, first: alike.slice(0, namesTold) },
  };
}

async function forgetInMysql(stores: Stores, settings: EngineSettings, person: string) {
  try {
    const { sink } = await openFaceStores(stores, settings, { kind: "mysql", access: "read" });
    try {
      const removed = await sink.forget(person);
      return { removed, left: await sink.count(person) };
    } finally {
      await sink.close();
    }
  } catch (error) {
    // A database without the table holds no vector of anybody.
    const { code, data } = error as { code?: string; data?: { detail?: string } };
    if (code === "mysql-schema" && /doesn't exist/.test(data?.detail ?? "")) return { removed: 0, left: 0 };
    throw error;
  }
}

function needlesOf(
  person: string,
  {
    sealed,
    contents,
    crops,
  }: { sealed: readonly Uint8Array[]; contents: readonly string[]; crops: readonly Uint8Array[] },
): Needle[] {
  const text = (value: string) => new TextEncoder().encode(value);
  return [
    ...sealed.map((bytes) => ({ what: "vector", bytes })),
    ...crops.map((bytes) => ({ what: "crop", bytes })),
    ...contents.map((content) => ({ what: "picture-hash", bytes: text(content) })),
    // A shorter one is found in tables all the same.
    ...(person.length >= shortestTellingKey
      ? [{ what: "key", bytes: text(person), asWord: true as const }]
      : []),
  ];
}

/** What lote itself wrote and may remove whole: copies of the ledger, and caches. */
function isRemovable(path: string): boolean {
  return /^lote\.sqlite\.(before|damaged|salvaged)/.test(path) || path.startsWith("cache/");
}

async function removeFiles(folder: string, needles: readonly Needle[]): Promise<string[]> {
  const removed: string[] = [];
  for (const path of filesOf(folder)) {
    const name = relative(folder, path);
    if (!isRemovable(name)) continue;
    // In a copy of the ledger, pages are compressed by nobody: what is there is seen.
    const isCopy = name.startsWith("lote.sqlite.");
    if ((await needlesIn(path, isCopy ? loosened(needles) : needles)).size === 0) continue;
    await rm(path, { force: true });
    removed.push(name);
  }
  return removed;
}

/** In a record of SQLite values stand side by side: a key has no edges there. */
function loosened(needles: readonly Needle[]): Needle[] {
  return needles.map(({ what, bytes }) => ({ what, bytes }));
}

async function removeLogLines(folder: string, needles: readonly Needle[]): Promise<number> {
  let removed = 0;
  for (const path of filesOf(join(folder, "logs"))) {
    if ((await needlesIn(path, needles)).size === 0) continue;
    const lines = (await readFile(path, "utf8")).split("\n");
    const kept = lines.filter((line) => !needles.some((needle) => holds(Buffer.from(line), needle)));
    removed += lines.length - kept.length;
    await writeWhole(path, kept.join("\n"));
  }
  return removed;
}

async function search(folder: string, needles: readonly Needle[]) {
  const left: { where: string; what: string }[] = [];
  let files = 0;
  let size = 0;
  for (const path of filesOf(folder)) {
    const name = relative(folder, path);
    // What the tables hold is looked at row by row; of the file's bytes, whatever no chance can make.
    const wanted = /^lote\.sqlite/.test(name) ? needles.filter(({ asWord }) => asWord !== true) : needles;
    files++;
    size += statSync(path).size;
    for (const what of await needlesIn(path, wanted)) left.push({ where: name, what });
  }
  return { searched: { files, bytes: size }, left };
}

/** Every file below, hidden ones too; links are not followed. */
function* filesOf(folder: string): Generator<string> {
  let entries: ReturnType<typeof readEntries>;
  try {
    entries = readEntries(folder);
  } catch {
    return;
  }
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesOf(path);
    else if (entry.isFile()) yield path;
  }
}

function readEntries(folder: string) {
  return readdirSync(folder, { withFileTypes: true });
}
