import { folded } from "../../../text/folded.ts";
import type { Origin } from "../product.ts";

/** What a title says, in the form that values are looked up in. */
export interface Title {
  readonly text: string;
  readonly numbers: ReadonlySet<number>;
  /** By unit of the same kind, in its smallest one. */
  readonly quantities: ReadonlyMap<string, ReadonlySet<number>>;
}

interface Unit {
  readonly kind: string;
  readonly factor: number;
}

/** Units of one kind are told in their smallest. */
const units: Readonly<Record<string, Unit>> = {
  ml: { kind: "volume", factor: 1 },
  cc: { kind: "volume", factor: 1 },
  cl: { kind: "volume", factor: 10 },
  l: { kind: "volume", factor: 1000 },
  lt: { kind: "volume", factor: 1000 },
  lts: { kind: "volume", factor: 1000 },
  litro: { kind: "volume", factor: 1000 },
  litros: { kind: "volume", factor: 1000 },
  g: { kind: "weight", factor: 1 },
  gr: { kind: "weight", factor: 1 },
  grs: { kind: "weight", factor: 1 },
  kg: { kind: "weight", factor: 1000 },
  kilo: { kind: "weight", factor: 1000 },
  kilos: { kind: "weight", factor: 1000 },
  mb: { kind: "bytes", factor: 1 },
  gb: { kind: "bytes", factor: 1024 },
  tb: { kind: "bytes", factor: 1024 * 1024 },
  oz: { kind: "ounces", factor: 1 },
};

const quantity = /(\d+(?:[.,]\d+)?)\s*([a-z]+)?/g;

/** Reads a title for {@link originOf}. */
export function readTitle(name: string): Title {
  const text = folded(name);
  const numbers = new Set<number>();
  const quantities = new Map<string, Set<number>>();
  for (const { value, unit } of quantitiesIn(text)) {
    numbers.add(value);
    if (!unit) continue;
    const known = quantities.get(unit.kind) ?? new Set();
    known.add(value * unit.factor);
    quantities.set(unit.kind, known);
  }
  return { text, numbers, quantities };
}

function* quantitiesIn(text: string): Generator<{ value: number; unit: Unit | undefined }> {
  for (const [, digits = "", word] of text.matchAll(quantity)) {
    const unit = word === undefined || !Object.hasOwn(units, word) ? undefined : units[word];
    yield { value: Number(digits.replace(",", ".")), unit };
  }
}

/** Kinds of quantity that attributes without a unit of their own are in. */
const unitOfAttribute: Readonly<Record<string, Unit>> = {
  volume_ml: { kind: "volume", factor: 1 },
  weight_g: { kind: "weight", factor: 1 },
};

/** `contradicts`: the title gives another number of the same kind, and not this one. */
export type Traced = Origin | "contradicts";

/** Where a value comes from, by the title alone: every one of its numbers must be there, and its words. */
export function originOf(attribute: string, value: string, title: Title): Traced {
  const plain = folded(value);
  if (isWordIn(plain, title.text)) return "title";
  const found = [...quantitiesIn(plain)];
  for (const { value: number, unit = unitOfAttribute[attribute] } of found) {
    const given = unit && title.quantities.get(unit.kind);
    if (given) {
      if (!unit || ![...given].some((one) => near(one, number * unit.factor))) return "contradicts";
    } else if (!title.numbers.has(number)) return "model";
  }
  const words = plain.split(/[^\p{L}]+/u).filter((word) => word.length > 1 && !Object.hasOwn(units, word));
  const isSaid = words.every((word) => title.text.includes(word));
  if (!isSaid) return found.length > 0 && words.length === 0 ? "derived" : "model";
  return "derived";
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
