import type { Database } from "bun:sqlite";
import type { IssueRow } from "../../comics.ts";

/** Weighing more than so many would take longer than a key press, and words that so many share weigh nothing. */
const mostWeighed = 4000;
/** Shorter words are no help where an issue need not have them all. */
const leastAlone = 3;

/** Finds issues by their words: without accents and case, by beginnings of words, best first. */
export class IssueSearch {
  readonly #weighed;
  readonly #unweighed;
  readonly #count;

  constructor(db: Database) {
    const select = `SELECT issue.* FROM issue_words JOIN issue ON issue.id = issue_words.rowid
      WHERE issue_words MATCH ?1`;
    // What a person types first is the series, then its number.
    this.#weighed = db.query<IssueRow, [string, number]>(
      `${select} AND rank MATCH 'bm25(10, 8, 4, 1, 4)' ORDER BY rank LIMIT ?2`,
    );
    this.#unweighed = db.query<IssueRow, [string, number]>(`${select} LIMIT ?2`);
    this.#count = db.query<{ count: number }, [string, number]>(
      "SELECT count(*) AS count FROM (SELECT 1 FROM issue_words WHERE issue_words MATCH ?1 LIMIT ?2)",
    );
  }

  /**
   * At most `limit` issues: first those with exactly these words, then those where the last one is only begun, then
   * all of them, then those with any of them.
   */
  find(text: string, limit: number): IssueRow[] {
    const found = new Map<number, IssueRow>();
    for (const match of attempts(wordsOf(text))) {
      const count = this.#count.get(match, mostWeighed + 1)?.count ?? 0;
      const statement = count > mostWeighed ? this.#unweighed : this.#weighed;
      for (const issue of statement.all(match, limit)) found.set(issue.id, found.get(issue.id) ?? issue);
      if (found.size >= limit) break;
    }
    return [...found.values()].slice(0, limit);
  }
}

/** A leading "#" is no word, and 012 is 12. */
function wordsOf(text: string): string[] {
  return text
    .normalize("NFC")
    .split(/\s+/)
    .map((word) => word.replaceAll('"', "").replace(/^#?0*(?=\d)/, ""))
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
}

/** Each in FTS5's own words: a quoted text is a phrase, a star after it a beginning. */
function attempts(words: readonly string[]): string[] {
  if (words.length === 0) return [];
  const exact = (word: string) => `"${word}"`;
  const begun = (word: string) => `"${word}"*`;
  const alone = words.filter((word) => word.length >= leastAlone);
  return [
    words.map(exact).join(" AND "),
    [...words.slice(0, -1).map(exact), begun(words.at(-1) ?? "")].join(" AND "),
    words.map(begun).join(" AND "),
    ...(words.length > 1 && alone.length > 0 ? [alone.map(begun).join(" OR ")] : []),
  ];
}
