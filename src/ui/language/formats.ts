import type { Language } from "./words.ts";

/** How a language writes what is not words. */
export interface Formats {
  number(value: number): string;
  /** A share of 0..1 as whole per cent. Rounded down, so that 100 % means all. */
  percent(share: number): string;
  /** Milliseconds as the two largest units: `2 h 5 min`; under ten seconds with one decimal. */
  duration(milliseconds: number): string;
  /** Milliseconds since 1970, as date and time in the given time zone (the system's when left out). */
  dateTime(milliseconds: number, timeZone?: string): string;
  money(usd: number): string;
  /** `a, b and c`. */
  list(items: readonly string[]): string;
  plural(count: number): Intl.LDMLPluralRule;
}

/** The formats of a language. Each Intl object is made on first use: together they cost milliseconds. */
export function formatsOf(language: Language): Formats {
  const number = once(() => new Intl.NumberFormat(language, { useGrouping: "min2" }));
  const percent = once(() => new Intl.NumberFormat(language, { style: "percent" }));
  const money = once(
    () =>
      new Intl.NumberFormat(language, {
        style: "currency",
        currency: "USD",
        currencyDisplay: "narrowSymbol",
      }),
  );
  const list = once(() => new Intl.ListFormat(language));
  const plural = once(() => new Intl.PluralRules(language));
  return {
    number: (value) => number().format(value),
    percent: (share) => percent().format(Math.floor(share * 100) / 100),
    duration: (milliseconds) => duration(language, milliseconds),
    dateTime: (milliseconds, timeZone) =>
      new Intl.DateTimeFormat(language, {
        dateStyle: "medium",
        timeStyle: "short",
        ...(timeZone === undefined ? {} : { timeZone }),
      }).format(milliseconds),
    money: (usd) => money().format(usd),
    list: (items) => list().format(items),
    plural: (count) => plural().select(count),
  };
}

const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
] as const;

function duration(language: Language, milliseconds: number): string {
  const write = (value: number, unit: (typeof units)[number][0], digits = 0) =>
    new Intl.NumberFormat(language, {
      style: "unit",
      unit,
      unitDisplay: "short",
      maximumFractionDigits: digits,
      minimumFractionDigits: digits,
    }).format(value);
  if (milliseconds < 9_950) return write(milliseconds / 1_000, "second", 1);
  let left = Math.round(milliseconds / 1_000) * 1_000;
  const parts: string[] = [];
  for (const [unit, size] of units) {
    const value = Math.floor(left / size);
    left -= value * size;
    if (value > 0) parts.push(write(value, unit));
    // The unit below the largest is the last one said, also where it is zero.
    if (parts.length === 2 || (parts.length === 1 && value === 0)) break;
  }
  return parts.join(" ");
}

function once<Value>(make: () => Value): () => Value {
  let value: Value | undefined;
  return () => {
    value ??= make();
    return value;
  };
}
