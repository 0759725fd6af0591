import { createHash } from "node:crypto";
import type { IssueRow } from "../../../stores/comics.ts";

/** What a source says about a cover or a comic; all of it may be missing. */
export interface IssueHints {
  readonly series?: string;
  readonly number?: string;
  readonly year?: number;
  readonly volume?: number;
  readonly publisher?: string;
  readonly title?: string;
}

/** Letters and digits alone, without accents and case: two spellings of one name are equal. */
export function normalName(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
    .replace(/^(the|el|la|los|las|le|les|der|die|das) /, "");
}

/** "012" and "12" are one number; "½", "12A" stay what they are. */
export function normalNumber(text: string): string {
  const trimmed = text.trim().toLowerCase();
  return /^\d+(\.0+)?$/.test(trimmed) ? String(Number(trimmed)) : trimmed;
}

/**
 * The issue that hints describe. Covers of equal series, number, volume, year and publisher are variants of one
 * issue. Without a number, nothing says that two covers are of one issue: then each stands for itself, by `own`, under the name `title`.
 */
export function issueOf(hints: IssueHints, own: string, title: string): Omit<IssueRow, "id"> {
  const series = hints.series ?? "";
  const number = hints.number ?? "";
  const identified = series !== "" && number !== "";
  const parts = identified
    ? [
        normalName(series),
        normalNumber(number),
        hints.volume ?? "",
        hints.year ?? "",
        normalName(hints.publisher ?? ""),
      ]
    : ["own", own];
  return {
    key: createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 24),
    series,
    number,
    year: hints.year ?? null,
    publisher: hints.publisher ?? "",
    title: hints.title ?? (identified ? "" : title),
  };
}

/** "Batman #12 (1940, DC)": an issue in one line. */
export function issueLabel(
  issue: Pick<IssueRow, "series" | "number" | "year" | "publisher" | "title">,
): string {
  const head =
    issue.series === "" ? issue.title : issue.series + (issue.number === "" ? "" : ` #${issue.number}`);
  const tail = [issue.year, issue.publisher].filter((part) => part !== null && part !== "").join(", ");
  return (head || issue.title || "?") + (tail === "" ? "" : ` (${tail})`);
}

/** What a comic's own words say about an issue: true speaks for it, false against it, null says nothing. */
export interface TextOpinion {
  readonly series: boolean | null;
  readonly number: boolean | null;
  readonly year: boolean | null;
  readonly title: boolean | null;
}

export function textOpinion(
  hints: IssueHints,
  issue: Pick<IssueRow, "series" | "number" | "year" | "title">,
): TextOpinion {
  const series = hints.series && issue.series ? similarName(hints.series, issue.series) : null;
  const number =
    hints.number && issue.number ? normalNumber(hints.number) === normalNumber(issue.number) : null;
  // Cover dates and file names are often a year apart.
  const year = hints.year && issue.year ? Math.abs(hints.year - issue.year) <= 1 : null;
  const title = hints.title && issue.title ? titleOpinion(hints.title, issue.title) : null;
  return { series, number, year, title };
}

/** Equal titles speak for each other; titles that differ in their numbers alone are two parts of one work. */
function titleOpinion(left: string, right: string): boolean | null {
  const a = normalName(left);
  const b = normalName(right);
  if (a === b) return true;
  const words = (text: string) => text.replace(/\d+/g, "#");
  return words(a) === words(b) ? false : null;
}

function similarName(left: string, right: string): boolean {
  const a = normalName(left);
  const b = normalName(right);
  if (a === "" || b === "") return false;
  if (a === b) return true;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return (
    short.length >= 4 &&
    (` ${long} `.includes(` ${short} `) || long.replaceAll(" ", "") === short.replaceAll(" ", ""))
  );
}
