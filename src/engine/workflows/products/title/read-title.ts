import { plainText } from "../../../text/plain.ts";
import { alignedFold } from "./aligned-fold.ts";
import { brandIn, type NamedBrand } from "./brand.ts";
import { codesIn } from "./codes.ts";
import { colours } from "./lexicon/colours.ts";
import { concentrations, conditions, genders } from "./lexicon/words.ts";
import { contentIn, type Pack, packIn } from "./packs.ts";
import { type Found, phrasesIn, type Word, wordsOf } from "./phrases.ts";
import { type Quantity, quantitiesIn } from "./quantities.ts";

/** What a title says, as far as rules can tell. Places are those of {@link Title.text}. */
export interface Title {
  readonly text: string;
  /** The same places without case and accents. */
  readonly fold: string;
  readonly words: readonly Word[];
  readonly brand: NamedBrand | null;
  readonly quantities: readonly Quantity[];
  readonly pack: Pack | null;
  /** Pieces inside of what is sold as one: capsules, sheets. */
  readonly content: Pack | null;
  readonly codes: readonly Word[];
  readonly colours: readonly Found<string>[];
  readonly genders: readonly Found<string>[];
  readonly conditions: readonly Found<string>[];
  readonly concentrations: readonly Found<string>[];
}

/** Longer titles are read so far. */
const longest = 1000;

/** Reads a product's name. It never fails: what says nothing gives nothing. */
export function readTitle(name: string): Title {
  const { text, fold } = alignedFold(plainText(name, longest));
  const words = wordsOf(fold);
  const quantities = quantitiesIn(text, fold);
  const isMeasured = ({ start, end }: { start: number; end: number }) =>
    quantities.some((one) => one.start < end && one.end > start);
  return {
    text,
    fold,
    words,
    brand: brandIn(text, words),
    quantities,
    pack: packIn(fold),
    content: contentIn(fold),
    codes: codesIn(words).filter((word) => !isMeasured(word)),
    colours: phrasesIn(words, colours),
    genders: phrasesIn(words, genders),
    conditions: phrasesIn(words, conditions),
    concentrations: phrasesIn(words, concentrations),
  };
}
