import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { undoRun } from "../../../../../src/engine/run/control.ts";
import { correctRequest } from "../../../../../src/engine/workflows/characters/parameters.ts";
import { importRoom } from "../../../../fixtures/characters/import-run.ts";

const policy = { accept: "strong", onAmbiguous: "review", dryRun: false } as const;

test("a correction changes what was said, removes the picture with its file, and is taken back to the last byte", async () => {
  using room = importRoom();
  await room.import(["Ada Lovelace"]);
  const { collection } = room.stores.characters;
  const before = collection.kept("wikidata:Q1001");
  const path = join(room.folder, before?.character.picture?.path ?? "");
  const bytes = await Bun.file(path).bytes();

  const request = correctRequest(
    {
      entity: "wikidata:Q1001",
      name: "Ada King",
      description: "condesa",
      kind: "fictional",
      category: "muestras",
      removesPicture: true,
    },
    policy,
  );
  const run = await room.stores.ledger.write(() =>
    room.stores.ledger.runs.create({ ...request, fingerprint: "correction" }),
  );
  await room.work(run);
  expect(room.item(run, "Ada King")).toMatchObject({ state: "done", result: { name: "Ada King" } });
  expect(collection.get("wikidata:Q1001")).toMatchObject({
    name: "Ada King",
    description: "condesa",
    kind: "fictional",
    category: "muestras",
    picture: null,
    facts: before?.character.facts ?? [],
  });
  // Both names lead there, so that neither is imported again.
  expect(collection.named("ada lovelace")?.name).toBe("Ada King");
  expect(collection.named("ada king")?.name).toBe("Ada King");
  expect(existsSync(path)).toBe(false);

  await undoRun(room.stores.ledger, run);
  await room.work(run);
  expect(collection.kept("wikidata:Q1001")).toEqual(before);
  expect(await Bun.file(path).bytes()).toEqual(bytes);
});

test("a correction of somebody who was changed since is not taken back", async () => {
  using room = importRoom();
  await room.import(["Ada Lovelace"]);
  const correct = async (name: string) => {
    const request = correctRequest(
      {
        entity: "wikidata:Q1001",
        name,
        description: "",
        kind: "person",
        category: null,
        removesPicture: false,
      },
      policy,
    );
    const run = await room.stores.ledger.write(() =>
      room.stores.ledger.runs.create({ ...request, fingerprint: name }),
    );
    await room.work(run);
    return run;
  };
  const first = await correct("Ada One");
  await correct("Ada Two");
  await undoRun(room.stores.ledger, first);
  await room.work(first);
  const { failure } = room.stores.ledger.effects.refused(first.id, 9)[0] ?? {};
  expect(failure?.code).toBe("target-changed");
  expect(room.stores.characters.collection.named("ada two")?.name).toBe("Ada Two");
});
