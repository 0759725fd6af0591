/**
 * Exact matching of a whole batch against a bare matrix product of the same size and against sqlite-vec scans.
 *
 *     bun test/bench/matching.bench.ts [queries=10000] [rows=50000] [dimensions=512] [rounds=3]
 *
 * Goals: at most 1.15 times the bare product, at least 50 times faster than scans. Both ratios are of one run, the
 * rounds interleaved; CPU time is that of the model host and of this process together.
 */
import { Database } from "bun:sqlite";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { load } from "sqlite-vec";
import { FLOAT, GraphBuilder } from "../../scripts/models/graph.ts";
import { Matcher } from "../../src/engine/matching/top-k.ts";
import { ModelHost } from "../../src/engine/models/host/model-host.ts";
import { noise } from "../fixtures/noise.ts";

const [queryCount = 10_000, rowCount = 50_000, dimensions = 512, rounds = 3] = process.argv
  .slice(2)
  .map(Number);
const k = 5;
const scans = 100;
const queriesAtOnce = 250;

interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
}

async function cost(hostCpuMs: () => number, work: () => Promise<unknown>): Promise<Cost> {
  const before = { wall: performance.now(), own: process.cpuUsage(), host: hostCpuMs() };
  await work();
  const { user, system } = process.cpuUsage(before.own);
  return {
    wallMs: performance.now() - before.wall,
    cpuMs: (user + system) / 1000 + hostCpuMs() - before.host,
  };
}

/** The product alone, in a host like the matcher's; one number of it leaves the graph. */
function bareProduct(): Uint8Array {
  const graph = new GraphBuilder();
  const queries = graph.input("queries", FLOAT, ["q", "d"]);
  const matrix = graph.input("matrix", FLOAT, ["m", "d"]);
  const product = graph.add("Gemm", [queries, matrix], { transB: 1 });
  const [start, end, axes] = [
    [0, 0],
    [1, 1],
    [0, 1],
  ].map((values) => graph.integers(values));
  const corner = graph.add("Slice", [product, start as string, end as string, axes as string]);
  graph.output("corner", corner, FLOAT, [1, 1]);
  return graph.toBytes("bare-product", "for a bench");
}

function unitVectors(count: number, seed: number): Float32Array {
  const next = noise(seed);
  const vectors = Float32Array.from({ length: count * dimensions }, () => next() - 0.5);
  for (let at = 0; at < vectors.length; at += dimensions) {
    const vector = vectors.subarray(at, at + dimensions);
    const length = Math.hypot(...vector);
    for (let d = 0; d < dimensions; d++) vector[d] = (vector[d] as number) / length;
  }
  return vectors;
}

function show(what: string, { wallMs, cpuMs }: Cost): void {
  console.log(
    `${what.padEnd(36)} wall ${wallMs.toFixed(0).padStart(8)} ms   cpu ${cpuMs.toFixed(0).padStart(8)} ms`,
  );
}

function median(values: number[]): number {
  return values.toSorted((left, right) => left - right)[values.length >> 1] ?? Number.NaN;
}

const folder = await mkdtemp(join(tmpdir(), "lote-bench-"));
const matrix = unitVectors(rowCount, 1);
const queries = unitVectors(queryCount, 2);
console.log(`${queryCount} queries, ${rowCount} rows, ${dimensions} dimensions, best ${k}`);

const graphPath = join(folder, "bare-product.onnx");
await Bun.write(graphPath, bareProduct());
const threads = Math.min(navigator.hardwareConcurrency, 16);
const bare = await ModelHost.start({ model: "bare product", path: graphPath, provider: "cpu", threads });
await bare.bind("matrix", { type: "float32", dims: [rowCount, dimensions], data: matrix });
let matcher: Matcher | undefined;
const opening = await cost(
  () => matcher?.cpuMs ?? 0,
  async () => {
    matcher = await Matcher.open([[matrix]], { dimensions });
  },
);
show("matcher opened (once a run)", opening);
const opened = matcher as unknown as Matcher;

const ratios: number[] = [];
const cpuRatios: number[] = [];
let matching: Cost = { wallMs: Number.POSITIVE_INFINITY, cpuMs: 0 };
for (let round = 0; round < rounds; round++) {
  const product = await cost(
    () => bare.cpuMs,
    async () => {
      let pending: Promise<unknown> = Promise.resolve();
      for (let from = 0; from < queryCount; from += queriesAtOnce) {
        const data = queries.subarray(from * dimensions, (from + queriesAtOnce) * dimensions);
        const dims = [data.length / dimensions, dimensions];
        const next = bare.run({ queries: { type: "float32", dims, data } }, { matrix: "matrix" });
        await pending;
        pending = next;
      }
      await pending;
    },
  );
  const whole = await cost(
    () => opened.cpuMs,
    () => opened.match(queries, k),
  );
  show(`round ${round + 1}: bare product`, product);
  show(`round ${round + 1}: matched`, whole);
  ratios.push(whole.wallMs / product.wallMs);
  cpuRatios.push(whole.cpuMs / product.cpuMs);
  if (whole.wallMs < matching.wallMs) matching = whole;
}
await bare.close();
await opened.close();
console.log(
  `matching / bare product: wall ${median(ratios).toFixed(3)}, cpu ${median(cpuRatios).toFixed(3)} (goal 1.15)`,
);

const db = new Database(join(folder, "vectors.sqlite"));
load(db);
db.run(`CREATE VIRTUAL TABLE vectors USING vec0(vector float[${dimensions}])`);
const insert = db.prepare("INSERT INTO vectors(rowid, vector) VALUES (?, ?)");
db.transaction(() => {
  for (let row = 0; row < rowCount; row++) {
    insert.run(row + 1, new Uint8Array(matrix.buffer, row * dimensions * 4, dimensions * 4));
  }
})();
const nearest = db.prepare("SELECT rowid FROM vectors WHERE vector MATCH ? AND k = ?");
const scanning = await cost(
  () => 0,
  async () => {
    for (let query = 0; query < scans; query++) {
      const at = (query % queryCount) * dimensions * 4;
      nearest.all(new Uint8Array(queries.buffer, at, dimensions * 4), k);
    }
  },
);
db.close();
const scaled = {
  wallMs: (scanning.wallMs / scans) * queryCount,
  cpuMs: (scanning.cpuMs / scans) * queryCount,
};
show(`sqlite-vec, ${scans} scans scaled`, scaled);
console.log(
  `scans / matching: wall ${(scaled.wallMs / matching.wallMs).toFixed(0)}, ` +
    `cpu ${(scaled.cpuMs / matching.cpuMs).toFixed(0)} (goal 50)`,
);
await rm(folder, { recursive: true });
