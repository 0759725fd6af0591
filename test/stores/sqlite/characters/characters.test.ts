import { expect, test } from "bun:test";
import { nameKey } from "../../../../src/stores/sqlite/characters/characters.ts";
import { newCharacter } from "../../../fixtures/characters/new-character.ts";
import { openCollection } from "../../../fixtures/characters/open-collection.ts";

test("names are compared without case, accents, underscores and double blanks", () => {
  for (const name of ["Peña Núñez", "pena nunez", " PEN\u0303A  NUÑEZ ", "Peña_Núñez"]) {
    expect(nameKey(name)).toBe("pena nunez");
  }
  expect(nameKey("孫悟空")).toBe("孫悟空");
});

test("every name that led to somebody leads there again; the last to claim a name has it", () => {
  using stores = openCollection();
  const { collection } = stores.characters;
  collection.put(newCharacter("Marie Curie"), ["Madame Curie"]);
  expect(collection.named("madame  CURIE")?.entity).toBe("test:Marie Curie");
  collection.put(newCharacter("Ève Curie"), ["Madame Curie"]);
  expect(collection.named("Madame Curie")?.entity).toBe("test:Ève Curie");
  expect(collection.named("Marie Curie")?.entity).toBe("test:Marie Curie");
  expect(collection.named("Curie")).toBeUndefined();
});

test("what was put back is as it was, with its names and its day; who was not there is gone with theirs", () => {
  let time = 1000;
  using stores = openCollection(() => time);
  const { collection } = stores.characters;
  collection.put(newCharacter("Ada", { hash: "00000000000000aa" }), ["Countess"]);
  const before = collection.kept("test:Ada");
  time = 2000;
  collection.put({ ...newCharacter("Ada"), description: "changed" }, ["Other"]);
  expect(collection.get("test:Ada")).toMatchObject({ importedAt: 2000, picture: null });
  collection.restore("test:Ada", before);
  expect(collection.kept("test:Ada")).toEqual(before);
  expect(collection.named("Other")).toBeUndefined();
  collection.restore("test:Ada", null);
  expect(collection.get("test:Ada")).toBeUndefined();
  expect(collection.named("Countess")).toBeUndefined();
  expect(collection.count()).toBe(0);
});

test("pages go through everybody once, by name, with words and category as filters", () => {
  using stores = openCollection();
  const { collection } = stores.characters;
  const names = Array.from({ length: 23 }, (_, at) => `Persona ${at % 5}`);
  for (const [at, name] of names.entries()) {
    collection.put(
      newCharacter(name, null, { entity: `e:${at}`, category: at % 2 === 0 ? "even" : null }),
      [],
    );
  }
  const all = (filter: { words?: string; category?: string }) => {
    const rows = [];
    for (let page = collection.page({ ...filter, limit: 4 }); page.length > 0; ) {
      rows.push(...page);
      const last = page.at(-1);
      if (!last) break;
      page = collection.page({ ...filter, limit: 4, after: collection.placeOf(last) });
    }
    return rows;
  };
  expect(all({}).map(({ name }) => name)).toEqual(names.toSorted());
  expect(new Set(all({}).map(({ entity }) => entity)).size).toBe(23);
  expect(all({ words: "ONA 3" }).length).toBe(4);
  expect(all({ category: "even" }).length).toBe(12);
  // A wildcard of SQL is only a letter here.
  expect(all({ words: "%" })).toEqual([]);
  expect(collection.categories()).toEqual(["even"]);
});

test("those who have just this picture are found by its hash", () => {
  using stores = openCollection();
  const { collection } = stores.characters;
  for (const name of ["A", "B", "C"]) collection.put(newCharacter(name, { hash: "00000000000000ff" }), []);
  collection.put(newCharacter("D", { hash: "00000000000000fe" }), []);
  expect(collection.withHash("00000000000000ff", 9)).toEqual(["test:A", "test:B", "test:C"]);
  expect(collection.withHash("00000000000000ff", 2)).toEqual(["test:A", "test:B"]);
  expect(collection.withHash("0000000000000000", 9)).toEqual([]);
  expect(collection.withPicture("", 9).map(({ name }) => name)).toEqual(["A", "B", "C", "D"]);
});
