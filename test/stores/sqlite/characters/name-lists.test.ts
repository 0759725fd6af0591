import { expect, test } from "bun:test";
import { openCollection } from "../../../fixtures/characters/open-collection.ts";

test("a list keeps its names in order, is written over as a whole, renamed to what is free, and goes with its names", () => {
  using stores = openCollection();
  const { lists } = stores.characters;
  lists.put("b", "category", ["Z", "A", "Z"]);
  lists.put("a", null, ["X"]);
  expect(lists.all().map(({ name, category, count }) => [name, category, count])).toEqual([
    ["a", null, 1],
    ["b", "category", 3],
  ]);
  const id = lists.find("b")?.id ?? 0;
  expect(lists.names(id)).toEqual(["Z", "A", "Z"]);
  lists.put("b", null, ["Q"]);
  expect(lists.find("b")).toMatchObject({ id, category: null, count: 1 });
  expect(lists.rename(id, "a")).toBe(false);
  expect(lists.rename(id, "c")).toBe(true);
  expect(lists.find("b")).toBeUndefined();
  lists.remove(id);
  expect(lists.names(id)).toEqual([]);
  expect(lists.all().map(({ name }) => name)).toEqual(["a"]);
});
