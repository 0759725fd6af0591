import { plainText } from "../../../text/plain.ts";
import type { IssueHints } from "../issue.ts";
import { findNumber, isYear, type NumberedName } from "./issue-number.ts";

/** What the name of a comic's file says, and its folder's where the file's says too little. */
export interface FileNameHints extends IssueHints {
  /** How many issues the series has: the 6 of "02 (of 06)". */
  readonly count?: number;
  /** `folder` is the weaker: a folder may be named anything. Absent without a series. */
  readonly seriesFrom?: "name" | "folder";
}

/**
 * Reads a file's path as people name comics. Only what the name makes plain is a hint; a name that says nothing
 * else is the `title`. Numbers are text, without leading zeros: `12`, `0.5`, `12A`, `-1`, `½`. Never throws.
 *
 * @example
 * readFileName("Batman 012 (2016) (digital).cbz") // series Batman, number 12, year 2016
 * readFileName("Mortadelo y Filemón - 25 - El sulfato (1975).cbz") // series, number 25, title, year 1975
 * readFileName("batman/23.jpeg") // series batman by its folder, number 23
 * readFileName("playing_god.jpg") // title "playing god"
 */
export function readFileName(path: string): FileNameHints {
  const folders = path.split("/").filter((part) => part !== "");
  const stem = (folders.pop() ?? "").replace(/(?<=.)\.(?:[a-z][a-z0-9]{1,4}|7z)$/i, "");
  const { text, year, count, volume } = takeApart(stem);
  const found = findNumber(text);
  // "Naruto v03" numbers its books as volumes.
  const numbered: NumberedName | undefined =
    found ?? (volume === undefined ? undefined : { before: text, number: String(volume), after: "" });
  if (numbered === undefined || camera.test(numbered.before)) {
    return defined({ title: text || plainText(stem) || undefined, year, volume, count });
  }
  // "Batman 2016 012", but not "1984 #3"; "012 2016 digital", "012 - Title 2016".
  const before = withoutYear(numbered.before, /(?<=\S\s)\d{4}$/);
  const after = withoutYear(numbered.after, /^\d{4}(?=\s|$)|(?<=\s)\d{4}$/);
  const named = /^(|cover|portada)$/i.test(before.text) ? undefined : before.text;
  const series = named ?? seriesOf(folders);
  return defined({
    series,
    seriesFrom: named !== undefined ? "name" : series !== undefined ? "folder" : undefined,
    number: numbered.number,
    title: after.text || undefined,
    year: year ?? after.year ?? before.year,
    volume: found && volume,
    count: found?.count ?? count,
  });
}

/** What cameras and scanners call their files: they count pictures, not issues. */
const camera = /^(img|image|imagen|dsc|scan|escaneo|photo|foto|page|p[aá]gina|untitled)$/i;

/** What folders are called that hold comics of any series. */
const anyFolder =
  /^(a|comics?|tebeos|manga|cbz|covers?|portadas?|scans?|escaneos|images?|im[aá]genes|pictures|photos|fotos|downloads?|descargas|tmp|temp|data|new|nuevos?|home|desktop|escritorio|documents|documentos|\d+|.)$/i;

/** The series by the folder, or by the one above where the folder only says a volume or a year. */
function seriesOf(folders: readonly string[]): string | undefined {
  for (const folder of folders.slice(-2).reverse()) {
    // "Batman 001-050" holds those.
    const name = takeApart(folder).text.replace(/[\s#-]*\d+\s*[-–—]\s*\d+$/u, "");
    if (name !== "") return anyFolder.test(name) ? undefined : name;
  }
  return undefined;
}

interface NameParts {
  /** What is left: series, number, title. */
  readonly text: string;
  readonly year: number | undefined;
  readonly count: number | undefined;
  readonly volume: number | undefined;
}

/** Takes from a name what stands apart by its form: brackets (the year, "of 6", tags of scanners) and the volume. */
function takeApart(name: string): NameParts {
  let year: number | undefined;
  let count: number | undefined;
  const open = spaced(plainText(name, 255)).replace(/[([{]([^()[\]{}]*)[)\]}]/gu, (_, inside: string) => {
    year ??= [...inside.matchAll(/\d+/g)]
      .map(([digits]) => digits)
      .filter(isYear)
      .map(Number)[0];
    const of = /^(?:of|de)\s+(\d{1,4})$/i.exec(inside.trim())?.[1];
    if (of !== undefined) count ??= Number(of);
    return " ";
  });
  let volume: number | undefined;
  const text = open.replace(volumeWord, (_, digits: string) => {
    volume ??= Number(digits);
    return " ";
  });
  return { text: tidied(text), year, count, volume };
}

/** "v2", "Vol. 2", "Tomo 2", "T05", between words. */
const volumeWord =
  /(?<![\p{L}\d])(?:v|vol(?:ume|umen)?\.?\s*|tomo\s*|t(?=0?\d(?!\d)))(\d{1,4})(?![\p{L}\d])/iu;

/** Names without blanks use underscores or dots for them; the dot of `0.5` and of `24.NOW` stays. */
function spaced(name: string): string {
  const blanks = name.replaceAll("_", " ");
  return blanks.includes(" ")
    ? blanks
    : blanks.replace(/(?<!\d)\.|\.(?!\d{1,2}(?!\d)|[A-Z]{2,3}(?![A-Za-z]))/g, " ");
}

function tidied(text: string): string {
  return text
    .replace(/\s+/gu, " ")
    .replace(/^[\s\-–—,;]+(?!\d)|[\s\-–—,;]+$/gu, "")
    .trim();
}

/** Takes the year out of a part that has one where `place` looks. */
function withoutYear(text: string, place: RegExp): { text: string; year?: number } {
  const found = place.exec(text)?.[0] ?? "";
  return isYear(found) ? { text: tidied(text.replace(place, "")), year: Number(found) } : { text };
}

/** Without the keys that nothing is known of. */
function defined(
  hints: { readonly [Key in keyof FileNameHints]: FileNameHints[Key] | undefined },
): FileNameHints {
  return Object.fromEntries(Object.entries(hints).filter(([, value]) => value !== undefined));
}
