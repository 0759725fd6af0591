import { expect, test } from "bun:test";
import fc from "fast-check";
import { blockRows, fewestRows, toBlocks } from "../../../src/engine/matching/blocks.ts";

test("blocks hold every row once and in order, and only a whole catalogue may be a small block", async () => {
  const lengths = fc.array(fc.integer({ min: 0, max: 100_000 }), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(lengths, async (pages) => {
      let next = 0;
      const matrix = pages.map((rows) => Float32Array.from({ length: rows * 2 }, () => next++));
      const blocks = await Array.fromAsync(toBlocks(matrix, 2));
      let rows = 0;
      for (const block of blocks) {
        expect(block.data.length).toBe(block.rows * 2);
        expect(block.firstRow).toBe(rows);
        expect(block.data[0]).toBe(rows * 2);
        expect(block.data.at(-1)).toBe((rows + block.rows) * 2 - 1);
        expect(block.rows).toBeLessThanOrEqual(blockRows);
        if (blocks.length > 1) expect(block.rows).toBeGreaterThanOrEqual(fewestRows);
        rows += block.rows;
      }
      expect(rows * 2).toBe(next);
    }),
    { numRuns: 15, examples: [[[blockRows, 1]], [[blockRows, fewestRows]], [[blockRows]], [[]], [[0, 1]]] },
  );
});

test("a page that does not hold whole rows is refused", async () => {
  await expect(Array.fromAsync(toBlocks([new Float32Array(5)], 2))).rejects.toThrow("rows of 2");
});
