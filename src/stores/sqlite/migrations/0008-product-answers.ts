/** Answers about products' names, kept to be given again. */
export const productAnswerTables = `
CREATE TABLE product_answer (
  id INTEGER PRIMARY KEY,
  scope TEXT NOT NULL,
  key TEXT NOT NULL,
  signature TEXT NOT NULL,
  name TEXT NOT NULL,
  answer TEXT NOT NULL,
  -- the signs of the name's vector, a bit each
  sketch BLOB NOT NULL,
  at INTEGER NOT NULL,
  UNIQUE (scope, key)
) STRICT;
CREATE INDEX product_answer_signature ON product_answer (scope, signature);

CREATE TABLE product_cache_count (
  scope TEXT PRIMARY KEY,
  asked INTEGER NOT NULL,
  exact INTEGER NOT NULL,
  semantic INTEGER NOT NULL,
  agreed INTEGER NOT NULL,
  disagreed INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;
