import type { Point as DrawnPoint } from "../../src/demo/samples/drawing/shape.ts";
import { paintPhoto } from "../../src/demo/samples/face/draw-photo.ts";
import { alignFivePoints } from "../../src/engine/faces/align-five-points.ts";
import type { Point } from "../../src/engine/faces/face-model.ts";
import { FLOAT, GraphBuilder } from "./graph.ts";

const side = 112;
/** Cells along each side that a face is averaged to. */
const cells = 16;
const cell = side / cells;
/** Luminance, and red less blue. */
const opponents = [0.299, 0.587, 0.114, 1, 0, -1] as const;
const length = 2 * cells * cells;

/**
 * Drawn faces to vectors, as an ONNX graph: `pixels` float32 [batch, 3, 112, 112] in 0..1, aligned by five points, to
 * `vector` float32 [batch, 512]. Two colour values of 16 × 16 cells, over the picture's mean light, less the mean drawn
 * face, each weighed by how much it tells people apart.
 *
 * It knows drawn people only. Mean and weights come from 100 drawn people who are in no demo and in no test; they are
 * rounded, so that every machine builds the same bytes.
 */
export function buildDrawnFace(): Uint8Array {
  const { mean, weights } = learned();
  const graph = new GraphBuilder();
  const pixels = graph.input("pixels", FLOAT, ["batch", 3, side, side]);
  const pooled = graph.add("AveragePool", [pixels], { kernel_shape: [cell, cell], strides: [cell, cell] });
  const light = graph.add("ReduceMean", [pooled], { axes: [1, 2, 3], keepdims: 1 });
  const even = graph.add("Div", [pooled, graph.add("Add", [light, graph.floats([1 / 64], [1])])]);
  const colours = graph.add("Conv", [even, graph.floats(opponents, [2, 3, 1, 1])], { kernel_shape: [1, 1] });
  const flat = graph.add("Reshape", [colours, graph.integers([-1, length])]);
  const own = graph.add("Sub", [flat, graph.floats(mean, [length])]);
  const weighed = graph.add("Mul", [own, graph.floats(weights, [length])]);
  graph.output("vector", weighed, FLOAT, ["batch", length]);
  return graph.toBytes("lote-drawn-face-512", "Engineered descriptor of a drawn face, made by lote");
}

function learned(): { mean: number[]; weights: number[] } {
  const people = Array.from({ length: 100 }, (_, at) =>
    Array.from({ length: 3 }, (_, pose) => featuresOf(`learned ${at}`, `pose ${pose}`)),
  );
  const all = people.flat();
  const middle = (rows: readonly Float64Array[], at: number) =>
    rows.reduce((sum, row) => sum + (row[at] as number), 0) / rows.length;
  const mean: number[] = [];
  const weights: number[] = [];
  for (let at = 0; at < length; at++) {
    const centre = middle(all, at);
    let [between, within] = [0, 0];
    for (const poses of people) {
      const own = middle(poses, at);
      between += (own - centre) ** 2 / people.length;
      for (const pose of poses) within += ((pose[at] as number) - own) ** 2 / all.length;
    }
    mean.push(Math.round(centre * 256) / 256);
    weights.push(Math.round((64 * Math.sqrt(between)) / (within + 0.002)) / 64);
  }
  return { mean, weights };
}

/** What the graph works out of a face before mean and weights, from where its points were really drawn. */
function featuresOf(person: string, seed: string): Float64Array {
  const { canvas, faces } = paintPhoto({ people: [person], seed, width: 200, height: 240 });
  const [face] = faces;
  if (!face) throw new Error("nobody was drawn");
  const place = ({ x, y }: DrawnPoint): Point => [x, y];
  const { leftEye, rightEye, nose, leftMouth, rightMouth } = face.points;
  const landmarks = {
    ...{ leftEye: place(leftEye), rightEye: place(rightEye), nose: place(nose) },
    ...{ leftMouth: place(leftMouth), rightMouth: place(rightMouth) },
  };
  const aligned = alignFivePoints(canvas, landmarks, { width: side, height: side });
  const pooled = new Float64Array(3 * cells * cells);
  aligned.forEach((byte, at) => {
    const [pixel, channel] = [Math.floor(at / 3), at % 3];
    const place = Math.floor(pixel / side / cell) * cells + Math.floor((pixel % side) / cell);
    const slot = channel * cells * cells + place;
    pooled[slot] = (pooled[slot] as number) + byte / 255 / cell ** 2;
  });
  const light = pooled.reduce((sum, value) => sum + value, 0) / pooled.length + 1 / 64;
  return Float64Array.from({ length }, (_, at) => {
    const [opponent, place] = [Math.floor(at / cells ** 2), at % cells ** 2];
    return [0, 1, 2].reduce(
      (sum, channel) =>
        sum +
        (opponents[opponent * 3 + channel] as number) *
          ((pooled[channel * cells ** 2 + place] as number) / light),
      0,
    );
  });
}
