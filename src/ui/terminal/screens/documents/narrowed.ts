import { LoteError } from "../../../../engine/errors/lote-error.ts";
import { type DocumentFormat, documentFormats } from "../../../../engine/text/extract/formats.ts";
import type { Translator } from "../../../language/translator.ts";
import { safeText } from "../../../safe-text.ts";
import { absolutePath } from "../../flows/path-text.ts";

/** What is asked, and of which documents. */
export interface Narrowed {
  readonly text: string;
  readonly within?: string;
  readonly format?: DocumentFormat;
}

/** The names of the flags of `lote documents search`, which are the same in all languages. */
const filter = /(?<=^|\s)(in|type):(?:"([^"]*)"|(\S+))/g;

/** The words of a question, without `in:FOLDER` and `type:KIND`, which say where to look. */
export function wordsOf(question: string): string {
  return question.replace(filter, " ").replace(/\s+/g, " ").trim();
}

/** A question as it is typed, taken apart. @throws LoteError `usage` where there is no such kind */
export function narrowed(question: string, t: Translator): Narrowed {
  let asked: Narrowed = { text: wordsOf(question) };
  for (const [, name, quoted, plain] of question.matchAll(filter)) {
    const given = quoted ?? plain ?? "";
    asked =
      name === "in" ? { ...asked, within: absolutePath(given) } : { ...asked, format: formatOf(given, t) };
  }
  return asked;
}

function formatOf(given: string, t: Translator): DocumentFormat {
  const format = documentFormats.find((one) => one === given.toLowerCase());
  if (format) return format;
  const choices = t.formats.list(documentFormats);
  throw new LoteError("usage", {
    detail: t.text("value.choice", { name: "type:", choices, given: safeText(given, 40) }),
  });
}
