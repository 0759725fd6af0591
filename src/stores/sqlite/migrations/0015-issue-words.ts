/** "Star Spider-Man" is found by its words, as "spiderman" and as "starspiderman"; "012" by 12. */
const addWords = (
  row: "new" | "issue",
) => `INSERT INTO issue_words (rowid, series, number, year, publisher, title)
  SELECT ${row}.id,
    ${row}.series || ' ' || replace(replace(${row}.series, '-', ''), '''', '') || ' '
      || replace(replace(replace(${row}.series, '-', ''), '''', ''), ' ', ''),
    coalesce(nullif(ltrim(${row}.number, '0'), ''), ${row}.number), ${row}.year, ${row}.publisher, ${row}.title`;

/** Issues by their words, and comics in whose place another one is kept. */
export const issueWordsTables = `
-- The words of the issues, by their numbers; kept by triggers, so that whoever writes an issue need not know.
CREATE VIRTUAL TABLE issue_words USING fts5(
  series, number, year, publisher, title,
  content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2"
);
CREATE TRIGGER issue_added AFTER INSERT ON issue BEGIN
  ${addWords("new")};
END;
CREATE TRIGGER issue_removed AFTER DELETE ON issue BEGIN
  DELETE FROM issue_words WHERE rowid = old.id;
END;
CREATE TRIGGER issue_changed AFTER UPDATE ON issue
WHEN (old.series, old.number, old.year, old.publisher, old.title)
  IS NOT (new.series, new.number, new.year, new.publisher, new.title)
BEGIN
  DELETE FROM issue_words WHERE rowid = old.id;
  ${addWords("new")};
END;
${addWords("issue")} FROM issue;

-- another comic is kept in place of this one: it is linked to nothing
ALTER TABLE comic ADD COLUMN copy_of INTEGER REFERENCES issue (id);
CREATE INDEX comic_copy ON comic (copy_of) WHERE copy_of IS NOT NULL;
`;
