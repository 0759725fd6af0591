import { FLOAT, GraphBuilder } from "./graph.ts";

/**
 * Where a picture is as blue as the eyes and as crimson as the lips of the faces that lote draws, as an ONNX graph:
 * `pixels` float32 [batch, 3, h, w] in 0..1 to `marks` float32 [batch, 2, h / 2, w / 2], 0..1.
 *
 * It finds drawn faces only, and is meant to: the demo and the tests need a detector on machines that can pull none.
 * Shares of the sum of the channels are compared, so the light plays no part.
 */
export function buildDrawnFaces(): Uint8Array {
  const graph = new GraphBuilder();
  const pixels = graph.input("pixels", FLOAT, ["batch", 3, "height", "width"]);
  const smooth = graph.add("AveragePool", [pixels], { kernel_shape: [2, 2], strides: [2, 2] });
  const sum = graph.add("ReduceSum", [smooth, graph.integers([1])], { keepdims: 1 });
  const shares = graph.add("Div", [smooth, graph.add("Add", [sum, graph.floats([0.06], [1])])]);
  // Blue less red, and the half of red less green plus the half of blue less green.
  const contrast = graph.floats([-1, 0, 1, 0.75, -1, 0.25], [2, 3, 1, 1]);
  const excess = graph.add("Conv", [shares, contrast, graph.floats([-0.1, -0.17], [2])], {
    kernel_shape: [1, 1],
  });
  const steep = graph.add("Mul", [excess, graph.floats([8], [1])]);
  const marks = graph.add("Clip", [steep, graph.floats([0], []), graph.floats([1], [])]);
  graph.output("marks", marks, FLOAT, ["batch", 2, "rows", "columns"]);
  return graph.toBytes("lote-drawn-faces", "Marks of drawn faces, made by lote");
}
