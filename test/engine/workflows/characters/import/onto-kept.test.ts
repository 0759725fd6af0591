import { expect, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { undoRun } from "../../../../../src/engine/run/control.ts";
import type { Correction } from "../../../../../src/engine/workflows/characters/correct/workflow.ts";
import { ontoKept } from "../../../../../src/engine/workflows/characters/import/onto-kept.ts";
import { correctRequest } from "../../../../../src/engine/workflows/characters/parameters.ts";
import { type ImportRoom, importRoom } from "../../../../fixtures/characters/import-run.ts";
import { newCharacter } from "../../../../fixtures/characters/new-character.ts";

const entity = "wikidata:Q1001";
const files = ({ folder }: ImportRoom) => readdirSync(join(folder, "images/characters"));
const kept = ({ stores }: ImportRoom) => stores.characters.collection.kept(entity);

async function correct(room: ImportRoom, correction: Partial<Correction>) {
  const { ledger } = room.stores;
  const character = kept(room)?.character ?? newCharacter("nobody");
  const { name, description, kind, category } = character;
  const request = correctRequest(
    { entity, name, description, kind, category, removesPicture: false, ...correction },
    { accept: "strong", onAmbiguous: "review", dryRun: false },
  );
  const run = await ledger.write(() => ledger.runs.create({ ...request, fingerprint: crypto.randomUUID() }));
  await room.work(run);
  return run;
}

test.each([
  ["is not to look for any", { pictures: [] }],
  ["finds none", { pictures: ["duckduckgo"] }],
] as const)(
  "a refresh that %s keeps the former picture, its file and its credit, says so, and is taken back",
  async (_, parameters) => {
    using room = importRoom({ search: "empty" });
    await room.import(["Ada Lovelace"]);
    const before = kept(room);
    const path = join(room.folder, before?.character.picture?.path ?? "");
    const bytes = await Bun.file(path).bytes();
    const run = await room.import(["Ada Lovelace"], { refresh: true, ...parameters });
    expect(kept(room)?.character.picture).toEqual(before?.character.picture ?? null);
    expect(await Bun.file(path).bytes()).toEqual(bytes);
    expect(room.item(run, "Ada Lovelace")?.result).toMatchObject({
      kept: ["picture"],
      picture: { source: "wikipedia", licence: "Public domain" },
    });
    expect(room.stores.ledger.runs.get(run.id)?.detail).toMatchObject({
      downloaded: {},
      withoutPicture: 0,
      keptPictures: 1,
      keptCorrections: 0,
    });
    await undoRun(room.stores.ledger, run);
    await room.work(run);
    expect(kept(room)).toEqual(before);
    expect(await Bun.file(path).bytes()).toEqual(bytes);
  },
  60_000,
);

test("what a person corrected wins over the sources at a refresh, and goes with the correction alone", async () => {
  using room = importRoom();
  await room.import(["Ada Lovelace"], { category: "matemáticas" });
  const before = kept(room);
  const correction = await correct(room, { description: "condesa de Lovelace", kind: "fictional" });
  const corrected = kept(room);
  const run = await room.import(["Ada Lovelace"], { refresh: true });
  expect(kept(room)?.character).toMatchObject({
    description: "condesa de Lovelace",
    kind: "fictional",
    category: "matemáticas",
    corrected: ["description", "kind"],
    summary: before?.character.summary,
  });
  expect(room.item(run, "Ada Lovelace")?.result).toMatchObject({ kept: ["description", "kind"] });
  expect(room.stores.ledger.runs.get(run.id)?.detail).toMatchObject({
    downloaded: { wikipedia: 1 },
    keptCorrections: 1,
  });
  for (const [one, then] of [
    [run, corrected],
    [correction, before],
  ] as const) {
    await undoRun(room.stores.ledger, one);
    await room.work(one);
    expect(kept(room)).toEqual(then);
  }
  await room.import(["Ada Lovelace"], { refresh: true });
  expect(kept(room)?.character).toMatchObject({ description: "matemática británica", kind: "person" });
});

test("a picture that a person removed does not come back at a refresh, another one may", async () => {
  using room = importRoom();
  await room.import(["Ada Lovelace"]);
  await correct(room, { removesPicture: true });
  const run = await room.import(["Ada Lovelace"], { refresh: true, pictures: ["wikipedia"] });
  expect(kept(room)?.character.picture).toBeNull();
  expect(files(room)).toEqual([]);
  expect(room.item(run, "Ada Lovelace")?.result).toMatchObject({
    picture: null,
    left: [{ step: "wikipedia", reason: "removed" }],
  });
  await room.import(["Ada Lovelace"], { refresh: true, pictures: ["wikipedia", "duckduckgo"] });
  expect(kept(room)?.character.picture?.credit.source).toBe("duckduckgo");
}, 60_000);

test("a drawing that a person removed is neither offered again nor paid for again", async () => {
  using room = importRoom();
  await room.import(["Ada Lovelace"], { pictures: ["generate"] });
  await correct(room, { removesPicture: true });
  const run = await room.import(["Ada Lovelace"], { refresh: true, pictures: ["generate"] });
  expect(room.item(run, "Ada Lovelace")?.result).toMatchObject({
    picture: null,
    left: [{ step: "generate", reason: "removed" }],
  });
  expect(room.services.openAi.charged.length).toBe(1);
}, 60_000);

test("a new picture of somebody who is called otherwise by now is written over the former one's file", async () => {
  using room = importRoom();
  await room.import(["Ada Lovelace"]);
  const path = kept(room)?.character.picture?.path ?? "";
  await correct(room, { name: "Ada King" });
  await room.import(["Ada Lovelace"], { refresh: true, pictures: ["duckduckgo"] });
  expect(kept(room)?.character).toMatchObject({ name: "Ada King", picture: { path } });
  expect(existsSync(join(room.folder, path))).toBe(true);
  expect(files(room)).toHaveLength(1);
}, 60_000);

test("a category goes for another one only, and for none that a person set", () => {
  const former = newCharacter("ada", null, { category: "a" });
  const category = (found: string | null, corrected = false) =>
    ontoKept(newCharacter("ada", null, { category: found }), {
      ...former,
      ...(corrected ? { corrected: ["category"] } : {}),
    }).character.category;
  expect([category(null), category("b"), category("b", true)]).toEqual(["a", "b", "a"]);
});
