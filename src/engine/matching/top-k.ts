import { ModelHost } from "../models/host/model-host.ts";
import type { HostTensor } from "../models/host/tensor.ts";
import { findModel, readManifest } from "../models/manifest.ts";
import { verifyModel } from "../models/verify.ts";
import { type BlockResult, mergeBlocks, type TopK } from "./best-rows.ts";
import { type Block, fewestRows, type MatrixPages, toBlocks } from "./blocks.ts";

/** Queries of one matrix product: enough for the kernels' full speed, few enough that cancelling feels at once. */
const queriesAtOnce = 250;
/** More threads than this do not speed up one product of this size. */
const mostThreads = 16;

export interface MatcherOptions {
  /** Numbers of a vector. */
  readonly dimensions: number;
  readonly threads?: number;
}

/**
 * Exact search of whole batches in a whole catalogue, as blocked matrix products in a model host: about 100 times
 * faster than as many scans, and nothing to build. The catalogue, one matrix or several, lies in the host from `open`
 * to `close`, so that batches can stream past it.
 *
 * The same query gets the same scores whatever it is asked with. Scores are float32 dot products; NaN is not
 * allowed in.
 *
 * @example
 * const matcher = await Matcher.open(pages, { dimensions: 441 });
 * const { indices, scores, k } = await matcher.match(queries, 5);
 * await matcher.close();
 */
export class Matcher {
  readonly #host: ModelHost | undefined;
  readonly #matrices: readonly (readonly BoundBlock[])[];
  readonly #dimensions: number;

  /** @throws LoteError `model-broken`, `model-crashed`. */
  static async open(matrices: readonly MatrixPages[], options: MatcherOptions): Promise<Matcher> {
    const bound: BoundBlock[][] = [];
    let host: ModelHost | undefined;
    try {
      for (const [at, pages] of matrices.entries()) {
        const blocks: BoundBlock[] = [];
        bound.push(blocks);
        for await (const { data, ...block } of toBlocks(pages, options.dimensions)) {
          host ??= await startHost(block.rows, options.threads);
          const name = `matrix-${at}-rows-${block.firstRow}`;
          await host.bind(name, { type: "float32", dims: [block.rows, options.dimensions], data });
          blocks.push({ ...block, name });
        }
      }
    } catch (error) {
      host?.kill();
      throw error;
    }
    return new Matcher(host, bound, options.dimensions);
  }

  private constructor(
    host: ModelHost | undefined,
    matrices: readonly (readonly BoundBlock[])[],
    dimensions: number,
  ) {
    this.#host = host;
    this.#matrices = matrices;
    this.#dimensions = dimensions;
  }

  /** Rows of a matrix. */
  rows(matrix = 0): number {
    return (this.#matrices[matrix] ?? []).reduce((sum, block) => sum + block.rows, 0);
  }

  /** CPU time of the host so far, milliseconds. */
  get cpuMs(): number {
    return this.#host?.cpuMs ?? 0;
  }

  /**
   * The best `k` rows of a matrix for each query.
   *
   * @param queries `count * dimensions` numbers, query by query.
   * @param matrix which of those that were given; the first where left out.
   * @throws LoteError `model-crashed` where the host dies (open a new matcher); RangeError on broken shapes.
   */
  async match(queries: Float32Array, k: number, matrix = 0): Promise<TopK> {
    const count = countOf(queries, this.#dimensions);
    const indices: Int32Array[] = [];
    const scores: Float32Array[] = [];
    let pending = this.#matchBlock(queries, 0, count, k, matrix);
    let kept = Math.min(k, this.rows(matrix));
    for (let from = 0; from < count; from += queriesAtOnce) {
      const found = await pending;
      // The host works on the next queries while these are put together.
      const next = from + queriesAtOnce;
      if (next < count) {
        pending = this.#matchBlock(queries, next, count, k, matrix);
        // It may fail while the merge below runs; the next round awaits it.
        pending.catch(() => {});
      }
      const merged = mergeBlocks(Math.min(queriesAtOnce, count - from), k, found);
      kept = merged.k;
      indices.push(merged.indices);
      scores.push(merged.scores);
    }
    return { k: kept, indices: joinIndices(indices, count * kept), scores: joinScores(scores, count * kept) };
  }

  /** Ends the host at once; a match under way rejects with `model-crashed`. */
  kill(): void {
    this.#host?.kill();
  }

  async close(): Promise<void> {
    await this.#host?.close();
  }

  #matchBlock(
    queries: Float32Array,
    from: number,
    count: number,
    k: number,
    matrix: number,
  ): Promise<BlockResult[]> {
    const host = this.#host;
    const blocks = this.#matrices[matrix] ?? [];
    if (!host || from >= count) return Promise.resolve([]);
    const asked = Math.min(queriesAtOnce, count - from);
    const tensor = queryTensor(queries, from, asked, this.#dimensions);
    return Promise.all(blocks.map((block) => searchBlock(host, block, tensor, k)));
  }
}

export interface TopKQuestion extends MatcherOptions {
  /** `count * dimensions` numbers, query by query. */
  readonly queries: Float32Array;
  readonly matrixPages: MatrixPages;
  readonly k: number;
}

/**
 * {@link Matcher} for one question: only a block of the catalogue is held at a time, so the catalogue may be larger
 * than memory.
 */
export async function exactTopK({ queries, matrixPages, k, ...options }: TopKQuestion): Promise<TopK> {
  const { dimensions, threads } = options;
  const count = countOf(queries, dimensions);
  let host: ModelHost | undefined;
  let best: BlockResult | undefined;
  try {
    for await (const block of toBlocks(matrixPages, dimensions)) {
      const running = host ?? (await startHost(block.rows, threads));
      host = running;
      await running.bind(onlyBlock, {
        type: "float32",
        dims: [block.rows, dimensions],
        data: block.data,
      });
      const parts: BlockResult[] = [];
      for (let from = 0; from < count; from += queriesAtOnce) {
        const tensor = queryTensor(queries, from, Math.min(queriesAtOnce, count - from), dimensions);
        parts.push(await searchBlock(running, { ...block, name: onlyBlock }, tensor, k));
      }
      await running.unbind(onlyBlock);
      const found = joinQueries(parts, block, count, k);
      best = best ? asBlock(mergeBlocks(count, k, [best, found])) : found;
    }
    return best ? mergeBlocks(count, k, [best]) : mergeBlocks(count, k, []);
  } finally {
    await host?.close();
  }
}

async function startHost(
  firstBlockRows: number,
  threads = navigator.hardwareConcurrency,
): Promise<ModelHost> {
  const model = findModel(await readManifest(), "top-k");
  const { path } = await verifyModel(model);
  // Shared out over threads, a small product is cut where it depends on the number of queries, and rounds so.
  const fitting = firstBlockRows < fewestRows ? 1 : Math.min(threads, mostThreads);
  return ModelHost.start({ model: model.name, path, provider: "cpu", threads: fitting });
}

async function searchBlock(
  host: ModelHost,
  block: BoundBlock,
  queries: HostTensor,
  k: number,
): Promise<BlockResult> {
  const kept = Math.min(k, block.rows);
  const wanted: HostTensor = { type: "int64", dims: [1], data: BigInt64Array.of(BigInt(kept)) };
  const { rows, scores } = await host.run({ queries, k: wanted }, { matrix: block.name });
  if (rows?.type !== "int64" || scores?.type !== "float32") throw new TypeError("not the top-k graph");
  return { firstRow: block.firstRow, k: kept, rows: rows.data, scores: scores.data };
}

/** A single query is asked twice over: alone it would take another kernel, which rounds differently. */
function queryTensor(queries: Float32Array, from: number, count: number, dimensions: number): HostTensor {
  const data = queries.subarray(from * dimensions, (from + count) * dimensions);
  if (count > 1) return { type: "float32", dims: [count, dimensions], data };
  const twice = new Float32Array(2 * dimensions);
  twice.set(data);
  twice.set(data, dimensions);
  return { type: "float32", dims: [2, dimensions], data: twice };
}

function countOf(queries: Float32Array, dimensions: number): number {
  if (queries.length % dimensions === 0) return queries.length / dimensions;
  throw new RangeError(`${queries.length} numbers are not queries of ${dimensions}`);
}

/** A block whose numbers lie in the host, under this name. */
interface BoundBlock extends Omit<Block, "data"> {
  readonly name: string;
}

const onlyBlock = "rows";

/** The results of all queries in one block, from those of its query blocks. */
function joinQueries(parts: readonly BlockResult[], block: Block, count: number, k: number): BlockResult {
  const kept = Math.min(k, block.rows);
  const rows = new BigInt64Array(count * kept);
  const scores = new Float32Array(count * kept);
  parts.forEach((part, at) => {
    const to = at * queriesAtOnce * kept;
    const length = Math.min(part.scores.length, scores.length - to);
    rows.set(part.rows.subarray(0, length), to);
    scores.set(part.scores.subarray(0, length), to);
  });
  return { firstRow: block.firstRow, k: kept, rows, scores };
}

function asBlock({ k, indices, scores }: TopK): BlockResult {
  return { firstRow: 0, k, rows: BigInt64Array.from(indices, BigInt), scores };
}

function joinIndices(parts: readonly Int32Array[], length: number): Int32Array {
  const joined = new Int32Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function joinScores(parts: readonly Float32Array[], length: number): Float32Array {
  const joined = new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
