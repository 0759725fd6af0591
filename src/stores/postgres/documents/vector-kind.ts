/** How a server keeps vectors and compares them. */
export interface VectorKind {
  readonly name: "pgvector" | "array";
  /** The type of a column of vectors with so many numbers. */
  type(dimensions: number): string;
  /** A vector as the text of a parameter. */
  write(vector: Float32Array): string;
  /** The cosine distance of a column and a parameter, vectors of length 1. */
  distance(column: string, parameter: string, dimensions: number): string;
  /** A search index for so many numbers; undefined: there is none for them. */
  index(table: string, dimensions: number): string | undefined;
}

/** pgvector indexes up to so many numbers as they are, and up to so many as halves. */
const mostIndexed = { whole: 2000, half: 4000 } as const;

const pgvector: VectorKind = {
  name: "pgvector",
  type: (dimensions) => `vector(${dimensions})`,
  write: (vector) => `[${vector.join(",")}]`,
  distance: (column, parameter, dimensions) =>
    dimensions <= mostIndexed.whole
      ? `${column} <=> ${parameter}::vector(${dimensions})`
      : `${column}::halfvec(${dimensions}) <=> ${parameter}::halfvec(${dimensions})`,
  index: (table, dimensions) => {
    const name = `${table.split(".").at(-1)}_near`;
    const create = (expression: string) =>
      `CREATE INDEX IF NOT EXISTS ${name} ON ${table} USING hnsw (${expression})`;
    if (dimensions <= mostIndexed.whole) return create("value vector_cosine_ops");
    return dimensions <= mostIndexed.half
      ? create(`(value::halfvec(${dimensions})) halfvec_cosine_ops`)
      : undefined;
  },
};

/** Without pgvector every vector is compared: right, and slow beyond some thousands. */
const array: VectorKind = {
  name: "array",
  type: () => "real[]",
  write: (vector) => `{${vector.join(",")}}`,
  distance: (column, parameter) =>
    `(SELECT 1 - sum(here * there) FROM unnest(${column}, ${parameter}::real[]) AS pair (here, there))`,
  index: () => undefined,
};

export const vectorKinds = { pgvector, array } as const;
