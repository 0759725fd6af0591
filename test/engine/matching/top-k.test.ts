import { expect, test } from "bun:test";
import fc from "fast-check";
import { blockRows } from "../../../src/engine/matching/blocks.ts";
import { exactTopK, Matcher } from "../../../src/engine/matching/top-k.ts";
import { noise } from "../../fixtures/noise.ts";

/** The same answer, one pair after the other. */
function naive(queries: Float32Array, matrix: Float32Array, dimensions: number, k: number) {
  const indices: number[] = [];
  const scores: number[] = [];
  for (let q = 0; q < queries.length; q += dimensions) {
    const all = [];
    for (let m = 0; m < matrix.length; m += dimensions) {
      let score = 0;
      for (let d = 0; d < dimensions; d++) score += (queries[q + d] ?? 0) * (matrix[m + d] ?? 0);
      all.push({ row: m / dimensions, score });
    }
    all.sort((left, right) => right.score - left.score || left.row - right.row);
    for (const { row, score } of all.slice(0, k)) {
      indices.push(row);
      scores.push(score);
    }
  }
  return { indices, scores };
}

/** Small whole numbers: their products are exact in float32, so equal scores are really equal. */
function wholeNumbers(count: number, seed: number, most = 3): Float32Array {
  const next = noise(seed);
  return Float32Array.from({ length: count }, () => Math.round((next() * 2 - 1) * most));
}

function fractions(count: number, seed: number): Float32Array {
  const next = noise(seed);
  return Float32Array.from({ length: count }, () => next() * 2 - 1);
}

test("the best rows are those of a loop over all pairs, ties to the lower row, whatever the pages", async () => {
  const shape = fc.record({
    dimensions: fc.integer({ min: 1, max: 9 }),
    queries: fc.integer({ min: 0, max: 12 }),
    pages: fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 4 }),
    k: fc.integer({ min: 1, max: 40 }),
    seed: fc.nat(),
  });
  await fc.assert(
    fc.asyncProperty(shape, async ({ dimensions, queries, pages, k, seed }) => {
      const asked = wholeNumbers(queries * dimensions, seed);
      const parts = pages.map((rows, at) => wholeNumbers(rows * dimensions, seed + at + 1));
      const matrix = Float32Array.from(parts.flatMap((part) => [...part]));
      const found = await exactTopK({ queries: asked, matrixPages: parts, dimensions, k });
      const expected = naive(asked, matrix, dimensions, k);
      expect([...found.indices]).toEqual(expected.indices);
      expect([...found.scores].map((score) => score + 0)).toEqual(expected.scores.map((score) => score + 0));
      expect(found.k).toBe(Math.min(k, matrix.length / dimensions));
    }),
    {
      numRuns: 12,
      examples: [
        [{ dimensions: 3, queries: 2, pages: [], k: 3, seed: 1 }],
        [{ dimensions: 3, queries: 1, pages: [1], k: 3, seed: 1 }],
        [{ dimensions: 2, queries: 0, pages: [4], k: 3, seed: 1 }],
      ],
    },
  );
}, 60_000);

test("a catalogue of several blocks gives the rows of a loop, from a question and from a matcher", async () => {
  const dimensions = 4;
  const rows = blockRows + 5000;
  const matrix = wholeNumbers(rows * dimensions, 1, 5);
  const queries = wholeNumbers(3 * dimensions, 2, 5);
  const pages = [matrix.subarray(0, 1000 * dimensions), matrix.subarray(1000 * dimensions)];
  const expected = naive(queries, matrix, dimensions, 7);
  const answer = await exactTopK({ queries, matrixPages: pages, dimensions, k: 7 });
  expect([...answer.indices]).toEqual(expected.indices);
  expect([...answer.scores]).toEqual(expected.scores);
  const matcher = await Matcher.open([pages], { dimensions });
  expect(matcher.rows()).toBe(rows);
  expect(await matcher.match(queries, 7)).toEqual(answer);
  await matcher.close();
});

test("a query gets the same scores to the last bit alone, among many and by a question", async () => {
  const dimensions = 441;
  for (const rows of [90, 5000]) {
    const matrix = fractions(rows * dimensions, 3);
    const queries = fractions(600 * dimensions, 4);
    const matcher = await Matcher.open([[matrix]], { dimensions });
    const all = await matcher.match(queries, 5);
    for (const [from, to] of [
      [0, 1],
      [249, 252],
      [599, 600],
    ] as const) {
      const some = await matcher.match(queries.subarray(from * dimensions, to * dimensions), 5);
      expect(some.scores).toEqual(all.scores.slice(from * 5, to * 5));
      expect(some.indices).toEqual(all.indices.slice(from * 5, to * 5));
    }
    await matcher.close();
    const single = queries.subarray(0, dimensions);
    const asked = await exactTopK({ queries: single, matrixPages: [matrix], dimensions, k: 5 });
    expect(asked.scores).toEqual(all.scores.slice(0, 5));
  }
});

test("equal covers far apart score equal and the lower row comes first", async () => {
  const dimensions = 64;
  const rows = blockRows + 50;
  const matrix = fractions(rows * dimensions, 5);
  const copies = [3, 7000, blockRows - 1, blockRows, rows - 1];
  for (const row of copies) matrix.copyWithin(row * dimensions, 0, dimensions);
  const queries = matrix.slice(0, dimensions);
  const { indices, scores } = await exactTopK({ queries, matrixPages: [matrix], dimensions, k: 6 });
  expect([...indices]).toEqual([0, ...copies]);
  expect(new Set(scores).size).toBe(1);
});

test("a matcher without a catalogue finds nothing and needs no host", async () => {
  const matcher = await Matcher.open([], { dimensions: 4 });
  expect(await matcher.match(new Float32Array(8), 3)).toEqual({
    k: 0,
    indices: new Int32Array(0),
    scores: new Float32Array(0),
  });
  await matcher.close();
});

test("killing a matcher rejects the match under way", async () => {
  const matcher = await Matcher.open([[fractions(8000 * 64, 1)]], { dimensions: 64 });
  const matching = matcher.match(fractions(2000 * 64, 2), 5);
  matcher.kill();
  await expect(matching).rejects.toMatchObject({ code: "model-crashed" });
});

test("queries that are not whole vectors are refused", async () => {
  await expect(
    exactTopK({ queries: new Float32Array(5), matrixPages: [], dimensions: 2, k: 1 }),
  ).rejects.toThrow("not queries of 2");
});
