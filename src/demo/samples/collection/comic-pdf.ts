import { loadSharp } from "../../../engine/images/sharp.ts";
import { type PdfObject, pdfFile } from "./pdf-file.ts";

/** A comic as a PDF, as scanners make it: each page one JPEG that fills it. */
export async function comicPdf(pages: readonly Uint8Array[], title?: string): Promise<Uint8Array> {
  const firstPage = 3;
  const kids = pages.map((_, index) => `${firstPage + index * 3} 0 R`);
  const objects: PdfObject[] = [
    { text: "<< /Type /Catalog /Pages 2 0 R >>" },
    { text: `<< /Type /Pages /Count ${pages.length} /Kids [${kids.join(" ")}] >>` },
  ];
  const sharp = await loadSharp();
  for (const [index, jpeg] of pages.entries()) {
    const { width, height } = await sharp(jpeg).metadata();
    const own = firstPage + index * 3;
    objects.push(
      {
        text: `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Contents ${own + 1} 0 R /Resources << /XObject << /Scan ${own + 2} 0 R >> >> >>`,
      },
      { text: "<< >>", stream: Buffer.from(`${width} 0 0 ${height} 0 0 cm /Scan Do`) },
      {
        text: `<< /Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode >>`,
        stream: jpeg,
      },
    );
  }
  if (title === undefined) return pdfFile(objects);
  objects.push({ text: `<< /Title (${title.replace(/[\\()]/g, "\\$&")}) >>` });
  return pdfFile(objects, `/Info ${objects.length} 0 R`);
}
