import { expect, test } from "bun:test";
import { openStores } from "../../../src/stores/sqlite/open.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

test("vectors are kept apart by space, content and view", () => {
  const stores = openStores(temporaryFolder());
  const { vectors } = stores;
  vectors.put("one", "cover", "whole", Float32Array.of(1, 2));
  vectors.put("one", "cover", "lower", Float32Array.of(3, 4));
  vectors.put("two", "cover", "whole", Float32Array.of(5));
  expect(vectors.of("one", "cover", ["lower", "title"])).toEqual(new Map([["lower", Float32Array.of(3, 4)]]));
  expect(vectors.of("two", "cover", ["whole"]).get("whole")).toEqual(Float32Array.of(5));
  expect(vectors.has("one", "cover", ["whole", "lower"])).toBe(true);
  expect(vectors.has("one", "cover", ["whole", "title"])).toBe(false);
  expect(vectors.has("two", "other", ["whole"])).toBe(false);
  stores.close();
});

test("a cover lacks a vector as long as one of its views does, and each view is read on its own", () => {
  const stores = openStores(temporaryFolder());
  const { catalogue } = stores.comics;
  const bytes = { hash: new Uint8Array(8), colour: new Uint8Array(72) };
  for (const name of ["one", "two"])
    catalogue.put(
      { name, path: `/${name}.jpg`, size: 1, modifiedMs: 1, described: "", content: name, ...bytes },
      { key: name, series: "", number: "", year: null, publisher: "", title: name },
    );
  stores.vectors.put("space", "one", "whole", Float32Array.of(1));
  stores.vectors.put("space", "one", "lower", Float32Array.of(2));
  stores.vectors.put("space", "two", "whole", Float32Array.of(3));
  expect(catalogue.countWithoutVector("space", ["whole"])).toBe(0);
  expect(catalogue.countWithoutVector("space", ["whole", "lower"])).toBe(1);
  expect(catalogue.known("/one.jpg", "space", ["whole", "lower"])?.embedded).toBe(1);
  expect(catalogue.known("/two.jpg", "space", ["whole", "lower"])?.embedded).toBe(0);
  expect([...catalogue.vectors("space", "whole", 0, 10).matrix]).toEqual([1, 3]);
  expect([...catalogue.vectors("space", "lower", 0, 10).matrix]).toEqual([2]);
  stores.close();
});
