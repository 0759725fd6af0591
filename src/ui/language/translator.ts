import type { Catalogue, PluralText, TextKey, TextValues } from "./catalogue.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { type Formats, formatsOf } from "./formats.ts";
import type { Language } from "./words.ts";

/** The words and numbers of one language. */
export interface Translator {
  readonly language: Language;
  /** How numbers, times and lists are written. */
  readonly formats: Formats;
  /**
   * One text with its places filled. Numbers are written as the language writes them.
   *
   * @example
   * t.text("summary.title", { run: "quiet-fox", status: t.text("runStatus.completed") });
   */
  text<Key extends TextKey>(
    key: Key,
    ...values: TextValues<Key> extends undefined ? [] : [TextValues<Key>]
  ): string;
  /** The same for a text that data chose, whose places only the data knows. */
  chosen(key: TextKey, values?: Readonly<Record<string, string | number>>): string;
}

const catalogues: Readonly<Record<Language, Catalogue>> = { en, es };
const made = new Map<Language, Translator>();

/** The translator of a language; made once. */
export function translator(language: Language): Translator {
  const known = made.get(language);
  if (known) return known;
  const formats = formatsOf(language);
  const text = (key: TextKey, values: Readonly<Record<string, string | number>> = {}) =>
    fill(formOf(entryAt(catalogues[language], key), values.count, formats), values, formats);
  const fresh: Translator = {
    language,
    formats,
    text: (key, ...values) => text(key, values[0]),
    chosen: text,
  };
  made.set(language, fresh);
  return fresh;
}

function entryAt(catalogue: Catalogue, key: TextKey): string | PluralText {
  const [section = "", name = ""] = key.split(".");
  const texts = (catalogue as Readonly<Record<string, Readonly<Record<string, string | PluralText>>>>)[
    section
  ];
  return texts?.[name] ?? key;
}

function formOf(entry: string | PluralText, count: string | number | undefined, formats: Formats): string {
  if (typeof entry === "string") return entry;
  const category = formats.plural(Number(count ?? 0));
  return category === "one" ? entry.one : category === "many" ? (entry.many ?? entry.other) : entry.other;
}

function fill(text: string, values: Readonly<Record<string, string | number>>, formats: Formats): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = values[name];
    if (value === undefined) return place;
    return typeof value === "number" ? formats.number(value) : value;
  });
}
