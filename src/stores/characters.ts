/** What the characters workflow keeps: types, and the words that its rows use. */

export const characterKinds = ["person", "fictional", "unknown"] as const;
export type CharacterKind = (typeof characterKinds)[number];

/** Where a picture came from. */
export type PictureSource = "wikipedia" | "wikidata" | "commons" | "duckduckgo" | "generated";

/** What is known of a picture's origin: null is *unknown*, and is shown as that. */
export interface PictureCredit {
  readonly source: PictureSource;
  /** The page that shows or describes it. */
  readonly page: string | null;
  /** Where its bytes came from. */
  readonly url: string | null;
  readonly author: string | null;
  readonly licence: string | null;
  readonly licenceUrl: string | null;
  /** Milliseconds since 1970. */
  readonly fetchedAt: number;
  /** Of the bytes as they came, hexadecimal. */
  readonly sourceSha256: string;
  /** What made it, where it was generated. */
  readonly generator: string | null;
}

export interface CharacterPicture {
  /** In the workspace's folder. */
  readonly path: string;
  /** Of the file that was written, hexadecimal. */
  readonly sha256: string;
  readonly width: number;
  readonly height: number;
  /** Perceptual hash, 16 hexadecimal digits. */
  readonly hash: string;
  readonly credit: PictureCredit;
}

/** Some words about somebody, and whose words they are. */
export interface Summary {
  readonly text: string;
  readonly language: string;
  /** The article; null where a model wrote it. */
  readonly page: string | null;
  readonly licence: string | null;
  readonly generated: boolean;
}

/** One fact in one language, ready to be shown. */
export interface Fact {
  readonly what: "born" | "died" | "occupation" | "work";
  readonly value: string;
}

/** What a person may correct of somebody, besides the picture. */
export const correctedFields = ["name", "description", "kind", "category"] as const;
export type CorrectedField = (typeof correctedFields)[number];

export interface NewCharacter {
  /** Stable: `wikidata:Q42`, or `name:` and the name's key for somebody whom no source knows. */
  readonly entity: string;
  readonly name: string;
  readonly kind: CharacterKind;
  readonly description: string;
  /** Names by language. */
  readonly names: Readonly<Record<string, string>>;
  readonly summary: Summary | null;
  readonly facts: readonly Fact[];
  readonly category: string | null;
  readonly picture: CharacterPicture | null;
  /** What a person corrected: no source overrides it. Absent: nothing. */
  readonly corrected?: readonly CorrectedField[];
  /** Perceptual hashes of pictures that a person removed: no source brings them back. Absent: none. */
  readonly removedPictures?: readonly string[];
}

export interface CharacterRow extends NewCharacter {
  readonly id: number;
  readonly importedAt: number;
}

/** A saved list of names. */
export interface NameList {
  readonly id: number;
  readonly name: string;
  readonly category: string | null;
  readonly count: number;
  readonly createdAt: number;
}

/** A character with the keys of the names that led to it, as an undo puts it back. */
export interface KeptCharacter {
  readonly character: NewCharacter;
  readonly importedAt: number;
  readonly aliases: readonly string[];
}
