import { expect, test } from "bun:test";
import { inHalves } from "../../../src/engine/flow/in-halves.ts";

const spoils = new Error("400");
const always = () => true;

/** Refuses every batch that holds one of these. */
function refusing(bad: readonly number[], batches: number[][] = []) {
  return async (parts: readonly number[]) => {
    batches.push([...parts]);
    if (parts.some((part) => bad.includes(part))) throw spoils;
    return parts.map((part) => part * 10);
  };
}

test("the parts that spoil a batch are found by halves, and the others have their results in order", async () => {
  const batches: number[][] = [];
  const parts = Array.from({ length: 100 }, (_, at) => at);
  const results = await inHalves(parts, refusing([17, 64], batches), always);
  expect(results.map((result, at) => (result instanceof Error ? -1 : result === at * 10))).toEqual(
    parts.map((part) => (part === 17 || part === 64 ? (-1 as never) : true)),
  );
  expect(batches.length).toBeLessThan(30);
});

test("an error that has nothing to do with parts befalls those that were not yet through, and is not asked for again", async () => {
  let calls = 0;
  const results = await inHalves(
    [1, 2, 3, 4],
    async (parts) => {
      calls++;
      if (parts.includes(4)) throw parts.length === 4 ? spoils : new Error("down");
      return parts;
    },
    (error) => error === spoils,
  );
  expect(results.slice(0, 2)).toEqual([1, 2]);
  expect(results.slice(2).map((result) => (result as Error).message)).toEqual(["down", "down"]);
  expect(calls).toBe(3);
});

test("a batch that gives too few results gives none", async () => {
  const results = await inHalves(
    [1, 2],
    async () => [1],
    () => false,
  );
  expect(results.every((result) => result instanceof Error)).toBe(true);
});
