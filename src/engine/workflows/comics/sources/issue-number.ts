/** A name taken apart at its issue number. */
export interface NumberedName {
  readonly before: string;
  /** Without leading zeros: `12`, `0.5`, `12A`, `-1`, `½`, `24.NOW`. */
  readonly number: string;
  readonly after: string;
  /** The 6 of `02 of 06`. */
  readonly count?: number;
}

const number = String.raw`-?\d{1,5}(?:[.,]\d{1,2}|\.[A-Z]{2,3})?½?[A-Za-z]?|½`;
const whole = new RegExp(`^(?:${number})$`, "u");

/** From the plainest sign of a number to the faintest; `<number>` is what was found. */
const signs = [
  // "#12"; "nº 12", "núm. 12", "número 12", "issue 12"
  new RegExp(String.raw`#\s*(?<number>${number})(?![\p{L}\d])`, "u"),
  new RegExp(
    String.raw`(?<![\p{L}\d])(?:n\.?\s?[º°]|no\.|n[uú]m(?:ero)?\.?|number|issue)\s*(?<number>${number})(?![\p{L}\d])`,
    "iu",
  ),
  // "02 of 06", "2 de 6"
  new RegExp(
    String.raw`(?<![\p{L}\d.])(?<number>${number})\s+(?:of|de)\s+(?<count>\d{1,4})(?![\p{L}\d])`,
    "iu",
  ),
];

/**
 * Finds the issue number in a name without brackets, by its sign (`#12`, `nº 12`, `2 of 6`), as a part between
 * dashes (`Series - 12 - Title`), as the last word that is a number, or as the end of a slug. A number that begins a name is part of the
 * title (`100 Bullets`), and four digits that can be a year are one.
 */
export function findNumber(name: string): NumberedName | undefined {
  for (const sign of signs) {
    const found = sign.exec(name);
    if (found?.groups?.number === undefined) continue;
    const { number: text, count } = found.groups;
    const cut = cutAt(name, found.index, found.index + found[0].length, text);
    return count === undefined ? cut : { ...cut, count: Number(count) };
  }
  return betweenDashes(name) ?? lastWord(name) ?? endOfSlug(name);
}

/** Four digits that are likelier a year than an issue's number. */
export function isYear(text: string): boolean {
  return /^(18[3-9]\d|19\d\d|20[0-3]\d)$/.test(text);
}

function betweenDashes(name: string): NumberedName | undefined {
  for (const { 0: part, index } of name.matchAll(/(?<=^|\s[-–—]\s+)\S+(?=\s+[-–—]\s|$)/gu)) {
    if (whole.test(part) && !isYear(part)) return cutAt(name, index, index + part.length, part);
  }
  return undefined;
}

function lastWord(name: string): NumberedName | undefined {
  const words = [...name.matchAll(/[^\s,;:]+/gu)];
  const numbers = words.filter(
    ({ 0: word, index }) => whole.test(word) && !isYear(word) && (index > 0 || words.length === 1),
  );
  const found = numbers.at(-1);
  return found && cutAt(name, found.index, found.index + found[0].length, found[0]);
}

/** "amazing-spider-man-12"; not "x-23", who is a character. */
function endOfSlug(name: string): NumberedName | undefined {
  const text = /(?<=^[^\s]*\p{L}{2})-(\d{1,5}[a-z]?)$/u.exec(name)?.[1];
  return text === undefined || isYear(text)
    ? undefined
    : cutAt(name, name.length - text.length, name.length, text);
}

function cutAt(name: string, start: number, end: number, text = ""): NumberedName {
  return {
    before: trimmed(name.slice(0, start)),
    number: withoutZeros(text),
    after: trimmed(name.slice(end)),
  };
}

/** Without the signs that stood between the parts. */
function trimmed(text: string): string {
  return text.replace(/^[\s\-–—_.,:;]+|[\s\-–—_,:;#]+$/gu, "");
}

function withoutZeros(text: string): string {
  // "-012" is a dash before a padded number; "-1" is an issue that exists.
  return text
    .replace(/^-(?=0\d)/, "")
    .replace(/^(-?)0+(?=\d)/, "$1")
    .replace(",", ".");
}
