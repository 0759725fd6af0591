import { basis, cosineBasis, tentWindows, transpose } from "./bases.ts";
import { FLOAT, GraphBuilder, UINT8 } from "./graph.ts";

/** What the graph takes: a whole cover squeezed to 64 × 96, RGB, one byte a channel. */
export const descriptorInput = { width: 64, height: 96, channels: 3 } as const;

const { width, height } = descriptorInput;

/**
 * The parameters were chosen on one half of a set of 324 real covers and are reported on the other half by
 * `test/bench/cover-descriptor.bench.ts`.
 */
const luminance = { rows: 16, columns: 12, weight: 1, quietest: 0.5 };
const colour = { rows: 6, columns: 5, weight: 0.9, quietest: 0.25 };
const gradients = { rows: 6, columns: 4, directions: 8, weight: 1.2, quietest: 0.1 };
/** High frequencies move under a small turn or crop: weight `exp(-fall * frequency / 16)`. */
const fall = 0.6;

const luminanceLength = luminance.rows * luminance.columns - 1;
const colourLength = 2 * (colour.rows * colour.columns - 1);
const gradientLength = gradients.rows * gradients.columns * gradients.directions;
/** 191 + 58 + 192. */
export const descriptorLength = luminanceLength + colourLength + gradientLength;

/**
 * The cover descriptor as an ONNX graph: `pixels` uint8 [batch, 96, 64, 3] to `vector` float32 [batch, 441].
 *
 * An engineered descriptor, not a learned model: where light and dark lie (low frequencies of luminance), where
 * colours lie (low frequencies of the two colour differences), and how edges run (gradient directions in 4 × 6
 * cells that overlap). No part knows the mean of what it looks at, so exposure and a colour cast change little.
 * Every block, then the whole, has unit length, so a dot product of two vectors is a cosine.
 *
 * A picture of one flat tone has nothing to compare: it comes out much shorter than 1 instead of as noise blown
 * up, and so resembles nothing.
 */
export function buildCoverDescriptor(): Uint8Array {
  const graph = new GraphBuilder();
  const pixels = graph.input("pixels", UINT8, ["batch", height, width, 3]);
  const planes = graph.add("Transpose", [pixels], { perm: [0, 3, 1, 2] });
  const unit = graph.add("Mul", [graph.add("Cast", [planes], { to: FLOAT }), graph.floats([1 / 255], [1])]);
  const [luma, chroma] = splitColour(graph, unit);
  const blocks = [luminanceBlock(graph, luma), colourBlock(graph, chroma), gradientBlock(graph, luma)];
  const vector = toLength(graph, graph.add("Concat", blocks, { axis: 1 }), 1, 0.5);
  graph.output("vector", vector, FLOAT, ["batch", descriptorLength]);
  return graph.toBytes("lote-cover-descriptor-441", "Engineered descriptor of a cover, made by lote");
}

/** Rec. 601 luminance [N,1,96,64] and the two colour differences [N,2,96,64], each in about -0.5..1. */
function splitColour(graph: GraphBuilder, rgb: string): [luma: string, chroma: string] {
  const weights = [0.299, 0.587, 0.114, -0.168736, -0.331264, 0.5, 0.5, -0.418688, -0.081312];
  const mixed = graph.add("Conv", [rgb, graph.floats(weights, [3, 3, 1, 1])], { kernel_shape: [1, 1] });
  const [luma, chroma] = graph.addMany("Split", [mixed, graph.integers([1, 2])], 2, { axis: 1 });
  return [luma as string, chroma as string];
}

function luminanceBlock(graph: GraphBuilder, luma: string): string {
  const { rows, columns, weight, quietest } = luminance;
  const coefficients = signedRoot(graph, lowFrequencies(graph, luma, 1, rows, columns));
  const weights = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      // The picture is 1.5 times as high as wide: a column's frequency is that much finer.
      if (row + column > 0) weights.push(Math.exp((-fall * Math.hypot(row, 1.5 * column)) / 16));
    }
  }
  const fading = graph.add("Mul", [coefficients, graph.floats(weights, [weights.length])]);
  return toLength(graph, fading, weight, quietest);
}

function colourBlock(graph: GraphBuilder, chroma: string): string {
  const { rows, columns, weight, quietest } = colour;
  return toLength(
    graph,
    signedRoot(graph, lowFrequencies(graph, chroma, 2, rows, columns)),
    weight,
    quietest,
  );
}

/**
 * Each pixel votes for the directions its gradient lies near, by `|cos|^8`, with the gradient's strength; cells
 * collect the votes under overlapping tents, so that an edge moved by a pixel changes them little. The mean over
 * the whole block is taken away: what all pictures have in common says nothing.
 */
function gradientBlock(graph: GraphBuilder, luma: string): string {
  const { rows, columns, directions, weight, quietest } = gradients;
  const sobel = { across: [-1, 0, 1, -2, 0, 2, -1, 0, 1], down: [-1, -2, -1, 0, 0, 0, 1, 2, 1] };
  const towards = (angle: number) =>
    sobel.across.map((x, at) => (Math.cos(angle) * x + Math.sin(angle) * (sobel.down[at] as number)) / 8);
  const convolve = (angles: number[]) => {
    const kernels = graph.floats(angles.flatMap(towards), [angles.length, 1, 3, 3]);
    return graph.add("Conv", [luma, kernels], { kernel_shape: [3, 3] });
  };
  const strength = graph.add("Max", [
    graph.add("ReduceL2", [convolve([0, Math.PI / 2])], { axes: [1], keepdims: 1 }),
    graph.floats([1e-4], [1]),
  ]);
  const angles = Array.from({ length: directions }, (_, at) => (at * Math.PI) / directions);
  let closeness = graph.add("Div", [convolve(angles), strength]);
  for (let power = 1; power < 8; power *= 2) closeness = graph.add("Mul", [closeness, closeness]);
  const votes = graph.add("Mul", [closeness, strength]);
  const down = tentWindows(rows, height - 2);
  const across = transpose(tentWindows(columns, width - 2));
  const cells = basis(graph, down, votes, across);
  const flat = graph.add("Sqrt", [graph.add("Reshape", [cells, graph.integers([-1, gradientLength])])]);
  const mean = graph.add("ReduceMean", [flat], { axes: [1], keepdims: 1 });
  return toLength(graph, graph.add("Sub", [flat, mean]), weight, quietest);
}

/** The low corner of each plane's two-dimensional DCT without its mean: [N, planes * (rows * columns - 1)]. */
function lowFrequencies(graph: GraphBuilder, image: string, planes: number, rows: number, columns: number) {
  const corner = basis(graph, cosineBasis(rows, height), image, transpose(cosineBasis(columns, width)));
  const all = rows * columns;
  const flat = graph.add("Reshape", [corner, graph.integers([-1, planes, all])]);
  const [from, to, axis] = [[1], [all], [2]].map((value) => graph.integers(value));
  const kept = graph.add("Slice", [flat, from as string, to as string, axis as string]);
  return graph.add("Reshape", [kept, graph.integers([-1, planes * (all - 1)])]);
}

/** Sign and square root: without it a few strong coefficients would decide alone. */
function signedRoot(graph: GraphBuilder, values: string): string {
  const root = graph.add("Sqrt", [graph.add("Abs", [values])]);
  return graph.add("Mul", [graph.add("Sign", [values]), root]);
}

/** Rows brought to `length`; a row shorter than `quietest` is not blown up further than one of that length. */
function toLength(graph: GraphBuilder, rows: string, length: number, quietest: number): string {
  const norm = graph.add("ReduceL2", [rows], { axes: [1], keepdims: 1 });
  const divisor = graph.add("Max", [norm, graph.floats([quietest], [1])]);
  const unit = graph.add("Div", [rows, divisor]);
  return length === 1 ? unit : graph.add("Mul", [unit, graph.floats([length], [1])]);
}
