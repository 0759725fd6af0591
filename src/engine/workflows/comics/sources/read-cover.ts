import { type FileHandle, open } from "node:fs/promises";
import { extname } from "node:path";
import type { Archive } from "../../../archives/archive.ts";
import { readFrontCover, type SkippedPage } from "../../../archives/front-cover.ts";
import { type ArchiveKind, isArchiveKind, openArchive } from "../../../archives/open-archive.ts";
import type { ConfinedPool } from "../../../confined/confined-pool.ts";
import { type ErrorData, LoteError, toLoteError } from "../../../errors/lote-error.ts";
import type { SystemPath } from "../../../files/system-path.ts";
import { decodePicture, pictureOfPixels } from "../../../images/decode.ts";
import { workEdge } from "../../../images/picture.ts";
import { type FileKind, isPictureKind, sniff, sniffLength } from "../../../images/sniff.ts";
import { firstPageOf } from "../../../pdf/first-page.ts";
import { pathOfKey } from "../../../sources/file-key.ts";
import type { SourceFile } from "../../../sources/walk.ts";
import { plainText } from "../../../text/plain.ts";
import type { IssueHints } from "../issue.ts";
import { type ComicInfo, maxComicInfo, readComicInfo } from "./comic-info.ts";
import { comicInfosAmong } from "./comic-info-entry.ts";
import type { Cover, CoverNote, CoverReading } from "./cover.ts";
import { readFileName } from "./file-name.ts";

/** The largest picture file that is read, bytes. */
const maxPicture = 128 * 2 ** 20;

/**
 * Longest side of a PDF's drawn page, pixels. Drawn as small as it is worked with, a scan differs by 9 grey levels
 * (root mean square) from the same picture decoded; from 900 pixels on by 1 to 2.
 */
const pdfEdge = 1.5 * workEdge;

/** What files named so were meant to be. */
const meant: Readonly<Record<string, FileKind>> = {
  ".cbz": "zip",
  ".cbr": "rar",
  ".cb7": "7z",
  ".cbt": "tar",
  ".pdf": "pdf",
};

/**
 * The cover of a comic and what is said of it: a picture file is its own cover, an archive has a front cover, of a
 * PDF it is the first page.
 *
 * What a file is, its bytes say: a PNG named .jpg is read, and so is a zip named .cbr. The name only says what to do
 * with the rest: named as a picture or a comic it was meant to be read and fails; anything else is skipped.
 *
 * @param parsers read what zip.js and sharp do not
 * @throws LoteError of `decodePicture`, `openArchive`, `readFrontCover` and `firstPageOf`; `file-too-large`; the
 * system's error where the file cannot be opened.
 */
export async function readCover(file: SourceFile, parsers: ConfinedPool): Promise<CoverReading> {
  const path = pathOfKey(file.path);
  const { head, whole } = await readBytes(path);
  const kind = sniff(head);
  const extension = extname(file.path).toLowerCase();
  if (whole !== undefined) return readPicture(file, whole);
  if (mayBeComic(extension)) {
    if (isArchiveKind(kind)) return readArchive(file, { path, kind }, parsers);
    if (kind === "pdf") return readPdf(file, path, parsers);
  }
  if (isPictureName(extension)) return readPicture(file, head);
  const wanted = meant[extension];
  if (wanted === undefined) return { skipped: isUnread(kind) ? "format-not-read" : "not-a-comic" };
  if (head.length === 0) throw new LoteError("empty-file");
  // Behind a start that says nothing there may be a zip still.
  if (wanted === "zip" && kind === "unknown") return readArchive(file, { path, kind: wanted }, parsers);
  const detail = `${kind === "unknown" ? "?" : kind.toUpperCase()} ≠ ${wanted.toUpperCase()}`;
  throw new LoteError(wanted === "pdf" ? "document-broken" : "archive-broken", { detail });
}

async function readPicture(file: SourceFile, bytes: Uint8Array): Promise<Cover> {
  const picture = await decodePicture(bytes);
  const content = contentOf(bytes);
  const hints = nameHints(file);
  return { content, picture, page: null, pages: null, hints, rightToLeft: false, notes: [] };
}

async function readPdf(file: SourceFile, path: SystemPath, parsers: ConfinedPool): Promise<Cover> {
  const { pixels, pageCount, title } = await firstPageOf(path, pdfEdge, parsers);
  const { seriesFrom, title: named } = readFileName(file.path);
  // Programs write their own words into it: it speaks only where the file's name says nothing.
  const speaks = title !== "" && seriesFrom !== "name" && named === undefined;
  return {
    content: contentOf(pixels.data),
    picture: await pictureOfPixels("pdf", pixels),
    page: null,
    pages: pageCount,
    hints: { ...nameHints(file), ...(speaks ? { title } : {}) },
    rightToLeft: false,
    notes: [],
  };
}

async function readArchive(
  file: SourceFile,
  { path, kind }: { readonly path: SystemPath; readonly kind: ArchiveKind },
  parsers: ConfinedPool,
): Promise<Cover> {
  const archive = await openArchive(path, { kind, size: file.size }, parsers);
  try {
    const { info, note } = await comicInfoOf(archive);
    const { frontCoverImage, pageCount: _, rightToLeft = false, ...said } = info;
    const front = await readFrontCover(archive, { cap: maxPicture, frontCoverImage });
    return {
      content: contentOf(front.bytes),
      picture: front.picture,
      page: plainText(front.name, 255),
      pages: front.pageCount,
      hints: { ...nameHints(file), ...said },
      rightToLeft,
      notes: [...note, ...front.skipped.map(noteOf)],
    };
  } finally {
    await archive.close();
  }
}

/** The archive's ComicInfo.xml; of several, the one nearest to the root. */
async function comicInfoOf(archive: Archive): Promise<{ info: ComicInfo; note: CoverNote[] }> {
  const [entry] = comicInfosAmong(archive.entries);
  if (entry === undefined) return { info: {}, note: [] };
  const read = await archive
    .read(entry, maxComicInfo)
    .then(readComicInfo, (error: unknown) => toLoteError(error));
  if ("info" in read) return { info: read.info, note: [] };
  const data = read instanceof LoteError ? saidOf(read) : { reason: read.problem };
  return { info: {}, note: [{ code: "comic-info-ignored", data }] };
}

function saidOf({ code, data, message }: LoteError): ErrorData {
  return { ...data, code, reason: message };
}

function nameHints({ path }: SourceFile): IssueHints {
  // Where the series came from is the name's affair; a count says nothing that is compared.
  const { seriesFrom: _, count: __, ...hints } = readFileName(path);
  return hints;
}

function noteOf({ name, error }: SkippedPage): CoverNote {
  return { code: "page-skipped", data: { ...saidOf(error), page: plainText(name, 255) } };
}

/** What covers are known by: the first half of the SHA-256 of their bytes, hexadecimal. */
export function contentOf(bytes: Uint8Array): string {
  return new Bun.CryptoHasher("sha256").update(bytes).digest("hex").slice(0, 32);
}

function isPictureName(extension: string): boolean {
  return [".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".avif", ".gif"].includes(extension);
}

/** Zip is also the coat of documents and programs (docx, epub, jar): those are no comics. */
function mayBeComic(extension: string): boolean {
  return (
    isPictureName(extension) || extension in meant || ["", ".zip", ".rar", ".7z", ".tar"].includes(extension)
  );
}

/** Pictures that lote knows and does not read. */
function isUnread(kind: FileKind): boolean {
  return (["tiff", "bmp", "heic", "jxl", "jp2", "svg"] as readonly FileKind[]).includes(kind);
}

/** The start of a file, and all of it where it is a picture. */
async function readBytes(path: SystemPath): Promise<{ head: Uint8Array; whole?: Uint8Array }> {
  await using handle = await open(path, "r");
  const head = await readStart(handle, sniffLength);
  if (!isPictureKind(sniff(head))) return { head };
  const { size } = await handle.stat();
  if (size > maxPicture) {
    throw new LoteError("file-too-large", {
      megabytes: Math.ceil(size / 2 ** 20),
      limit: maxPicture / 2 ** 20,
    });
  }
  return { head, whole: await readStart(handle, size) };
}

async function readStart(handle: FileHandle, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
