import type { CharacterKind, Fact, Summary } from "../../../stores/characters.ts";
import type { FileCredit } from "./wikimedia/file-credits.ts";

/** A picture that Wikipedia or Wikidata shows of somebody. */
export interface KnownPicture {
  readonly source: "wikipedia" | "wikidata";
  /** The wiki that describes the file: a language, or `commons`. */
  readonly wiki: string;
  readonly file: string;
  /** Where it can be had, in a permitted width; null where nobody knows. */
  readonly url: string | null;
  /** What its page says; null where there is none. */
  readonly credit: FileCredit | null;
}

/** Somebody whom a name may mean. */
export interface Person {
  /** `wikidata:Q42`, or `wiki:es:Title` for an article without an entity. */
  readonly entity: string;
  readonly name: string;
  readonly names: Readonly<Record<string, string>>;
  readonly description: string;
  readonly kind: CharacterKind;
  readonly summary: Summary | null;
  readonly facts: readonly Fact[];
  readonly pictures: readonly KnownPicture[];
  /** Titles of its articles, by language. */
  readonly articles: Readonly<Record<string, string>>;
}
