import { LoteError } from "../../errors/lote-error.ts";
import { PdfDocument } from "../../pdf/pdfium.ts";
import { TextBuilder } from "../structured-text.ts";
import type { Extractor } from "./extracted.ts";

/** The text layer of a PDF, page by page. @throws LoteError `document-no-text` for a scan without one */
export const extractPdf: Extractor = async ({ path }) => {
  const document = await PdfDocument.open(path);
  try {
    const builder = new TextBuilder();
    const pages = document.pageCount;
    let empty = 0;
    for (let index = 0; index < pages; index++) {
      const text = document.text(index);
      if (text.trim() === "") {
        empty++;
        continue;
      }
      // A word that is parted at the end of a line is one word.
      builder.page(index + 1).raw(text.replace(/(\p{L})[\u00ad\u0002\ufffe]\r?\n/gu, "$1").trimEnd());
    }
    if (empty === pages) throw new LoteError("document-no-text", { pages });
    const notes = empty > 0 ? { notes: ["pages-without-text"] } : {};
    return { ...builder.finish(), title: document.about("Title"), pages, ...notes };
  } finally {
    document.close();
  }
};
