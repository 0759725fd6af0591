import type { AttributeName } from "../categories.ts";
import { colours, shades } from "../title/lexicon/colours.ts";
import { materials, screens, sizes, storages } from "../title/lexicon/words.ts";
import { type Found, phrasesIn } from "../title/phrases.ts";
import type { Quantity } from "../title/quantities.ts";
import type { Title } from "../title/read-title.ts";
import { flavourOf } from "./flavour.ts";
import type { ToldValue } from "./told-value.ts";

type Reader = (title: Title) => ToldValue | null;

/** How each attribute is read from a title. */
export const attributeReaders: Readonly<Record<AttributeName, Reader>> = {
  capacity: (title) => memoryOf(title, "storage") ?? firstOf(title, "volume") ?? firstOf(title, "weight"),
  ram: (title) => memoryOf(title, "ram"),
  color: colourOf,
  size: (title) => lengthOf(title) ?? letterSize(title),
  network: ({ text }) => matched(text, /\b(?:[2-6]G(?: LTE)?|LTE|Wi-?Fi ?\d?E?)\b(?! ?(?:RAM|B))/),
  volume_ml: (title) => {
    const found = only(title, "volume");
    return found ? { ...found, value: plainNumber(found.amount) } : null;
  },
  weight_g: (title) => {
    const found = only(title, "weight");
    return found ? { ...found, value: plainNumber(found.amount) } : null;
  },
  pack: ({ pack }) => (pack ? { value: String(pack.count), start: pack.start, end: pack.end } : null),
  type: ({ concentrations }) => named(concentrations[0]),
  gender: ({ genders }) => named(genders[0]),
  screen_type: (title) => named(phrasesIn(title.words, screens)[0]),
  processor: ({ text }) => matched(text, processor),
  graphics: ({ text }) => matched(text, graphics),
  storage_type: (title) => named(phrasesIn(title.words, storages)[0]),
  flavor: flavourOf,
  material: (title) => written(title, phrasesIn(title.words, materials)[0]),
  condition: ({ conditions }) => named(conditions[0]),
};

const processor =
  /\b(?:(?:Intel )?(?:Core )?(?:Ultra )?i[3579][- ]?\d{0,5}[A-Z]{0,3}|Core (?:Ultra )?[3579] ?\d{0,3}[A-Z]{0,2}|(?:AMD )?Ryzen (?:AI )?[3579](?: ?\d{4}[A-Z]{0,3})?|(?:Intel )?(?:Celeron|Pentium|Xeon|Atom)(?: [A-Z]?\d{3,5}[A-Z]?)?|(?:Apple )?M[1-5](?: (?:Pro|Max|Ultra))?(?= |$|,)|A1\d Bionic|Snapdragon(?: \d{1,3}[a-z]?(?: Gen \d)?)?|(?:MediaTek )?(?:Helio|Dimensity) ?[A-Z]?\d{2,4}|Exynos \d{3,4})\b/i;

const graphics =
  /\b(?:(?:NVIDIA )?(?:GeForce )?(?:RTX|GTX) ?\d{3,4}(?: ?(?:Ti|SUPER))?|(?:AMD )?Radeon(?: RX)?(?: \d{3,4}[A-Z]{0,2})?|RX ?\d{3,4}(?: ?XT)?|Iris Xe|UHD Graphics)\b/i;

function matched(text: string, pattern: RegExp): ToldValue | null {
  const match = pattern.exec(text);
  return match ? { value: match[0].trim(), start: match.index, end: match.index + match[0].length } : null;
}

function named(found: Found<string> | undefined): ToldValue | null {
  return found ? { value: found.value, start: found.start, end: found.end } : null;
}

/** As the title writes it: what is called so in another language is its reader's to say. */
function written(title: Title, found: Found<string> | undefined): ToldValue | null {
  return found
    ? { value: title.text.slice(found.start, found.end).toLowerCase(), start: found.start, end: found.end }
    : null;
}

/** The first colour, with the words before it that make it lighter or darker, and those that are joined to it. */
function colourOf(title: Title): ToldValue | null {
  const brand = title.brand;
  const [first] = title.colours.filter(
    ({ start, end }) => !brand || brand.isLine || end <= brand.start || start >= brand.end,
  );
  if (!first) return null;
  let { from, to } = first;
  while (from > 0 && isTogether(title, from - 1) && shades.has(title.words[from - 1]?.word ?? "")) from--;
  while (to < title.words.length && isTogether(title, to - 1)) {
    const next = title.words[to]?.word ?? "";
    const isJoined = /[/&]/.test(title.text.slice(title.words[to - 1]?.end, title.words[to]?.start));
    if (!shades.has(next) && !(isJoined && colours.has(next))) break;
    to++;
  }
  const start = title.words[from]?.start ?? first.start;
  const end = title.words[to - 1]?.end ?? first.end;
  return { value: title.text.slice(start, end).toLowerCase(), start, end };
}

/** Is only a blank or a sign of joining between a word and the next one? */
function isTogether({ words, text }: Title, at: number): boolean {
  return /^(?: ?[/&-]? ?)$/.test(text.slice(words[at]?.end, words[at + 1]?.start));
}

/** How far around a quantity of memory its meaning is said. */
const around = 12;

/** Of the quantities of memory, the one that is working memory, or the one that keeps things. */
function memoryOf(title: Title, which: "ram" | "storage"): ToldValue | null {
  const memory = title.quantities.filter(({ kind }) => kind === "memory");
  const isRam = (one: Quantity) =>
    /^ ?(?:de )?(?:ram|ddr\d?|lpddr|unified|memoria)/.test(title.fold.slice(one.end, one.end + around)) ||
    /(?:ram|ddr\d?)[: ]{1,2}$/.test(title.fold.slice(Math.max(0, one.start - 5), one.start));
  const said = memory.find(isRam);
  // "8GB 256GB", "8/256GB": the smaller one, where it can be.
  const least = [...memory].sort((a, b) => a.value - b.value)[0];
  const pair = memory.length > 1 && least && least.value <= 64 ? least : undefined;
  const ram = said ?? pair;
  const found =
    which === "ram" ? ram : [...memory].sort((a, b) => b.value - a.value).find((one) => one !== ram);
  if (!found) return null;
  return { value: `${trim(found.number)}${found.unit.symbol}`, start: found.start, end: found.end };
}

function lengthOf(title: Title): ToldValue | null {
  const found =
    title.quantities.find(({ kind, unit }) => kind === "length" && unit.symbol === '"') ??
    title.quantities.find(({ kind }) => kind === "length");
  if (!found) return null;
  const value = found.unit.symbol === '"' ? trim(found.number) : `${trim(found.number)}${found.unit.symbol}`;
  return { value, start: found.start, end: found.end };
}

const numberedSize =
  /(?:\b(?:talla|size|t\.) ?(?<said>\d{1,3}(?:[.,]5)?|xxs|xs|s|m|l|xl|xxl|xxxl|[2-5]xl)\b)|(?<us>(?<!\d|\d[.,])\d{1,2}(?:\.5)?(?: ?(?:1\/2))? ?(?:(?:b|d|ee?|2e|4e|m|w|n|xw|ww)(?:\([a-z]\))? )?(?:us|eu|uk|cl)\b(?: (?:men|women|little kid|big kid|toddler|infant)(?:s)?)?)|(?<last>(?<=[,-] ?)\d{1,2}(?:\.5)?(?: (?:[bdmwn]|ee|2e|4e|wide|narrow|medium))?$)|(?<word>\b(?:x-|extra )?(?:small|large)\b|\bone size\b)/;

function letterSize(title: Title): ToldValue | null {
  const match = numberedSize.exec(title.fold);
  const said = match?.groups?.said;
  if (match) {
    const end = match.index + match[0].length;
    const start = said ? end - said.length : match.index;
    return { value: title.text.slice(start, end).toUpperCase(), start, end };
  }
  for (const { word, start, end } of title.words) {
    const isWritten = title.text.slice(start, end) === word.toUpperCase();
    if (
      sizes.has(word) &&
      isWritten &&
      !/['&]/.test(title.text[start - 1] ?? "") &&
      !/['&.]/.test(title.text[end] ?? "")
    )
      return { value: word.toUpperCase(), start, end };
  }
  return null;
}

function firstOf(title: Title, kind: Quantity["kind"]): ToldValue | null {
  const found = title.quantities.find((one) => one.kind === kind);
  return found
    ? { value: `${trim(found.number)}${found.unit.symbol}`, start: found.start, end: found.end }
    : null;
}

/** The first quantity of a kind, in the kind's own unit. */
function only(title: Title, kind: Quantity["kind"]): { start: number; end: number; amount: number } | null {
  const found = title.quantities.find((one) => one.kind === kind);
  return found ? { start: found.start, end: found.end, amount: found.value } : null;
}

function trim(number: number): string {
  return String(Math.round(number * 1000) / 1000);
}

function plainNumber(value: number): string {
  return String(value >= 10 ? Math.round(value * 10) / 10 : Math.round(value * 1000) / 1000);
}
