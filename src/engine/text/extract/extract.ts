import { LoteError } from "../../errors/lote-error.ts";
import type { DocumentFile, Extracted, Extractor } from "./extracted.ts";
import type { DocumentFormat } from "./formats.ts";

/** Raised when the same bytes would give another text. */
export const extractorVersion = 2;

/** What reads each format; imported when a file of it comes. */
const extractors: Readonly<Record<DocumentFormat, () => Promise<Extractor>>> = {
  text: async () => (await import("./plain.ts")).extractPlain,
  markdown: async () => (await import("./plain.ts")).extractMarkdown,
  code: async () => (await import("./plain.ts")).extractCode,
  json: async () => (await import("./json.ts")).extractJson,
  csv: async () => (await import("./csv.ts")).extractCsv,
  html: async () => (await import("./html.ts")).extractHtml,
  pdf: async () => (await import("./pdf.ts")).extractPdf,
  docx: async () => (await import("./office.ts")).extractDocx,
  doc: async () => (await import("./office.ts")).extractDoc,
  odt: async () => (await import("./office.ts")).extractOdt,
  pptx: async () => (await import("./office.ts")).extractPptx,
  xlsx: async () => (await import("./office.ts")).extractXlsx,
  epub: async () => (await import("./office.ts")).extractEpub,
  rtf: async () => (await import("./rtf.ts")).extractRtf,
  eml: async () => (await import("./mail.ts")).extractEml,
  msg: async () => (await import("./mail.ts")).extractMsg,
};

/**
 * Reads the words of a document. The bytes have the last word on what it is: a name may promise anything.
 *
 * @throws LoteError `document-*`, `archive-*`
 */
export async function extract(file: DocumentFile, promised: DocumentFormat): Promise<Extracted> {
  const format = settle(file.bytes, promised);
  const extractor = await extractors[format]();
  try {
    return await extractor(file);
  } catch (error) {
    // A file that cannot be opened any more, and what a limit stopped, speak for themselves.
    const code = (error as { code?: unknown } | null)?.code;
    const isTold = error instanceof LoteError || typeof code === "string" || typeof error === "number";
    if (isTold || /out of memory|allocat/i.test(String(error))) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    throw new LoteError("document-broken", { detail: detail.slice(0, 200) }, { cause: error });
  }
}

const zipped: ReadonlySet<DocumentFormat> = new Set(["docx", "odt", "pptx", "xlsx", "epub"]);
const compound: ReadonlySet<DocumentFormat> = new Set(["doc", "msg"]);
const texts: ReadonlySet<DocumentFormat> = new Set([
  "text",
  "markdown",
  "code",
  "json",
  "csv",
  "html",
  "eml",
  "rtf",
]);

function settle(bytes: Uint8Array, promised: DocumentFormat): DocumentFormat {
  const head = Buffer.from(bytes.subarray(0, 1024)).toString("latin1");
  const isCompound = head.startsWith("\xd0\xcf\x11\xe0");
  const isZip = head.startsWith("PK\x03\x04") || head.startsWith("PK\x05\x06");
  const isPdf = head.includes("%PDF-");
  // Word and Excel keep a file with a password in the other kind of container.
  if (zipped.has(promised) && isCompound) throw new LoteError("document-encrypted");
  if (promised === "doc" && /^\{\\rtf/.test(head)) return "rtf";
  if (promised === "doc" && isZip) return "docx";
  if (promised === "doc" && !isCompound && /^\s*</.test(head)) return "html";
  if (compound.has(promised) && !isCompound)
    throw new LoteError("document-broken", { detail: `no ${promised}` });
  if (zipped.has(promised) && !isZip) throw new LoteError("document-broken", { detail: `no ${promised}` });
  if (promised === "pdf" && !isPdf) throw new LoteError("document-broken", { detail: "no PDF" });
  if (texts.has(promised) && (isCompound || isZip || head.startsWith("%PDF-"))) {
    throw new LoteError("document-binary");
  }
  return promised;
}
