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
  /** A column for vectors of any length, beside a column `dimensions`, and what its index goes by. */
  readonly mixed: {
    readonly type: string;
    column(name: string, dimensions: number): string;
    index(table: string, dimensions: number): string | undefined;
  };
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
  index: (table, dimensions) =>
    dimensions <= mostIndexed.whole
      ? graph(table, "near", "value vector_cosine_ops")
      : graphOfHalves(table, "near", dimensions),
  mixed: {
    type: "vector",
    column: (name, dimensions) =>
      dimensions <= mostIndexed.whole ? `(${name}::vector(${dimensions}))` : name,
    index: (table, dimensions) => {
      const name = `near_${dimensions}`;
      const made =
        dimensions <= mostIndexed.whole
          ? graph(table, name, `(value::vector(${dimensions})) vector_cosine_ops`)
          : graphOfHalves(table, name, dimensions);
      return made && `${made} WHERE dimensions = ${dimensions}`;
    },
  },
};

function graph(table: string, name: string, expression: string): string {
  return `CREATE INDEX IF NOT EXISTS ${table.split(".").at(-1)}_${name} ON ${table} USING hnsw (${expression})`;
}

function graphOfHalves(table: string, name: string, dimensions: number): string | undefined {
  if (dimensions > mostIndexed.half) return undefined;
  return graph(table, name, `(value::halfvec(${dimensions})) halfvec_cosine_ops`);
}

/** Without pgvector every vector is compared: right, and slow beyond some thousands. */
const array: VectorKind = {
  name: "array",
  type: () => "real[]",
  write: (vector) => `{${vector.join(",")}}`,
  distance: (column, parameter) =>
    `(SELECT 1 - sum(here * there) FROM unnest(${column}, ${parameter}::real[]) AS pair (here, there))`,
  index: () => undefined,
  mixed: { type: "real[]", column: (name) => name, index: () => undefined },
};

export const vectorKinds = { pgvector, array } as const;
