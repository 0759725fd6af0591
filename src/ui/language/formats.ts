import type { Language } from "./words.ts";

/** How a language writes what is not words. */
export interface Formats {
  number(value: number): string;
  /** A share of 0..1 as whole per cent. Rounded down, so that 100 % means all. */
  percent(share: number): string;
  /** A share of 0..1 as per cent with one decimal: error rates and probabilities. */
  share(share: number): string;
  /** Milliseconds as the two largest units: `2 h 5 min`; under ten seconds with one decimal. */
  duration(milliseconds: number): string;
  /** Milliseconds since 1970, as date and time in the given time zone (the system's when left out). */
  dateTime(milliseconds: number, timeZone?: string): string;
  /** A size or a rate in bytes, with three digits: `89.1 MB`. */
  bytes(count: number): string;
  /** A measure, with two decimals. */
  decimals(value: number): string;
  /** Dollars: two decimals, and below a cent two digits that are not zero. */
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
  const smallMoney = once(
    () =>
      new Intl.NumberFormat(language, {
        style: "currency",
        currency: "USD",
        currencyDisplay: "narrowSymbol",
        maximumSignificantDigits: 2,
      }),
  );
  const decimals = once(
    () => new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
  );
  const share = once(
    () =>
      new Intl.NumberFormat(language, {
        style: "percent",
        minimumFractionDigits: 1,
        maximumFractionDigits: 1,
      }),
  );
  const list = once(() => new Intl.ListFormat(language));
  const plural = once(() => new Intl.PluralRules(language));
  return {
    number: (value) => number().format(value),
    percent: (share) => percent().format(Math.floor(share * 100) / 100),
    share: (value) => share().format(value),
    duration: (milliseconds) => duration(language, milliseconds),
    dateTime: (milliseconds, timeZone) =>
      new Intl.DateTimeFormat(language, {
        dateStyle: "medium",
        timeStyle: "short",
        ...(timeZone === undefined ? {} : { timeZone }),
      }).format(milliseconds),
    bytes: (count) => bytes(language, count),
    decimals: (value) => decimals().format(value),
    // Below a cent two digits that are not zero: what was spent never reads as nothing.
    money: (usd) => (usd > 0 && usd < 0.01 ? smallMoney() : money()).format(usd),
    list: (items) => list().format(items),
    plural: (count) => plural().select(count),
  };
}

const byteUnits = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

function bytes(language: Language, count: number): string {
  const whole = Math.max(0, Math.round(count));
  // From 999.5 of a unit on, three digits would read 1000 of it.
  const power = byteUnits.findIndex((_, at) => whole < 999.5 * 1000 ** at);
  const at = power < 0 ? byteUnits.length - 1 : power;
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: byteUnits[at] ?? "byte",
    maximumSignificantDigits: 3,
  }).format(whole / 1000 ** at);
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
