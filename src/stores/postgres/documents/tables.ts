/** The tables of an index of documents in PostgreSQL, in a schema of their own. */
export function indexTables(schema: string): readonly string[] {
  return [
    `CREATE SCHEMA IF NOT EXISTS ${schema}`,
    `CREATE TABLE IF NOT EXISTS ${schema}.space (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      key text NOT NULL UNIQUE,
      model text NOT NULL,
      dimensions integer NOT NULL,
      embedder text NOT NULL,
      -- kept by pgvector, or as plain arrays where the server has none
      kept text NOT NULL,
      current boolean NOT NULL DEFAULT false
    )`,
    `CREATE TABLE IF NOT EXISTS ${schema}.generation (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      space integer NOT NULL REFERENCES ${schema}.space (id) ON DELETE CASCADE,
      path text NOT NULL,
      begun_at double precision NOT NULL
    )`,
    `CREATE INDEX IF NOT EXISTS generation_of ON ${schema}.generation (space, path)`,
    `CREATE TABLE IF NOT EXISTS ${schema}.document (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      space integer NOT NULL REFERENCES ${schema}.space (id) ON DELETE CASCADE,
      path text COLLATE "C" NOT NULL,
      content text NOT NULL,
      recipe text NOT NULL,
      size double precision NOT NULL,
      modified_ms double precision NOT NULL,
      format text NOT NULL,
      title text NOT NULL,
      pages integer,
      characters integer NOT NULL,
      chunks integer NOT NULL,
      tokens integer NOT NULL,
      digest text NOT NULL,
      run text NOT NULL,
      written_at double precision NOT NULL,
      generation integer NOT NULL UNIQUE REFERENCES ${schema}.generation (id),
      UNIQUE (space, path)
    )`,
    `CREATE INDEX IF NOT EXISTS document_content ON ${schema}.document (space, content)`,
    `CREATE TABLE IF NOT EXISTS ${schema}.chunk (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      generation integer NOT NULL REFERENCES ${schema}.generation (id),
      ordinal integer NOT NULL,
      space integer NOT NULL,
      hash text NOT NULL,
      text text NOT NULL,
      headings text NOT NULL,
      start integer NOT NULL,
      own integer NOT NULL,
      "end" integer NOT NULL,
      line integer NOT NULL,
      page integer,
      tokens integer NOT NULL,
      words tsvector NOT NULL,
      UNIQUE (generation, ordinal)
    )`,
    `CREATE INDEX IF NOT EXISTS chunk_vector ON ${schema}.chunk (space, hash)`,
    `CREATE INDEX IF NOT EXISTS chunk_words ON ${schema}.chunk USING gin (words)`,
  ];
}

/** The vectors of one space, which have a length of their own. */
export function vectorTable(schema: string, space: number, type: string): readonly string[] {
  return [
    `CREATE TABLE IF NOT EXISTS ${vectorTableName(schema, space)} (
      hash text PRIMARY KEY,
      made_at double precision NOT NULL,
      value ${type} NOT NULL
    )`,
  ];
}

export function vectorTableName(schema: string, space: number): string {
  return `${schema}.vector_${space}`;
}
