import { type QuantityKind, type Unit, units } from "./units.ts";

/** A number with its unit in a title. */
export interface Quantity {
  readonly kind: QuantityKind;
  /** In the kind's own unit. */
  readonly value: number;
  /** The number as it is meant, without its unit. */
  readonly number: number;
  readonly unit: Unit;
  /** Where it stands. */
  readonly start: number;
  readonly end: number;
}

/** A number as titles write it: `1.5`, `1,5`, `1.000`, `10 1/2`, `1/2`, `6½`. */
export const numberPattern = String.raw`(?:\d+[ -])?\d{1,2}\/(?:2|3|4|5|6|8|10|16|32|64)(?!\d)|\d+[½¼¾]|\d{1,3}(?:[.,]\d{3})+(?!\d)|\d+(?:[.,]\d+)?|[.,]\d+`;

const wordUnits = [...units.keys()].filter((spelling) => /^[a-z]/.test(spelling));
const alternatives = wordUnits
  .sort((a, b) => b.length - a.length)
  .map((spelling) => spelling.replace(/\./g, "\\.").replace(/-/g, String.raw`\.?[ -]?`))
  .join("|");

const quantityPattern = new RegExp(
  String.raw`(?:(?<![\p{L}\d.,/-])|(?<=(?<![\p{L}\d.,/-])(?:\d+ ?)?x ?)|(?<=(?<![\d/])\d{1,2} ?[/+] ?)|(?<=\d ?[gt]b ?[/+] ?))(${numberPattern})(?:(?: ?-? ?)(${alternatives})(?![\p{L}\d])|(?: ?)("|''|%|°(?:gl|alc)?))`,
  "gu",
);

/** All numbers with units as they are meant, in order, but for a generation of networks (5G). */
export function quantitiesIn(text: string, fold: string): Quantity[] {
  const written = writtenIn(text, fold);
  const hasVolume = written.some(({ kind }) => kind === "volume");
  return written.flatMap((one) =>
    one.kind === "memory" ? memoryPair(fold, one) : asMeant(fold, one, hasVolume),
  );
}

/** Beers: `4.5G` are degrees beside a volume; `473X4 CC` are four of 473. */
function asMeant(fold: string, one: Quantity, hasVolume: boolean): Quantity {
  const isDegrees = hasVolume && one.unit.symbol === "g" && one.number % 1 !== 0 && one.number < 60;
  if (isDegrees) return { ...one, kind: "alcohol", value: one.number };
  const before = /(?<!\d)(\d{2,4}) ?x ?$/.exec(fold.slice(0, one.start));
  const each = Number(before?.[1]);
  const isCount = before !== null && one.kind === "volume" && one.number <= 48 && each > 48;
  return isCount ? { ...one, number: each, value: each * one.unit.factor, start: before.index } : one;
}

/** No device works with more, GB. */
const mostWorkingMemory = 64;

/** `8/256GB`, `8+256 GB`, `4/64GB`: what it works with and what it keeps, and no fraction. */
function memoryPair(fold: string, one: Quantity): Quantity[] {
  const digits = /^[\d.,/ ]*\d/.exec(fold.slice(one.start, one.end))?.[0] ?? "";
  const match = /(?<!\d)(\d{1,2}) ?[/+] ?([\d.,]+)$/.exec(fold.slice(0, one.start + digits.length));
  const [whole = "", first, second = ""] = match ?? [];
  const working = Number(first);
  if (!match || working === 0 || working > mostWorkingMemory) return [one];
  const kept = numberOf(second, one.unit);
  const start = match.index + whole.length - second.length;
  const unit = { kind: "memory", factor: 1, symbol: "GB" } as const;
  return [
    { kind: "memory", value: working, number: working, unit, start: match.index, end: start },
    { ...one, number: kept, value: kept * one.unit.factor, start },
  ];
}

function writtenIn(text: string, fold: string): Quantity[] {
  const found: Quantity[] = [];
  for (const match of fold.matchAll(quantityPattern)) {
    const [whole, digits = "", word, sign] = match;
    const unit = unitOf(word ?? sign ?? "");
    const start = match.index;
    const end = start + whole.length;
    if (!unit || isNoQuantity(text, fold, start, end, digits, word)) continue;
    const number = numberOf(digits, unit);
    if (!Number.isFinite(number)) continue;
    found.push({ kind: unit.kind, value: number * unit.factor, number, unit, start, end });
  }
  return found;
}

function unitOf(written: string): Unit | undefined {
  return (
    units.get(written) ??
    units.get(written.replace(/\.$/, "")) ??
    units.get(written.replace(/[. ]+/g, "-").replace(/-$/, ""))
  );
}

function isNoQuantity(
  text: string,
  fold: string,
  start: number,
  end: number,
  digits: string,
  word: string | undefined,
): boolean {
  const written = text.slice(start, end);
  // A generation of networks or of disks; grams are written small or with a blank.
  if (word === "g" && /^[2-6]G$/.test(written)) return true;
  // "2 in 1", "2 in One"
  if (word === "in" && /^[ -]?(?:\d|one|uno)\b/.test(fold.slice(end))) return true;
  // "Galaxy S 24 V": a single capital after a blank is a name, or a size.
  return word !== undefined && word.length === 1 && /[^\d.,] ?[A-Z]$/.test(written) && !/^[lgwv]$/.test(word)
    ? digits !== ""
    : false;
}

const fractions: Readonly<Record<string, number>> = { "½": 0.5, "¼": 0.25, "¾": 0.75 };

/** Units of which nobody sells a thousand: `1.125 L` has decimals, `1.125 ml` thousands. */
const large: ReadonlySet<string> = new Set([
  "L",
  "kg",
  "GHz",
  "TB",
  "m",
  "gal",
  '"',
  "lb",
  "kW",
  "kWh",
  "°",
  "%",
]);

/** What the digits mean before that unit; NaN for none. */
export function numberOf(digits: string, unit?: Unit): number {
  const mixed = /^(?:(\d+)[ -])?(\d+)\/(\d+)$/.exec(digits);
  if (mixed) return Number(mixed[1] ?? 0) + Number(mixed[2]) / Number(mixed[3]);
  const sign = digits.at(-1) ?? "";
  if (sign in fractions) return Number(digits.slice(0, -1)) + (fractions[sign] ?? 0);
  const groups = /^\d{1,3}(?:[.,]\d{3})+$/.test(digits);
  const isThousands = groups && !(unit && large.has(unit.symbol)) && !digits.startsWith("0");
  if (isThousands) return Number(digits.replace(/[.,]/g, ""));
  return Number(digits.replace(",", "."));
}

/** Every number of a folded text, also inside of words. */
export function numbersIn(fold: string): Set<number> {
  const numbers = new Set<number>();
  for (const [digits] of fold.matchAll(/\d+(?:[.,]\d+)*/g)) {
    const number = numberOf(digits);
    if (Number.isFinite(number)) numbers.add(number);
  }
  return numbers;
}
