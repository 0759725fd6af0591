import { expect, test } from "bun:test";
import { PictureCache } from "../../../../src/ui/terminal/pictures/picture-cache.ts";

const size = { columns: 4, rows: 2 };
const forgotten: string[] = [];
const wish = (content: string | undefined) => ({ content, size });

function cacheOf(drawn: string[]) {
  return new PictureCache(
    (content) => (content === "gone" ? undefined : new TextEncoder().encode(content)),
    async (preview) => {
      const content = new TextDecoder().decode(preview);
      drawn.push(content);
      if (content === "broken") throw new Error("broken");
      return { lines: [content], forget: () => forgotten.push(content) };
    },
  );
}

test("a picture is drawn once, ahead of being looked at", async () => {
  const drawn: string[] = [];
  const cache = cacheOf(drawn);
  expect(cache.peek(wish("a"))).toBeUndefined();
  await cache.prefetch(["a", "b", "a"].map(wish));
  expect([cache.peek(wish("a")), cache.peek(wish("b")), drawn]).toEqual([["a"], ["b"], ["a", "b"]]);
});

test("a missing or broken preview is shown as none and fails nothing", async () => {
  const cache = cacheOf([]);
  await cache.prefetch(["gone", "broken"].map(wish));
  expect([cache.peek(wish("gone")), cache.peek(wish("broken")), cache.peek(wish(undefined))]).toEqual([
    [],
    [],
    [],
  ]);
});

test("the pictures wanted longest ago are dropped", async () => {
  const cache = cacheOf([]);
  await cache.prefetch(["first"].map(wish));
  for (let index = 0; index < 47; index++) await cache.prefetch([`n${index}`].map(wish));
  cache.request(wish("first"));
  await cache.prefetch(["one more"].map(wish));
  expect([cache.peek(wish("first"))?.length, cache.peek(wish("n0"))]).toEqual([1, undefined]);
  expect(forgotten).toEqual(["n0"]);
  cache.clear();
  expect(forgotten).toHaveLength(49);
});

test("a picture in the proportions of another is another picture, drawn after both were loaded", async () => {
  const seen: string[][] = [];
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const cache = new PictureCache(
    (content) => new TextEncoder().encode(content),
    async (preview, _size, like) => {
      seen.push([text(preview), text(like)]);
      return { lines: [text(like)] };
    },
  );
  await cache.prefetch([
    { content: "a", size },
    { content: "a", size, like: "b" },
    { content: "a", size, like: "a" },
  ]);
  expect(seen).toEqual([
    ["a", "a"],
    ["a", "b"],
  ]);
  expect(cache.peek({ content: "a", size, like: "b" })).toEqual(["b"]);
});
