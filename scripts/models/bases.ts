import type { GraphBuilder } from "./graph.ts";

/** A small constant matrix, row by row. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: readonly number[];
}

/** The first `count` vectors of the orthonormal DCT-II of length `length`, one a row. */
export function cosineBasis(count: number, length: number): Matrix {
  return matrix(count, length, (frequency, place) => {
    const scale = Math.sqrt((frequency === 0 ? 1 : 2) / length);
    return scale * Math.cos((Math.PI * (place + 0.5) * frequency) / length);
  });
}

/** `count` overlapping triangles over `length` places: each falls from its cell's centre to the next one's. */
export function tentWindows(count: number, length: number): Matrix {
  const cell = length / count;
  return matrix(count, length, (index, place) => {
    const distance = Math.abs(place + 0.5 - (index + 0.5) * cell) / cell;
    return Math.max(0, 1 - distance) / cell;
  });
}

export function transpose({ rows, columns, values }: Matrix): Matrix {
  return matrix(columns, rows, (row, column) => values[column * columns + row] as number);
}

/** `left · image · right`, for each plane of each picture by itself. */
export function basis(graph: GraphBuilder, left: Matrix, image: string, right: Matrix): string {
  const narrow = graph.add("MatMul", [graph.floats(left.values, [left.rows, left.columns]), image]);
  return graph.add("MatMul", [narrow, graph.floats(right.values, [right.rows, right.columns])]);
}

function matrix(rows: number, columns: number, value: (row: number, column: number) => number): Matrix {
  const values = Array.from({ length: rows * columns }, (_, at) =>
    value(Math.floor(at / columns), at % columns),
  );
  return { rows, columns, values };
}
