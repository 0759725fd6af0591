import { plainText } from "../../../text/plain.ts";
import type { Origin } from "../product.ts";
import { alignedFold } from "../title/aligned-fold.ts";
import { numbersIn, type Quantity, quantitiesIn } from "../title/quantities.ts";
import { type QuantityKind, units } from "../title/units.ts";

/** What a text says, in the form that values are looked up in. */
export interface Told {
  readonly fold: string;
  readonly numbers: ReadonlySet<number>;
  readonly quantities: readonly Quantity[];
}

/** Longer texts are read so far. */
const longest = 2000;

/** Reads a title, or any text, for {@link originOf}. */
export function toldBy(written: string): Told {
  const { text, fold } = alignedFold(plainText(written, longest));
  return { fold, numbers: numbersIn(fold), quantities: quantitiesIn(text, fold) };
}

/** What the numbers of attributes are that have no unit of their own. */
const kindOfAttribute: Readonly<Record<string, QuantityKind>> = { volume_ml: "volume", weight_g: "weight" };

/** `contradicts`: the title gives another number of the same kind, and not this one. */
export type Traced = Origin | "contradicts";

/** Where a value comes from, by the title alone: every one of its numbers must be there, and its words. */
export function originOf(attribute: string, value: string, title: Told): Traced {
  const said = toldBy(value);
  const isThere = isWordIn(said.fold, title.fold);
  // A number without a unit may stand there for something else: `4` of "4 x 473 ml" is no volume.
  if (isThere && kindOfAttribute[attribute] === undefined) return "title";
  let rest = said.fold;
  for (const { kind, value, start, end } of amountsOf(said, kindOfAttribute[attribute])) {
    const given = title.quantities.filter((one) => one.kind === kind);
    if (given.length === 0) continue;
    if (!given.some((one) => near(one.value, value))) return "contradicts";
    rest = rest.slice(0, start) + " ".repeat(end - start) + rest.slice(end);
  }
  if (isThere) return "title";
  if ([...numbersIn(rest)].some((number) => !title.numbers.has(number))) return "model";
  const words = said.fold.split(/[^\p{L}]+/u).filter((word) => word.length > 1 && !units.has(word));
  const isSaid = words.every((word) => title.fold.includes(word));
  if (!isSaid) return said.numbers.size > 0 && words.length === 0 ? "derived" : "model";
  return "derived";
}

/** What is measured: by its units, or a number alone by what it is for. */
function amountsOf(
  { fold, numbers, quantities }: Told,
  kind: QuantityKind | undefined,
): readonly Pick<Quantity, "kind" | "value" | "start" | "end">[] {
  if (quantities.length > 0 || kind === undefined) return quantities;
  return [...numbers].map((value) => ({ kind, value, start: 0, end: fold.length }));
}

function near(a: number, b: number): boolean {
  // 1 TB is 1000 GB to a shop and 1024 to others.
  return a === b || Math.abs(a - b) <= Math.max(a, b) * 0.025;
}

/** Is it there as a whole, and not as a part of another word or number? */
function isWordIn(value: string, text: string): boolean {
  if (value === "") return false;
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    const before = text[at - 1] ?? " ";
    const after = text[at + value.length] ?? " ";
    const cutsNumber = /\d$/.test(value) && /[\d]/.test(after);
    const startsInNumber = /^\d/.test(value) && /[\d.,]/.test(before);
    const cutsWord = /\p{L}$/u.test(value) && /\p{L}/u.test(after);
    const startsInWord = /^\p{L}/u.test(value) && /\p{L}/u.test(before);
    if (!cutsNumber && !startsInNumber && !cutsWord && !startsInWord) return true;
  }
  return false;
}
