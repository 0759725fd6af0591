import { expect, test } from "bun:test";
import { PictureCache } from "../../../../src/ui/terminal/pictures/picture-cache.ts";

const size = { columns: 4, rows: 2 };

function cacheOf(drawn: string[]) {
  return new PictureCache(
    (content) => (content === "gone" ? undefined : new TextEncoder().encode(content)),
    async (preview) => {
      const content = new TextDecoder().decode(preview);
      drawn.push(content);
      if (content === "broken") throw new Error("broken");
      return [content];
    },
  );
}

test("a picture is drawn once, ahead of being looked at", async () => {
  const drawn: string[] = [];
  const cache = cacheOf(drawn);
  expect(cache.peek("a", size)).toBeUndefined();
  await cache.prefetch(["a", "b", "a"], size);
  expect([cache.peek("a", size), cache.peek("b", size), drawn]).toEqual([["a"], ["b"], ["a", "b"]]);
});

test("a missing or broken preview is shown as none and fails nothing", async () => {
  const cache = cacheOf([]);
  await cache.prefetch(["gone", "broken"], size);
  expect([cache.peek("gone", size), cache.peek("broken", size), cache.peek(undefined, size)]).toEqual([
    [],
    [],
    [],
  ]);
});

test("the pictures wanted longest ago are dropped", async () => {
  const cache = cacheOf([]);
  await cache.prefetch(["first"], size);
  for (let index = 0; index < 47; index++) await cache.prefetch([`n${index}`], size);
  cache.request("first", size);
  await cache.prefetch(["one more"], size);
  expect([cache.peek("first", size)?.length, cache.peek("n0", size)]).toEqual([1, undefined]);
});
