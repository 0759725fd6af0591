/** Languages that the sample world has an encyclopedia in. */
export type WikiLanguage = "es" | "en";

export interface Article {
  readonly title: string;
  /** The first paragraph. */
  readonly extract: string;
  /** Titles that lead here. */
  readonly redirects?: readonly string[];
}

export interface Licence {
  readonly name: string;
  readonly url: string | null;
}

export interface EntityPicture {
  readonly file: string;
  /** Where the file lies: in the common store, or in one wiki alone, as what is not free does. */
  readonly at: "commons" | WikiLanguage;
  /** Null: its page says nothing. */
  readonly licence: Licence | null;
  readonly author: string | null;
  readonly width: number;
  readonly height: number;
  /** Base URL of another server that has its bytes. */
  readonly server?: string;
}

/** Somebody in the sample world. Ids are of the world's own numbering. */
export interface Entity {
  readonly id: `Q${number}`;
  readonly kind: "human" | "fictional" | "other";
  readonly labels: Readonly<Record<WikiLanguage, string>>;
  readonly descriptions: Readonly<Record<WikiLanguage, string>>;
  readonly articles: Partial<Readonly<Record<WikiLanguage, Article>>>;
  /** Day or year, as `1815-12-10` or `1815`. */
  readonly born?: string;
  readonly died?: string;
  /** Ids of {@link conceptLabels}. */
  readonly occupations?: readonly string[];
  /** The work a character belongs to. */
  readonly work?: string;
  readonly picture?: EntityPicture;
}

/** A page that only lists others. */
export interface Disambiguation {
  readonly title: string;
  readonly language: WikiLanguage;
  readonly id: `Q${number}`;
}
