/** The tables of an index of documents, in a file of its own: it may grow large, and its locks are its own. */
export const indexTables = `
CREATE TABLE space (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  model TEXT NOT NULL,
  dimensions INTEGER NOT NULL,
  embedder TEXT NOT NULL,
  current INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE generation (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  space INTEGER NOT NULL REFERENCES space (id),
  path TEXT NOT NULL,
  begun_at INTEGER NOT NULL
) STRICT;
CREATE INDEX generation_of ON generation (space, path);

CREATE TABLE document (
  id INTEGER PRIMARY KEY,
  space INTEGER NOT NULL REFERENCES space (id),
  path TEXT NOT NULL,
  content TEXT NOT NULL,
  recipe TEXT NOT NULL,
  size INTEGER NOT NULL,
  modified_ms REAL NOT NULL,
  format TEXT NOT NULL,
  title TEXT NOT NULL,
  pages INTEGER,
  characters INTEGER NOT NULL,
  chunks INTEGER NOT NULL,
  tokens INTEGER NOT NULL,
  digest TEXT NOT NULL,
  run TEXT NOT NULL,
  written_at INTEGER NOT NULL,
  generation INTEGER NOT NULL UNIQUE REFERENCES generation (id),
  UNIQUE (space, path)
) STRICT;
CREATE INDEX document_content ON document (space, content);

CREATE TABLE vector (
  id INTEGER PRIMARY KEY,
  space INTEGER NOT NULL REFERENCES space (id),
  hash TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  value BLOB NOT NULL,
  UNIQUE (space, hash)
) STRICT;

CREATE TABLE chunk (
  id INTEGER PRIMARY KEY,
  generation INTEGER NOT NULL REFERENCES generation (id),
  ordinal INTEGER NOT NULL,
  vector INTEGER NOT NULL REFERENCES vector (id),
  text TEXT NOT NULL,
  headings TEXT NOT NULL,
  start INTEGER NOT NULL,
  own INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  line INTEGER NOT NULL,
  page INTEGER,
  tokens INTEGER NOT NULL,
  UNIQUE (generation, ordinal)
) STRICT;
CREATE INDEX chunk_vector ON chunk (vector);

CREATE VIRTUAL TABLE chunk_words USING fts5 (
  text, headings, content = 'chunk', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);
`;
