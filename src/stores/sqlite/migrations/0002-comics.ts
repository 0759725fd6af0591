/** The comics workflow's own tables. */
export const comicsTables = `
-- An issue is what a comic is linked to; its covers (variants) are what a picture is compared with.
CREATE TABLE issue (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  series TEXT NOT NULL,
  number TEXT NOT NULL,
  year INTEGER,
  publisher TEXT NOT NULL,
  title TEXT NOT NULL
) STRICT;

CREATE TABLE cover (
  id INTEGER PRIMARY KEY,
  -- what a candidate is called: the file name without extension and a short hash of the path
  name TEXT NOT NULL UNIQUE,
  path TEXT NOT NULL UNIQUE,
  issue INTEGER NOT NULL REFERENCES issue (id),
  size INTEGER NOT NULL,
  modified_ms REAL NOT NULL,
  -- of what the source says about it, so that an edited row of a CSV is seen
  described TEXT NOT NULL,
  content TEXT NOT NULL,
  hash BLOB NOT NULL,
  colour BLOB NOT NULL
) STRICT;
CREATE INDEX cover_issue ON cover (issue);
CREATE INDEX cover_content ON cover (content);

CREATE TABLE comic (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE,
  size INTEGER NOT NULL,
  modified_ms REAL NOT NULL,
  content TEXT NOT NULL,
  issue INTEGER REFERENCES issue (id),
  cover INTEGER REFERENCES cover (id)
) STRICT;
CREATE INDEX comic_issue ON comic (issue) WHERE issue IS NOT NULL;
`;
