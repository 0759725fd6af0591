/** The best rows of each query: `k` of them, best first; of equal scores the lower row first. */
export interface TopK {
  /** As asked, but never more than the catalogue has rows. */
  readonly k: number;
  /** `queries * k` row numbers of the catalogue. */
  readonly indices: Int32Array;
  /** `queries * k` dot products; cosines where the vectors have unit length. */
  readonly scores: Float32Array;
}

/** The best rows found in one block of a catalogue, numbered within the block. */
export interface BlockResult {
  readonly firstRow: number;
  readonly k: number;
  readonly rows: BigInt64Array;
  readonly scores: Float32Array;
}

/**
 * Merges what the blocks of a catalogue gave, in the order of their rows. Each list is sorted, so the best `k` of
 * both are found by one pass; the earlier block wins a tie, as its rows are the lower ones.
 */
export function mergeBlocks(queries: number, k: number, blocks: readonly BlockResult[]): TopK {
  const total = blocks.reduce((sum, block) => sum + block.k, 0);
  const kept = Math.min(k, total);
  const indices = new Int32Array(queries * kept);
  const scores = new Float32Array(queries * kept);
  const heads = new Int32Array(blocks.length);
  for (let query = 0; query < queries; query++) {
    heads.fill(0);
    for (let place = 0; place < kept; place++) {
      let best = -1;
      let bestScore = 0;
      for (let at = 0; at < blocks.length; at++) {
        const block = blocks[at] as BlockResult;
        const head = heads[at] as number;
        if (head === block.k) continue;
        const score = block.scores[query * block.k + head] as number;
        if (best < 0 || score > bestScore) {
          best = at;
          bestScore = score;
        }
      }
      const block = blocks[best] as BlockResult;
      const from = query * block.k + (heads[best] as number);
      indices[query * kept + place] = block.firstRow + Number(block.rows[from]);
      scores[query * kept + place] = bestScore;
      heads[best] = (heads[best] as number) + 1;
    }
  }
  return { k: kept, indices, scores };
}
