import { FLOAT, GraphBuilder, INT64 } from "./graph.ts";

/**
 * Exact search as one matrix product: `queries` float32 [q, d], `matrix` float32 [m, d], `k` int64 [1] (at most
 * m) to `scores` float32 [q, k], best first, and `rows` int64 [q, k]. Of equal scores the lower row comes first;
 * that is ONNX's own rule for TopK.
 *
 * The matrix is an input, not a constant: one file serves every size of catalogue, at no cost in speed.
 */
export function buildTopK(): Uint8Array {
  const graph = new GraphBuilder();
  const queries = graph.input("queries", FLOAT, ["q", "d"]);
  const matrix = graph.input("matrix", FLOAT, ["m", "d"]);
  const k = graph.input("k", INT64, [1]);
  const products = graph.add("Gemm", [queries, matrix], { transB: 1 });
  const [scores, rows] = graph.addMany("TopK", [products, k], 2, { axis: 1, largest: 1, sorted: 1 });
  graph.output("scores", scores as string, FLOAT, ["q", "best"]);
  graph.output("rows", rows as string, INT64, ["q", "best"]);
  return graph.toBytes(
    "lote-top-k",
    "Dot products of all pairs and the best rows of each query, made by lote",
  );
}
