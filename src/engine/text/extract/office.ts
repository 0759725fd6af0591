import { Parser } from "htmlparser2";
import { type Archive, type ArchiveLimits, megabytes, tooLarge } from "../../archives/archive.ts";
import { openZip } from "../../archives/zip.ts";
import { LoteError } from "../../errors/lote-error.ts";
import { naturalOrder } from "../natural-order.ts";
import { TextBuilder } from "../structured-text.ts";
import type { DocumentFile, Extractor } from "./extracted.ts";
import { addHtml, htmlText } from "./html.ts";

/** Text shrinks more than pictures do; what the libraries hold in memory at once is what counts. */
const officeLimits: ArchiveLimits = { entries: 20_000, totalBytes: 1024 * 2 ** 20, ratio: 400 };
/** Of the entries that hold text, unpacked, bytes. */
const mostText = 96 * 2 ** 20;

/** Documents that are zip archives are listed, and what they unpack to is added up, before a library sees them. */
async function inZip<Result>(
  { path }: DocumentFile,
  isRead: (name: string) => boolean,
  work: (zip: Archive) => Promise<Result>,
): Promise<Result> {
  const zip = await openZip(path, officeLimits);
  try {
    const bytes = zip.entries.reduce((sum, { name, size }) => (isRead(name) ? sum + size : sum), 0);
    if (bytes > mostText) throw tooLarge(megabytes(bytes));
    return await work(zip);
  } finally {
    await zip.close();
  }
}

async function entryText(zip: Archive, name: string): Promise<string> {
  const entry = zip.entries.find((one) => one.name === name);
  return entry ? new TextDecoder().decode(await zip.read(entry, mostText)) : "";
}

const isXml = (name: string) => /\.(xml|rels|x?html?|opf|ncx)$/i.test(name);

/** Word, through the HTML that mammoth makes of it: headings are headings. */
export const extractDocx: Extractor = async (file) => {
  // mammoth unpacks whole: it sees nothing that was not read through the limits once.
  await inZip(file, isXml, async (zip) => {
    for (const entry of zip.entries) if (/^word\/.*\.xml$/.test(entry.name)) await zip.read(entry, mostText);
  });
  const { default: mammoth } = await import("mammoth");
  const buffer = Buffer.from(file.bytes);
  const noPictures = mammoth.images.imgElement(async () => ({ src: "" }));
  const { value } = await mammoth.convertToHtml({ buffer }, { convertImage: noPictures });
  return htmlText(value);
};

/** The older Word. */
export const extractDoc: Extractor = async ({ bytes }) => {
  const { default: WordExtractor } = await import("word-extractor");
  const document = await new WordExtractor().extract(Buffer.from(bytes));
  const builder = new TextBuilder();
  for (const part of [document.getBody(), document.getFootnotes(), document.getEndnotes()]) {
    for (const paragraph of part.split(/\r?\n/)) builder.paragraph(paragraph);
  }
  return { ...builder.finish(), title: "" };
};

/** OpenDocument: texts, slides and tables alike. */
export const extractOdt: Extractor = (file) =>
  inZip(
    file,
    (name) => name === "content.xml" || name === "META-INF/manifest.xml",
    async (zip) => {
      if (/encryption-data/.test(await entryText(zip, "META-INF/manifest.xml"))) {
        throw new LoteError("document-encrypted");
      }
      const builder = new TextBuilder();
      const words: string[] = [];
      let level: number | undefined;
      let page = 0;
      readXml(await entryText(zip, "content.xml"), {
        open: (name, attributes) => {
          if (name === "text:h") level = Number(attributes["text:outline-level"] ?? 1);
          else if (name === "text:tab" || name === "text:s") words.push(" ");
          else if (name === "text:line-break") words.push("\n");
          else if (name === "draw:page" || name === "table:table") builder.page(++page);
        },
        text: (text) => words.push(text),
        close: (name) => {
          if (name !== "text:p" && name !== "text:h") return;
          const text = words.splice(0).join("");
          if (name === "text:h") builder.heading(level || 1, text);
          else builder.paragraph(text);
        },
      });
      return { ...builder.finish(), title: "" };
    },
  );

/** Slides, in order, with their notes. */
export const extractPptx: Extractor = (file) =>
  inZip(
    file,
    (name) => slidePart.test(name),
    async (zip) => {
      const builder = new TextBuilder();
      const slides = naturalOrder(
        zip.entries.filter(({ name }) => /^ppt\/slides\/slide\d+\.xml$/.test(name)),
        ({ name }) => name,
      );
      for (const [index, { name }] of slides.entries()) {
        builder.page(index + 1);
        const number = /\d+/.exec(name)?.[0];
        for (const part of [name, `ppt/notesSlides/notesSlide${number}.xml`]) {
          const words: string[] = [];
          readXml(await entryText(zip, part), {
            open: (tag) => (tag === "a:br" ? words.push("\n") : undefined),
            text: (text, within) => (within === "a:t" ? words.push(text) : undefined),
            close: (tag) => (tag === "a:p" ? builder.paragraph(words.splice(0).join("")) : undefined),
          });
        }
      }
      return { ...builder.finish(), title: "", pages: slides.length };
    },
  );
const slidePart = /^ppt\/(slides|notesSlides)\/\w+\.xml$/;

/** Sheets, row by row. */
export const extractXlsx: Extractor = async (file) => {
  await inZip(file, isXml, async () => undefined);
  const { default: readSheets } = await import("read-excel-file/node");
  const builder = new TextBuilder();
  const sheets = await readSheets(Buffer.from(file.bytes));
  for (const { sheet, data } of sheets) {
    builder.heading(1, sheet).raw("\n\n");
    for (const row of data) {
      const cells = row.map((cell) =>
        (cell instanceof Date ? cell.toISOString() : String(cell ?? "")).trim(),
      );
      if (cells.some((cell) => cell !== "")) builder.line(cells.join(" | ").replace(/( \| )+$/, ""));
    }
  }
  return { ...builder.finish(), title: "" };
};

/** A book: its chapters in the order of its spine. */
export const extractEpub: Extractor = (file) =>
  inZip(file, isXml, async (zip) => {
    if (zip.entries.some(({ name }) => name === "META-INF/rights.xml"))
      throw new LoteError("document-encrypted");
    const container = await entryText(zip, "META-INF/container.xml");
    const root = /full-path="([^"]+)"/.exec(container)?.[1] ?? "";
    const { title, chapters } = readSpine(await entryText(zip, root), root);
    const builder = new TextBuilder();
    for (const chapter of chapters) addHtml(builder, await entryText(zip, chapter));
    if (chapters.length === 0) throw new LoteError("document-broken", { detail: "no chapters" });
    return { ...builder.finish(), title };
  });

function readSpine(xml: string, root: string): { title: string; chapters: string[] } {
  const files = new Map<string, string>();
  const order: string[] = [];
  let title = "";
  readXml(xml, {
    open: (name, attributes) => {
      const plain = name.replace(/^opf:/, "");
      const { id = "", href = "", idref = "" } = attributes;
      if (plain === "item") files.set(id, href);
      else if (plain === "itemref") order.push(idref);
    },
    text: (text, within) => {
      if (within === "dc:title") title += text;
    },
    close: () => undefined,
  });
  const folder = root.includes("/") ? root.slice(0, root.lastIndexOf("/") + 1) : "";
  const chapters = order.flatMap((id) => {
    const href = files.get(id);
    return href === undefined ? [] : [new URL(href, `file:///${folder}`).pathname.slice(1)].map(decoded);
  });
  return { title: title.trim(), chapters };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

interface XmlReader {
  open(name: string, attributes: Readonly<Record<string, string>>): unknown;
  text(text: string, within: string): unknown;
  close(name: string): unknown;
}

/** Entities of a document type are not expanded, and nothing outside is read. */
function readXml(xml: string, { open, text, close }: XmlReader): void {
  let within = "";
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        within = name;
        open(name, attributes);
      },
      ontext: (words) => text(words, within),
      onclosetag: (name) => {
        within = "";
        close(name);
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.write(xml);
  parser.end();
}
