import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { findRun, undoRun } from "../../../../../src/engine/run/control.ts";
import { decideWith } from "../../../../../src/engine/run/decide.ts";
import { forgetPerson } from "../../../../../src/engine/workflows/faces/care/forget.ts";
import { markRequest } from "../../../../../src/engine/workflows/faces/parameters.ts";
import { type FaceRoom, faceRoom, mysqlSettings } from "../../../../fixtures/faces/face-room.ts";
import { pictureServer } from "../../../../fixtures/faces/picture-server.ts";
import { colours, squarePicture } from "../../../../fixtures/faces/square-pictures.ts";
import { hasMysql, noMysql, testDatabase } from "../../../../fixtures/mysql/database.ts";
import { filesIn } from "../../../../fixtures/temporary-folder.ts";
import { skipUnless } from "../../../../support/skip.ts";

const policy = { accept: "strong", onAmbiguous: "review", dryRun: false } as const;
const person = "789123";
const other = "7891234";

/** Two people with vectors, former vectors, refusals, consents, attendance by face and by hand, and questions open. */
async function lived(): Promise<FaceRoom> {
  const room = faceRoom();
  const photo = (...faces: Parameters<typeof squarePicture>[0]) => squarePicture(faces, 128, 128);
  filesIn(room.folder, {
    [`crew/${person}/a.png`]: await squarePicture([{ colour: colours.red }]),
    [`crew/${person}/blank.png`]: await squarePicture([]),
    [`crew/${other}/a.png`]: await squarePicture([{ colour: colours.green }]),
    "party.png": await photo(
      { colour: colours.red },
      { colour: colours.green, left: 70 },
      { colour: [240, 45, 45], top: 70 },
      { colour: colours.violet, left: 70, top: 70 },
    ),
  });
  const { stores, tables } = room;
  await room.embed({});
  await room.embed({ person, force: true });
  const consent = { purpose: "attendance", givenAt: 1, expiresAt: null, withdrawnAt: null };
  await stores.ledger.write(() => {
    for (const one of [person, other]) tables.consents.add({ person: one, ...consent });
  });
  const { run } = await room.attend("cena", [join(room.folder, "party.png")]);
  const [unknown] = stores.ledger.questions.open(findRun(stores.ledger, run).id, "none", 10);
  if (!unknown) throw new Error("nobody was unknown");
  const candidate = { id: person, label: person, score: 0, probability: null, reasons: [], target: person };
  await decideWith(stores.ledger, unknown, candidate);
  await room.resume(run);
  await room.work(markRequest({ event: "otra", person }, policy));
  return room;
}

async function bytesOf(room: FaceRoom): Promise<Buffer> {
  const files = [...new Bun.Glob("**/*").scanSync({ cwd: room.workspace, dot: true })];
  return Buffer.concat(await Promise.all(files.map((name) => Bun.file(join(room.workspace, name)).bytes())));
}

function sealedOf(room: FaceRoom, whose: string): Uint8Array[] {
  const db = new Database(join(room.workspace, "lote.sqlite"), { readonly: true });
  const rows = db
    .query<{ sealed: Uint8Array }, [string]>("SELECT sealed FROM face_vector WHERE person = ?1")
    .all(whose);
  db.close();
  return rows.map(({ sealed }) => sealed);
}

test("forgetting leaves no byte of the person's vectors, crops and records, and all of the others'", async () => {
  using room = await lived();
  const mine = sealedOf(room, person);
  expect(mine.length).toBeGreaterThan(1);
  expect(room.seen("cena").map((one) => one.person)).toEqual([person, other]);
  const crops = room.stores.ledger.runs
    .list(10)
    .flatMap((run) => room.stores.ledger.items.page(run.id, "", 100))
    .filter(({ key }) => key.includes("#"));
  expect(crops.length).toBe(4);

  const proof = await forgetPerson(room.stores, room.settings, person);
  expect(proof.left).toEqual([]);
  expect(proof.erased).toMatchObject({ vectors: mine.length, consents: 1, sightings: 3 });
  expect(proof.erased.previews).toBe(2);
  expect(proof.erased.effects).toBeGreaterThan(3);
  expect(proof.freePages).toMatchObject({ after: 0 });
  expect(proof.searched.bytes).toBeGreaterThan(1000);
  expect(proof.mysql).toBeNull();
  expect(proof.cannotProve).toContain("backups");

  const bytes = await bytesOf(room);
  for (const sealed of mine) expect(bytes.includes(sealed.slice(20, 60))).toBe(false);
  // The key of the other person begins with this one's: theirs alone is left.
  const text = bytes.toString("latin1");
  expect(text.replaceAll(other, "").includes(person)).toBe(false);
  expect(await room.active()).toEqual([other]);
  expect(room.seen("cena").map((one) => one.person)).toEqual([other]);
  expect(room.seen("otra")).toEqual([]);
  expect(room.tables.consents.holds(other, "attendance")).toBe(true);
  // Counts still add up, and nothing of it comes back by undoing or retrying.
  for (const run of room.stores.ledger.runs.list(10)) {
    const states = room.stores.ledger.items.page(run.id, "", 1000).map(({ state }) => state);
    const counts = room.stores.ledger.counters.counts(run.id);
    for (const state of ["done", "failed", "skipped", "review"] as const)
      expect(counts[state]).toBe(states.filter((one) => one === state).length);
    await undoRun(room.stores.ledger, run);
    await room.resume(run.name);
  }
  expect(await room.active()).toEqual([]);
  expect((await bytesOf(room)).toString("latin1").includes(`${person}"`)).toBe(false);
});

test("what was asked about a picture in a forgotten person's folder is not asked any more", async () => {
  using room = faceRoom();
  filesIn(room.folder, {
    [`crew/${person}/a.png`]: await squarePicture([{ colour: colours.red }]),
    [`visits/${person}/b.png`]: await squarePicture([{ colour: colours.violet }]),
  });
  await room.embed({});
  const consent = { purpose: "attendance", givenAt: 1, expiresAt: null, withdrawnAt: null };
  await room.stores.ledger.write(() => room.tables.consents.add({ person, ...consent }));
  const { run } = await room.attend("cena", [join(room.folder, "visits", person, "b.png")]);
  const { id } = findRun(room.stores.ledger, run);
  const asked = () =>
    Object.values(room.stores.ledger.questions.buckets(id)).reduce((sum, count) => sum + count, 0);
  expect(asked()).toBe(1);

  await forgetPerson(room.stores, room.settings, person);

  expect(asked()).toBe(0);
});

test("copies of the ledger, caches and lines of logs that hold something of the person go, and others stay", async () => {
  using room = await lived();
  const ledger = join(room.workspace, "lote.sqlite");
  const db = new Database(ledger);
  db.query("VACUUM INTO ?1").run(`${ledger}.before-9`);
  db.close();
  filesIn(room.workspace, {
    "lote.sqlite.before-1": "an old copy without faces",
    "cache/note.json": `{"seen":"${person}"}`,
    "cache/other.json": `{"seen":"${other}"}`,
    "logs/lote.log": `one line\nembedding ${person} failed\nthird ${other}\n`,
  });
  const proof = await forgetPerson(room.stores, room.settings, person);
  expect(proof.files.toSorted()).toEqual(["cache/note.json", "lote.sqlite.before-9"]);
  expect(proof.logLines).toBe(1);
  expect(proof.left).toEqual([]);
  expect(existsSync(`${ledger}.before-1`)).toBe(true);
  expect(await Bun.file(join(room.workspace, "logs/lote.log")).text()).toBe(`one line\nthird ${other}\n`);
});

/** One photo of two people, under these names, looked up at an event. */
async function lookedUp(...names: string[]): Promise<FaceRoom> {
  const room = faceRoom();
  const two = await squarePicture([{ colour: colours.red }, { colour: colours.green, left: 70 }], 128, 128);
  filesIn(room.folder, {
    [`crew/${person}/a.png`]: await squarePicture([{ colour: colours.red }]),
    [`crew/${other}/1.png`]: await squarePicture([{ colour: colours.green }]),
    ...Object.fromEntries(names.map((name) => [name, two])),
  });
  await room.embed({});
  await room.attend(
    "cena",
    names.map((name) => join(room.folder, name)),
  );
  return room;
}

test("a looked-up photo that is called by the key loses its name and keeps its row, its counts and its undo", async () => {
  using room = await lookedUp(
    `${person}.png`,
    `${person}-b.png`,
    `${person}_c (2).png`,
    `in/${person}`,
    `${other}.png`,
    `${person}a.png`,
  );
  const [run] = room.stores.ledger.runs.list(1);
  if (!run) throw new Error("there is no run");
  const before = room.stores.ledger.counters.counts(run.id);
  const proof = await forgetPerson(room.stores, room.settings, person);
  expect(proof.left).toEqual([]);
  expect(proof.erased.names).toBe(4);
  expect(proof.namesAlike).toEqual({ count: 0, first: [] });
  const text = (await bytesOf(room)).toString("latin1");
  // What goes on with a letter or a digit is another's, and is all that is left.
  expect(text.replaceAll(other, "").replaceAll(`${person}a.png`, "").includes(person)).toBe(false);
  expect(room.stores.ledger.counters.counts(run.id)).toEqual(before);
  expect(room.items(run.name)).toHaveLength(18);
  expect(room.seen("cena")).toMatchObject([{ person: other, faces: 6 }]);
  await undoRun(room.stores.ledger, run);
  await room.resume(run.name);
  expect(room.seen("cena")).toEqual([]);
});

test("names that hold the key elsewhere are listed as beyond proof, and are forgotten by their own name", async () => {
  using room = await lookedUp(`photo-${person}.png`, `gala (${person})/x.png`, `${person}.png`);
  const proof = await forgetPerson(room.stores, room.settings, person);
  expect(proof.left).toEqual([]);
  const names = [join(room.folder, `gala (${person})/x.png`), join(room.folder, `photo-${person}.png`)];
  expect(proof.namesAlike).toEqual({ count: 2, first: names });
  for (const name of [`photo-${person}.png`, `gala (${person})`]) {
    expect((await forgetPerson(room.stores, room.settings, name)).left).toEqual([]);
  }
  expect((await forgetPerson(room.stores, room.settings, person)).namesAlike.count).toBe(0);
  expect((await bytesOf(room)).toString("latin1").replaceAll(other, "").includes(person)).toBe(false);
  expect(room.seen("cena")).toMatchObject([{ person: other, faces: 3 }]);
});

test("a key as short as a number of a file changes nobody else's rows, and the names that hold it are told", async () => {
  using room = await lookedUp("1.png", "photo-1.png", "1/dinner.png");
  const keys = () =>
    room.stores.ledger.runs.list(9).flatMap(({ name }) => room.items(name).map(({ item }) => item));
  const before = keys();
  const proof = await forgetPerson(room.stores, room.settings, "1");
  // What lies in a folder of their name is theirs, with its two faces.
  expect(keys().filter((key) => !before.includes(key))).toHaveLength(3);
  expect(proof.erased).toMatchObject({ names: 0, vectors: 0, sightings: 0 });
  expect(proof.namesAlike.first).toEqual([
    ...["1.png", `crew/${other}/1.png`, "photo-1.png"].map((name) => join(room.folder, name)),
    "1.png",
  ]);
  expect(await room.active()).toEqual([person, other]);
});

test("what the program may not remove by itself is told as left", async () => {
  using room = await lived();
  filesIn(room.workspace, { "exports/people.csv": `crew_id\n${person}\n` });
  const proof = await forgetPerson(room.stores, room.settings, person);
  expect(proof.left).toEqual([{ where: "exports/people.csv", what: "key" }]);
});

test("a reader of the file that does not end keeps the log from being emptied, and that is told as left", async () => {
  using room = await lived();
  const reader = new Database(join(room.workspace, "lote.sqlite"), { readonly: true });
  const open = reader.query("SELECT * FROM item").iterate();
  open.next();
  const proof = await forgetPerson(room.stores, room.settings, person);
  expect(proof.freePages).toBeNull();
  expect(proof.left.map(({ where }) => where)).toContain("lote.sqlite");
  open.return?.();
  reader.close();
  expect((await forgetPerson(room.stores, room.settings, person)).left).toEqual([]);
}, 20_000);

test("nobody is forgotten while a run of faces is not over: it would remember them", async () => {
  using room = await lived();
  const { ledger } = room.stores;
  await ledger.write(() =>
    ledger.runs.create({ workflow: "faces.embed", parameters: {}, policy, fingerprint: "x" }),
  );
  const failure = await forgetPerson(room.stores, room.settings, person).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "faces-busy" });
  expect(await room.active()).toContain(person);
});

test("somebody of whom nothing is known is forgotten without anything being removed", async () => {
  using room = await lived();
  const proof = await forgetPerson(room.stores, room.settings, "nobody");
  expect(Object.values(proof.erased).every((count) => count === 0)).toBe(true);
  expect(await room.active()).toEqual([person, other]);
});

skipUnless(hasMysql, noMysql)(
  "vectors in the other database are removed as well, and its logs are named as beyond proof",
  async () => {
    await using database = await testDatabase();
    await database.run("CREATE TABLE tripulantes (crew_id VARCHAR(10), imagen VARCHAR(80))");
    await database.run("INSERT INTO tripulantes VALUES (?, 'a.png'), (?, 'a.png')", [person, other]);
    const red = await squarePicture([{ colour: colours.red }]);
    await using server = await pictureServer(() => red);
    using room = faceRoom(mysqlSettings(database.address, server.url));
    await room.embed({ from: { kind: "mysql" }, to: "mysql" });
    await room.embed({ from: { kind: "mysql" }, to: "mysql", force: true });
    const proof = await forgetPerson(room.stores, room.settings, person);
    expect(proof.mysql).toEqual({ removed: 2, left: 0 });
    expect(proof.left).toEqual([]);
    expect(proof.cannotProve).toContain("database-logs");
    const rows = await database.run(
      "SELECT crew_id FROM face_embeddings UNION SELECT person FROM lote_receipt",
    );
    expect(rows.map((row) => row.crew_id)).toEqual([other]);
  },
);
