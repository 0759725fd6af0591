/** The table of answers about products' names in PostgreSQL, in the schema that lote has there. */
export function answerTables(schema: string, vectors: string): readonly string[] {
  return [
    `CREATE SCHEMA IF NOT EXISTS ${schema}`,
    `CREATE TABLE IF NOT EXISTS ${schema}.product_answer (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      scope text COLLATE "C" NOT NULL,
      key text COLLATE "C" NOT NULL,
      signature text COLLATE "C" NOT NULL,
      name text NOT NULL,
      answer text NOT NULL,
      -- vectors of several embedders may be here, each in scopes of its own
      dimensions integer NOT NULL,
      value ${vectors} NOT NULL,
      at double precision NOT NULL,
      UNIQUE (scope, key)
    )`,
    `CREATE INDEX IF NOT EXISTS product_answer_signature ON ${schema}.product_answer (scope, signature)`,
  ];
}
