import { SaxesParser } from "saxes";
import { z } from "zod";
import { decodeText } from "../../../text/charset.ts";
import { plainText } from "../../../text/plain.ts";
import type { IssueHints } from "../issue.ts";

/** What a ComicInfo.xml says, as far as matching uses it. */
export interface ComicInfo extends IssueHints {
  readonly pageCount?: number;
  /** Which page is the front cover, counted from 0 over the pages in reading order. */
  readonly frontCoverImage?: number;
  /** It is read from right to left, so its front is where others have their back. */
  readonly rightToLeft?: boolean;
}

/** The largest ComicInfo.xml that is read, bytes; real ones have a few kilobytes. */
export const maxComicInfo = 2 ** 20;

const deepest = 64;
/** A page is an element, and no comic has more than twenty thousand. */
const most = 30_000;

/** The elements used; anything that does not fit is left out rather than believed. */
const fields = z.object({
  Series: word(),
  Number: word(),
  Volume: count(1),
  Year: count(1800, 2100),
  Publisher: word(),
  Title: word(),
  PageCount: count(1),
  frontCoverImage: count(0),
  Manga: word(),
});

/**
 * Reads a ComicInfo.xml (anansi-project schema 2.0). It is only a hint, so nothing of it is a failure of the
 * comic: what cannot be read comes back as `problem`, in words for a log.
 *
 * A DOCTYPE is refused: the schema has none, and entities are how XML blows up.
 */
export function readComicInfo(bytes: Uint8Array): { info: ComicInfo } | { problem: string } {
  if (bytes.length > maxComicInfo) return { problem: `more than ${maxComicInfo} bytes` };
  try {
    const found = fields.parse(collect(decodeText(bytes).text));
    const info = {
      series: found.Series,
      number: found.Number,
      volume: found.Volume,
      year: found.Year,
      publisher: found.Publisher,
      title: found.Title,
      pageCount: found.PageCount,
      frontCoverImage: found.frontCoverImage,
      // "Yes" alone says what it is, not how it is read.
      rightToLeft: found.Manga === "YesAndRightToLeft" ? true : undefined,
    };
    return { info: Object.fromEntries(Object.entries(info).filter(([, value]) => value !== undefined)) };
  } catch (error) {
    return { problem: plainText(error instanceof Error ? error.message : String(error)) };
  }
}

/**
 * Is it well-formed, not too deep and not too large, a ComicInfo, and without a DOCTYPE?
 *
 * @throws Error what is wrong with it
 */
export function checkComicInfo(xml: string): void {
  collect(xml);
}

/** The texts of the elements directly under ComicInfo, and the front cover among its Pages. */
function collect(xml: string): Record<string, string> {
  const found: Record<string, string> = {};
  const path: string[] = [];
  let elements = 0;
  const parser = new SaxesParser();
  const take = (text: string) => {
    const name = path[1];
    if (path.length === 2 && name !== undefined && name in fields.shape)
      found[name] = (found[name] ?? "") + text;
  };
  parser.on("doctype", () => {
    throw new Error("a DOCTYPE is not allowed");
  });
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    path.push(name);
    if (path.length > deepest) throw new Error("nested too deeply");
    if (++elements > most) throw new Error("too many elements");
    if (path.length === 1 && name !== "ComicInfo") throw new Error("not a ComicInfo.xml");
    if (path.length === 3 && path[1] === "Pages" && name === "Page" && attributes.Type === "FrontCover") {
      found.frontCoverImage ??= attributes.Image ?? "";
    }
  });
  parser.on("text", take);
  parser.on("cdata", take);
  parser.on("closetag", () => path.pop());
  parser.write(xml.replace(/^\ufeff/, "")).close();
  return found;
}

function word() {
  return z
    .string()
    .transform((text) => plainText(text) || undefined)
    .optional();
}

/** A whole number in these bounds. The schema's own "unknown" is -1. */
function count(least: number, most = 1e6) {
  const whole = z.string().trim().regex(/^\d+$/).transform(Number);
  return whole.pipe(z.number().min(least).max(most)).optional().catch(undefined);
}
