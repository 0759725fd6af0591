import { expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { LoteError } from "../../../../../src/engine/errors/lote-error.ts";
import { decodePicture } from "../../../../../src/engine/images/decode.ts";
import { perceptualHash } from "../../../../../src/engine/images/perceptual-hash.ts";
import { findRun, undoRun } from "../../../../../src/engine/run/control.ts";
import { faceRoom } from "../../../../fixtures/faces/face-room.ts";
import { colours, squarePicture } from "../../../../fixtures/faces/square-pictures.ts";
import { openSquares, SquareReader } from "../../../../fixtures/faces/square-reader.ts";
import { filesIn } from "../../../../fixtures/temporary-folder.ts";

const red = await squarePicture([{ colour: colours.red }]);
const green = await squarePicture([{ colour: colours.green }]);
const smallGreen = await squarePicture([{ colour: colours.green, side: 14 }]);
const nobody = await squarePicture([]);
const two = await squarePicture([{ colour: colours.red }, { colour: colours.blue, left: 56 }]);
const tiny = await squarePicture([{ colour: colours.red, side: 6 }]);

test("each picture of a folder becomes a vector, refusals are failures with measure and advice, and the summary counts them", async () => {
  using room = faceRoom();
  filesIn(room.folder, {
    "crew/1/a.png": red,
    "crew/2/b.png": green,
    "crew/3/none.png": nobody,
    "crew/4/two.png": two,
    "crew/5/tiny.png": tiny,
    "crew/6/page.jpg": "<html>not found</html>",
  });
  const document = await room.embed({});
  expect(document.counts).toMatchObject({ total: 6, done: 2, failed: 4, skipped: 0 });
  expect(document.detail).toMatchObject({
    successful: 2,
    total: 6,
    errors: { "face-none": 1, "face-several": 1, "face-too-small": 1, "image-format": 1 },
    skipped: {},
    sink: "workspace",
  });
  expect((document.detail as { average: number }).average).toBeGreaterThanOrEqual(0);
  const messages = document.failures.map(({ message }) => message).join("\n");
  expect(messages).toContain("There are 2 faces in the picture");
  expect(messages).toContain("The face is 6 pixels wide; it takes 12.");
  expect(await room.active()).toEqual(["1", "2"]);
});

test("a second run looks at nothing that is known or was refused, --all looks for what changed, --force makes all anew", async () => {
  using room = faceRoom();
  filesIn(room.folder, { "crew/1/a.png": red, "crew/2/b.png": green, "crew/3/c.png": nobody });
  await room.embed({});
  const again = await room.embed({});
  expect(again.counts).toMatchObject({ total: 3, skipped: 3, done: 0, failed: 0 });
  expect(again.detail).toMatchObject({ skipped: { known: 2, "refused-before": 1 } });

  filesIn(room.folder, { "crew/1/a.png": await squarePicture([{ colour: colours.blue }]) });
  const all = await room.embed({ all: true });
  expect(all.detail).toMatchObject({ successful: 1, skipped: { unchanged: 1, "refused-before": 1 } });

  const forced = await room.embed({ force: true });
  expect(forced.counts).toMatchObject({ done: 2, failed: 1, skipped: 0 });
  expect(await room.active()).toEqual(["1", "2"]);
});

test("--crew-id takes one person, and --max so many that are new", async () => {
  using room = faceRoom();
  filesIn(room.folder, { "crew/1/a.png": red, "crew/2/b.png": green, "crew/3/c.png": red });
  expect((await room.embed({ person: "2" })).counts).toMatchObject({ total: 1, done: 1 });
  expect((await room.embed({ max: 1 })).counts).toMatchObject({ done: 1 });
  expect(await room.active()).toEqual(["1", "2"]);
  expect((await room.embed({ max: 1 })).counts).toMatchObject({ done: 1 });
  expect(await room.active()).toEqual(["1", "2", "3"]);
});

test("a worse new picture does not take the place of a better one, unless it is told to", async () => {
  using room = faceRoom();
  const csv = join(room.folder, "crew.csv");
  const from = { kind: "csv", path: csv } as const;
  filesIn(room.folder, {
    "crew.csv": "crew_id,imagen\n1,good.png\n",
    "good.png": green,
    "bad.png": smallGreen,
  });
  await room.embed({ from });
  await Bun.write(csv, "crew_id,imagen\n1,bad.png\n");
  const worse = await room.embed({ from });
  expect(worse.detail).toMatchObject({ successful: 0, skipped: { "kept-better": 1 } });
  // It is a result: it is not worked out again.
  expect((await room.embed({ from })).detail).toMatchObject({ skipped: { "kept-better": 1 } });
  const told = await room.embed({ from, force: true });
  expect(told.counts).toMatchObject({ done: 1 });
  expect(await room.active()).toEqual(["1"]);
});

test("undoing a run brings the former vectors back, and leaves alone what was replaced since", async () => {
  using room = faceRoom();
  const csv = join(room.folder, "crew.csv");
  const from = { kind: "csv", path: csv } as const;
  filesIn(room.folder, { "crew.csv": "crew_id,imagen\n1,a.png\n2,a.png\n", "a.png": red, "b.png": green });
  const first = await room.embed({ from });
  await Bun.write(csv, "crew_id,imagen\n1,b.png\n");
  const second = await room.embed({ from });
  const undo = async (name: string) => {
    await undoRun(room.stores.ledger, findRun(room.stores.ledger, name));
    return room.resume(name);
  };
  await undo(first.run);
  expect(await room.active()).toEqual(["1"]);
  await undo(second.run);
  expect(await room.active()).toEqual(["1"]);
  await undo(first.run);
  expect(await room.active()).toEqual([]);
});

test("where consent is required, who has not given it or has withdrawn it gets no vector, and is told apart", async () => {
  using room = faceRoom({ "face-consent": "required", "face-purpose": "attendance" });
  filesIn(room.folder, {
    "crew/1/a.png": red,
    "crew/2/a.png": red,
    "crew/3/a.png": red,
    "crew/4/a.png": red,
    "crew/5/a.png": red,
  });
  const now = Date.now();
  const hour = 3600_000;
  const note = (person: string, change: object) =>
    room.stores.ledger.write(() =>
      room.tables.consents.add({
        person,
        purpose: "attendance",
        givenAt: now - 2 * hour,
        expiresAt: null,
        withdrawnAt: null,
        ...change,
      }),
    );
  await note("1", {});
  await note("2", { purpose: "something else" });
  await note("3", { expiresAt: now - hour });
  await note("4", {});
  await note("4", { withdrawnAt: now - hour });
  const document = await room.embed({});
  expect(document.detail).toMatchObject({
    successful: 1,
    skipped: { "no-consent": 4 },
    consent: "attendance",
  });
  expect(await room.active()).toEqual(["1"]);
});

test("pictures of imported people never become faces: not copied, not renamed, not saved in another format", async () => {
  using room = faceRoom();
  const { collection } = room.stores.characters;
  const jpeg = await sharp(
    await squarePicture([{ colour: colours.red }, { colour: colours.blue, left: 40, top: 40 }]),
  )
    .jpeg({ quality: 85 })
    .toBuffer();
  const sha = (bytes: Uint8Array) => new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
  const source = await squarePicture([{ colour: colours.violet }]);
  const hash = perceptualHash(await decodePicture(jpeg)).toHex();
  await room.stores.ledger.write(() =>
    collection.put(
      {
        entity: "wikidata:Q1",
        name: "Somebody",
        kind: "person",
        description: "",
        names: {},
        summary: null,
        facts: [],
        category: null,
        picture: {
          path: "images/characters/x.jpg",
          sha256: sha(jpeg),
          width: 96,
          height: 96,
          hash,
          credit: {
            source: "wikipedia",
            page: null,
            url: null,
            author: null,
            licence: null,
            licenceUrl: null,
            fetchedAt: 0,
            sourceSha256: sha(source),
            generator: null,
          },
        },
      },
      ["Somebody"],
    ),
  );
  filesIn(room.folder, {
    "crew/1/copy.jpg": jpeg,
    "crew/2/original.png": source,
    "crew/3/converted.webp": await sharp(jpeg).webp({ quality: 80 }).toBuffer(),
    "crew/4/own.png": green,
  });
  const document = await room.embed({});
  expect(document.detail).toMatchObject({ successful: 1, errors: { "imported-picture": 3 } });
  expect(await room.active()).toEqual(["4"]);
});

test("a picture that takes the model's process down fails by itself, and the others go on", async () => {
  using room = faceRoom();
  filesIn(room.folder, { "crew/1/a.png": red, "crew/2/b.png": tiny, "crew/3/c.png": green });
  const openReader = openSquares({
    before: (picture) => {
      if (picture.length === tiny.length)
        throw new LoteError("model-crashed", { detail: "SIGSEGV", model: "x" });
    },
  });
  const document = await room.embed({}, { openReader });
  expect(document.counts.done).toBe(2);
  expect(document.failures.map(({ code }) => code)).toEqual(["model-crashed"]);
});

test("a dry run works everything out and keeps no vector", async () => {
  using room = faceRoom();
  filesIn(room.folder, { "crew/1/a.png": red });
  const document = await room.embed({}, { policy: { dryRun: true } });
  expect(document.counts).toMatchObject({ done: 1 });
  expect(await room.active()).toEqual([]);
});

test("what the workspace holds of a vector shows none of its numbers, and no file is left beside the ledger", async () => {
  using room = faceRoom();
  filesIn(room.folder, { "crew/1/a.png": red });
  await room.embed({});
  rmSync(join(room.workspace, "cache"), { recursive: true, force: true });
  const files = [...new Bun.Glob("**/*").scanSync({ cwd: room.workspace, dot: true })].sort();
  expect(files.filter((name) => !/^(lote\.sqlite(-wal|-shm)?|workers\/.*)$/.test(name))).toEqual([]);
  const [vector] = (await new SquareReader().read(red)).faces.map((face) => face.vector as Float32Array);
  const needle = Buffer.from(vector?.buffer ?? new ArrayBuffer(8)).subarray(0, 12);
  for (const file of ["lote.sqlite", "lote.sqlite-wal"]) {
    const bytes = Buffer.from(await Bun.file(join(room.workspace, file)).bytes());
    expect(bytes.includes(needle)).toBe(false);
    expect(bytes.includes(JSON.stringify(vector?.[0]))).toBe(false);
  }
});

test("a run for one person whom the source does not have says so", async () => {
  using room = faceRoom();
  filesIn(room.folder, { "crew/1/a.png": red });
  const { run } = await room.embed({ person: "2" });
  const { ledger } = room.stores;
  const events = ledger.events.latest(findRun(ledger, run).id);
  expect(JSON.stringify(events)).toContain("crew-not-in-source");
  const there = await room.embed({ person: "1" });
  expect(JSON.stringify(ledger.events.latest(findRun(ledger, there.run).id))).not.toContain("crew-not");
});
