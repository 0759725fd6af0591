/** The characters workflow's own tables. */
export const charactersTables = `
CREATE TABLE character (
  id INTEGER PRIMARY KEY,
  entity TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  -- the name without case and accents, for sorting and search
  sort TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('person', 'fictional', 'unknown')),
  category TEXT,
  -- description, names, summary, facts
  body TEXT NOT NULL,
  picture TEXT,
  imported_at INTEGER NOT NULL
) STRICT;
CREATE INDEX character_sort ON character (sort, id);
CREATE INDEX character_category ON character (category, sort) WHERE category IS NOT NULL;
CREATE INDEX character_picture_hash ON character (picture ->> 'hash') WHERE picture IS NOT NULL;

-- Every name that led to somebody, as its key: who is imported already is known without asking anybody.
CREATE TABLE character_alias (
  key TEXT PRIMARY KEY,
  character INTEGER NOT NULL REFERENCES character (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX character_alias_of ON character_alias (character);

CREATE TABLE name_list (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  category TEXT,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE name_list_entry (
  list INTEGER NOT NULL REFERENCES name_list (id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (list, position)
) STRICT, WITHOUT ROWID;
`;
