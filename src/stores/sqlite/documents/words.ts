import type { Database } from "bun:sqlite";

/** A word that more chunks have tells little apart, and weighing them all would take long. */
const mostCommon = 4000;
/** Where all words are common, the rarest will do, up to so many. */
const mostWeighed = 20_000;
/** All words together are in no more chunks: weighing so many takes some 15 ms. */
const mostTogether = 8000;
/** Of a long question the rarest words are looked for: each costs time, and they tell most. */
const rarestWords = 8;
/** More words than a person asks with are a text; the first ones will do. */
const mostWords = 32;

/** What FTS5 is asked for these words; undefined where there are none to ask for. */
export function matchesOf(db: Database, text: string): string | undefined {
  const words = [
    ...new Set(
      text
        .normalize("NFC")
        .toLowerCase()
        .match(/[\p{L}\p{N}]+/gu) ?? [],
    ),
  ].slice(0, mostWords);
  const count = db.query<{ count: number }, [string, number]>(
    "SELECT count(*) AS count FROM (SELECT 1 FROM chunk_words WHERE chunk_words MATCH ?1 LIMIT ?2)",
  );
  const upTo = (word: string, limit: number) => count.get(word, limit)?.count ?? 0;
  const counted = words
    .map((word) => `"${word}"`)
    // Of what is common no more is counted than it takes to know that it is.
    .map((word) => ({ word, count: upTo(word, mostCommon + 1) }))
    .filter((one) => one.count > 0)
    .sort((left, right) => left.count - right.count);
  const telling: string[] = [];
  let together = 0;
  for (const { word, count } of counted.slice(0, rarestWords)) {
    together += count;
    if (count > mostCommon || together > mostTogether) break;
    telling.push(word);
  }
  if (telling.length > 0) return telling.join(" OR ");
  const [rarest] = counted
    .map(({ word }) => ({ word, count: upTo(word, mostWeighed + 1) }))
    .sort((left, right) => left.count - right.count);
  // What nearly all have finds nothing: the vectors decide.
  return rarest && rarest.count <= mostWeighed ? rarest.word : undefined;
}
