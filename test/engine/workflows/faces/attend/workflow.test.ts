import { expect, test } from "bun:test";
import { join } from "node:path";
import { findRun, retryFailed, undoRun } from "../../../../../src/engine/run/control.ts";
import { decide, decideWith, reject } from "../../../../../src/engine/run/decide.ts";
import { undoDecision } from "../../../../../src/engine/run/take-back.ts";
import { markRequest } from "../../../../../src/engine/workflows/faces/parameters.ts";
import type { QuestionRow } from "../../../../../src/stores/ledger.ts";
import { type FaceRoom, faceRoom } from "../../../../fixtures/faces/face-room.ts";
import { colours, squarePicture } from "../../../../fixtures/faces/square-pictures.ts";
import { filesIn } from "../../../../fixtures/temporary-folder.ts";

const policy = { accept: "strong", onAmbiguous: "review", dryRun: false } as const;

/** People 1, 2 and 3 are red, green and blue. */
async function crew(settings = {}): Promise<FaceRoom> {
  const room = faceRoom(settings);
  filesIn(room.folder, {
    "crew/1/a.png": await squarePicture([{ colour: colours.red }]),
    "crew/2/a.png": await squarePicture([{ colour: colours.green }]),
    "crew/3/a.png": await squarePicture([{ colour: colours.blue }]),
    "party.png": await squarePicture(
      [
        { colour: colours.red },
        { colour: colours.green, left: 60 },
        { colour: colours.violet, top: 60 },
        { colour: [240, 45, 45], left: 60, top: 60 },
      ],
      128,
      128,
    ),
    "later.png": await squarePicture([{ colour: colours.red, left: 20, top: 20 }]),
  });
  await room.embed({});
  return room;
}

function open(room: FaceRoom, run: string): QuestionRow[] {
  const row = findRun(room.stores.ledger, run);
  return (["strong", "medium", "low", "none"] as const).flatMap((bucket) =>
    room.stores.ledger.questions.open(row.id, bucket, 100),
  );
}

const photo = (room: FaceRoom, name: string) => join(room.folder, name);

test("who is surely seen is marked, a second face of the same person and an unknown one wait for a person, with crops", async () => {
  using room = await crew();
  const document = await room.attend("cena", [photo(room, "party.png")]);
  expect(document.counts).toMatchObject({ total: 5, done: 3, review: 2 });
  expect(room.seen("cena").map(({ person, found, faces }) => [person, found, faces])).toEqual([
    ["1", "face", 1],
    ["2", "face", 1],
  ]);
  const lines = room.items(document.run);
  expect(lines.find(({ item }) => item.endsWith("#1"))).toMatchObject({
    parent: photo(room, "party.png"),
    result: { verdict: "known", person: "1", found: "face" },
  });
  const [doubt, unknown] = open(room, document.run);
  expect(doubt?.candidates[0]).toMatchObject({ id: "1" });
  expect(doubt?.candidates[0]?.reasons.map(({ code }) => code)).toContain("face-taken");
  expect(unknown).toMatchObject({ recommendation: "none", candidates: [] });
  const crop = room.stores.previews.get(unknown?.preview ?? "");
  expect(crop?.[0]).toBe(0xff);
});

test("somebody who is seen in two photos was there once, and is there as long as one of them says so", async () => {
  using room = await crew();
  const first = await room.attend("cena", [photo(room, "party.png")]);
  const second = await room.attend("cena", [photo(room, "later.png")]);
  expect(room.seen("cena").find(({ person }) => person === "1")).toMatchObject({ faces: 2 });
  const undo = async (name: string) => {
    await undoRun(room.stores.ledger, findRun(room.stores.ledger, name));
    await room.resume(name);
  };
  await undo(first.run);
  expect(room.seen("cena").map(({ person }) => person)).toEqual(["1"]);
  await undo(second.run);
  expect(room.seen("cena")).toEqual([]);
  expect(room.tables.attendance.all()).toEqual([]);
});

test("an unknown face can be named, which is marked as by hand, and the naming can be taken back", async () => {
  using room = await crew();
  const { run } = await room.attend("cena", [photo(room, "party.png")]);
  const { ledger } = room.stores;
  const unknown = open(room, run).find(({ recommendation }) => recommendation === "none");
  if (!unknown) throw new Error("nobody was unknown");
  const somebody = { id: "77", label: "77", score: 0, probability: null, reasons: [], target: "77" };
  await decideWith(ledger, unknown, somebody);
  await room.resume(run);
  expect(room.seen("cena").map(({ person, found }) => [person, found])).toContainEqual(["77", "hand"]);
  await undoDecision(ledger, unknown);
  await room.resume(run);
  expect(room.seen("cena").map(({ person }) => person)).toEqual(["1", "2"]);
});

test("a person who is not this face is never suggested for it again, in any run", async () => {
  using room = await crew();
  const { run } = await room.attend("cena", [photo(room, "party.png")], { policy: { accept: "nothing" } });
  const { ledger } = room.stores;
  const first = open(room, run).find(({ itemKey }) => itemKey.endsWith("#1"));
  if (!first) throw new Error("the first face was not asked about");
  await reject(ledger, first, "1");
  await room.resume(run);
  const again = await room.attend("otra", [photo(room, "party.png")]);
  const asked = open(room, again.run).find(({ itemKey }) => itemKey.endsWith("#1"));
  expect(asked?.candidates.map(({ id }) => id)).not.toContain("1");
  expect(room.seen("otra").map(({ person }) => person)).not.toContain("1");
});

test("without the permission to accept, nobody is marked before a person says so", async () => {
  using room = await crew();
  const { run } = await room.attend("cena", [photo(room, "later.png")], { policy: { accept: "nothing" } });
  expect(room.seen("cena")).toEqual([]);
  const [question] = open(room, run);
  if (!question) throw new Error("nothing was asked");
  expect(await decide(room.stores.ledger, question, "1")).toBe(true);
  await room.resume(run);
  expect(room.seen("cena").map(({ person, found }) => [person, found])).toEqual([["1", "hand"]]);
});

test("who has withdrawn their consent is matched no more, though their vector is still there", async () => {
  using room = await crew({});
  room.settings = { ...room.settings, "face-consent": "required" };
  const consent = { purpose: "attendance", givenAt: 0, expiresAt: null, withdrawnAt: null };
  await room.stores.ledger.write(() => {
    for (const person of ["1", "2"]) room.tables.consents.add({ person, ...consent });
    room.tables.consents.add({ person: "1", ...consent, withdrawnAt: 1 });
  });
  await room.attend("cena", [photo(room, "party.png")]);
  expect(room.seen("cena").map(({ person }) => person)).toEqual(["2"]);
});

test("somebody can be marked by hand without a photo, once, and that too can be taken back", async () => {
  using room = await crew();
  const mark = () => room.work(markRequest({ event: "cena", person: "9" }, policy));
  const first = await mark();
  expect(first.counts.done).toBe(1);
  await mark();
  expect(room.seen("cena")).toMatchObject([{ person: "9", found: "hand", faces: 0 }]);
  await undoRun(room.stores.ledger, findRun(room.stores.ledger, first.run));
  await room.resume(first.run);
  expect(room.seen("cena")).toEqual([]);
});

test("a photo that cannot be read fails by itself, and a workspace without vectors says what to do", async () => {
  using room = await crew();
  const document = await room.attend("cena", [photo(room, "missing.png"), photo(room, "later.png")]);
  expect(document.failures.map(({ code }) => code)).toEqual(["not-found"]);
  expect(room.seen("cena").map(({ person }) => person)).toEqual(["1"]);
  using empty = faceRoom();
  const nothing = await empty.attend("cena", [photo(room, "later.png")]);
  expect(nothing).toMatchObject({ status: "paused", failures: [{ code: "faces-empty" }] });
});

test("where consent is required and nobody's holds, that is said, and not that there are no vectors", async () => {
  using room = await crew();
  room.settings = { ...room.settings, "face-consent": "required" };
  const document = await room.attend("cena", [photo(room, "party.png")]);
  expect(document).toMatchObject({ status: "paused", failures: [{ code: "consent-nobody" }] });
  expect(document.failures[0]?.message).toContain("attendance");
  expect(document.failures[0]?.hint).toContain("lote faces consent set");
});

test("a photo that is tried again when nobody has a vector any more fails by itself, and its run ends", async () => {
  using room = await crew();
  const missing = photo(room, "missing.png");
  const { run } = await room.attend("cena", [missing]);
  filesIn(room.folder, { "missing.png": await Bun.file(photo(room, "later.png")).bytes() });
  room.settings = { ...room.settings, "face-consent": "required" };
  await retryFailed(room.stores.ledger, findRun(room.stores.ledger, run));
  const again = await room.resume(run);
  expect(again).toMatchObject({ status: "failed", failures: [{ item: missing, code: "consent-nobody" }] });
});

test("every photo that was looked at leaves one line that names nobody", async () => {
  using room = await crew();
  await room.attend("cena", [photo(room, "party.png"), photo(room, "later.png")]);
  const lines = room.tables.audit.page(0, 100);
  expect(lines.map(({ action, body }) => [action, body.faces, body.known])).toEqual(
    expect.arrayContaining([
      ["attend", 4, 2],
      ["attend", 1, 1],
    ]),
  );
  expect(lines).toHaveLength(2);
  expect(JSON.stringify(lines)).not.toContain("crew");
});
