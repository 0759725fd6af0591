/** "Star Spider-Man" is found by its words, as "spiderman" and as "starspiderman"; "012" by 12. */
const addWords = `INSERT INTO issue_words (rowid, series, number, year, publisher, title)
  VALUES (new.id,
    new.series || ' ' || replace(replace(new.series, '-', ''), '''', '') || ' '
      || replace(replace(replace(new.series, '-', ''), '''', ''), ' ', ''),
    coalesce(nullif(ltrim(new.number, '0'), ''), new.number), new.year, new.publisher, new.title);`;

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

-- The words of the issues, by their numbers; kept by triggers, so that whoever writes an issue need not know.
CREATE VIRTUAL TABLE issue_words USING fts5(
  series, number, year, publisher, title,
  content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2"
);
CREATE TRIGGER issue_added AFTER INSERT ON issue BEGIN
  ${addWords}
END;
CREATE TRIGGER issue_removed AFTER DELETE ON issue BEGIN
  DELETE FROM issue_words WHERE rowid = old.id;
END;
CREATE TRIGGER issue_changed AFTER UPDATE ON issue
WHEN (old.series, old.number, old.year, old.publisher, old.title)
  IS NOT (new.series, new.number, new.year, new.publisher, new.title)
BEGIN
  DELETE FROM issue_words WHERE rowid = old.id;
  ${addWords}
END;

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
  cover INTEGER REFERENCES cover (id),
  -- another comic is kept in place of this one: it is linked to nothing
  copy_of INTEGER REFERENCES issue (id)
) STRICT;
CREATE INDEX comic_issue ON comic (issue) WHERE issue IS NOT NULL;
CREATE INDEX comic_copy ON comic (copy_of) WHERE copy_of IS NOT NULL;

-- how evidence of a vector space becomes a probability; fitted to this workspace's own covers and decisions
CREATE TABLE calibration (
  space TEXT PRIMARY KEY,
  body TEXT NOT NULL
) STRICT;
`;
