import { basename } from "node:path";
import { LoteError } from "../../errors/lote-error.ts";
import { decodeText } from "../charset.ts";
import { cleanText, TextBuilder } from "../structured-text.ts";
import type { DocumentFile, Extracted, Extractor } from "./extracted.ts";

/** So much of a text may be control characters before it is no text. */
const mostControls = 0.02;

/** The words of a text file. @throws LoteError `document-binary` */
export function textOf({ bytes }: DocumentFile): { text: string; charset: string } {
  const { text, charset } = decodeText(bytes);
  const sample = text.slice(0, 64 * 1024);
  const controls = sample.match(/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/g)?.length ?? 0;
  if (controls > sample.length * mostControls) throw new LoteError("document-binary");
  return { text, charset };
}

/** A text without markup. */
export const extractPlain: Extractor = (file) => {
  const { text, charset } = textOf(file);
  return { ...new TextBuilder().raw(text).finish(), title: "", charset };
};

/** A program's source: its functions are parted by empty lines before lines without indentation. */
export const extractCode: Extractor = (file) => {
  const { text, charset } = textOf(file);
  const source = new TextBuilder().markCode(true).raw(text).finish();
  return { ...source, title: basename(String(file.path)), charset };
};

/** Markdown; headings of both kinds, none inside fences. */
export const extractMarkdown: Extractor = (file): Extracted => {
  const { text: given, charset } = textOf(file);
  const builder = new TextBuilder();
  const { title: frontTitle, body, front } = frontMatter(cleanText(given));
  builder.raw(front);
  let fence: string | undefined;
  let title = frontTitle;
  const lines = body.split("\n");
  for (const [index, line] of lines.entries()) {
    const isLast = index === lines.length - 1;
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence === undefined && mark !== undefined) {
      fence = mark;
      builder.markCode(true);
    } else if (fence !== undefined) {
      if (mark?.startsWith(fence)) {
        fence = undefined;
        builder.markCode(false);
      }
    } else {
      const heading = headingOf(line, lines[index + 1]);
      if (heading) {
        builder.markHeading(heading.level, heading.title);
        if (title === "" && heading.level === 1) title = heading.title;
      }
    }
    builder.raw(isLast ? line : `${line}\n`);
  }
  return { ...builder.finish(), title, charset };
};

function headingOf(line: string, next: string | undefined): { level: number; title: string } | undefined {
  const hashes = /^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$/.exec(line);
  if (hashes) return { level: hashes[1]?.length ?? 1, title: plainTitle(hashes[2] ?? "") };
  if (line.trim() === "" || next === undefined || /^\s*([-*+>|]|\d+[.)])/.test(line)) return undefined;
  if (/^ {0,3}=+[ \t]*$/.test(next)) return { level: 1, title: plainTitle(line) };
  if (/^ {0,3}-{3,}[ \t]*$/.test(next)) return { level: 2, title: plainTitle(line) };
  return undefined;
}

function plainTitle(words: string): string {
  return words.replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/[*_`]+/g, "");
}

/** What stands between two lines of dashes before everything else. */
function frontMatter(text: string): { title: string; front: string; body: string } {
  const front = /^---[ \t]*\n(?:[^\n]*\n){0,200}?(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(text)?.[0] ?? "";
  const title = /^title[ \t]*:[ \t]*["']?(.*?)["']?[ \t]*$/im.exec(front)?.[1] ?? "";
  return { title, front, body: text.slice(front.length) };
}
