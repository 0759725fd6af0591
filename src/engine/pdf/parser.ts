import { z } from "zod";
import type { Parser } from "../confined/serve.ts";
import { PdfDocument } from "./pdfium.ts";

/** What is asked of the PDF whose path is the payload: its first page, inside a square of `edge` pixels. */
export const taskSchema = z.object({ edge: z.number().int().positive() });
export type PdfTask = z.infer<typeof taskSchema>;

/** The first line of the answer, as JSON; the pixels of the page follow it, RGB, three bytes each. */
export const pageSchema = z.object({
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  pageCount: z.number().int().positive(),
  title: z.string(),
});

/**
 * Draws the first page of a PDF; runs in a confined child.
 *
 * @throws LoteError `document-encrypted`, `document-broken`
 */
export const pdfParser: Parser = async (given, payload) => {
  const { edge } = taskSchema.parse(given);
  const document = await PdfDocument.open(Buffer.from(payload));
  try {
    const { data, width, height } = document.draw(0, edge);
    const page: z.infer<typeof pageSchema> = {
      width,
      height,
      // A damaged page tree may be counted wrongly.
      pageCount: Math.max(1, document.pageCount),
      title: document.about("Title"),
    };
    return Buffer.concat([Buffer.from(`${JSON.stringify(page)}\n`), data]);
  } finally {
    document.close();
  }
};
