import type { en } from "./en.ts";

/** A text whose form depends on a number, one for each plural category that its language uses. */
export interface PluralText {
  readonly one: string;
  readonly other: string;
  /** Spanish has it for whole millions ("1.000.000 de …"); `other` stands in where it is missing. */
  readonly many?: string;
}

/** What every language's catalogue holds: the sections and keys of English. */
export type Catalogue = {
  readonly [Section in keyof English]: {
    readonly [Key in keyof English[Section]]: English[Section][Key] extends string ? string : PluralText;
  };
};

/** `"summary.total"`: a section and a key of it. */
export type TextKey = {
  [Section in keyof English]: `${Section}.${keyof English[Section] & (string | number)}`;
}[keyof English];

/** What fills the `{name}` places of a text. */
export type TextValues<Key extends TextKey> =
  PlacesOf<TextAt<Key>> extends never
    ? undefined
    : { readonly [Name in PlacesOf<TextAt<Key>>]: string | number };

type English = typeof en;

type TextAt<Key extends TextKey> = Key extends `${infer Section extends keyof English}.${infer Name}`
  ? Name extends keyof English[Section]
    ? English[Section][Name]
    : Name extends `${infer Code extends number}`
      ? Code extends keyof English[Section]
        ? English[Section][Code]
        : never
      : never
  : never;

type PlacesOf<Text> = Text extends string
  ? Text extends `${string}{${infer Name}}${infer Rest}`
    ? Name | PlacesOf<Rest>
    : never
  : Text extends PluralText
    ? "count" | PlacesOf<Text["one"]> | PlacesOf<Text["other"]>
    : never;
