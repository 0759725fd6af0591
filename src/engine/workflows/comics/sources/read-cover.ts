import { type FileHandle, open } from "node:fs/promises";
import { extname } from "node:path";
import { readFrontCover, type SkippedPage } from "../../../archives/front-cover.ts";
import { openZip, type Zip } from "../../../archives/zip.ts";
import { LoteError } from "../../../errors/lote-error.ts";
import { decodePicture } from "../../../images/decode.ts";
import type { Picture } from "../../../images/picture.ts";
import { type FileKind, isPictureKind, sniff, sniffLength } from "../../../images/sniff.ts";
import { plainText } from "../../../text/plain.ts";
import type { IssueHints } from "../issue.ts";
import { type ComicInfo, maxComicInfo, readComicInfo } from "./comic-info.ts";
import { pathOfKey, type SystemPath } from "./file-key.ts";
import { readFileName } from "./file-name.ts";
import type { SourceFile } from "./walk.ts";

/** Something worth knowing that did not keep the cover from being read. */
export type CoverNote =
  /** A page that was to be the cover is broken, and the next one was taken. */
  | { readonly code: "page-skipped"; readonly data: { readonly page: string; readonly reason: string } }
  /** The ComicInfo.xml could not be used. */
  | { readonly code: "comic-info-ignored"; readonly data: { readonly reason: string } };

/** Why a file is no item of work: not a comic at all, or one in a format that lote does not read yet. */
export type SkipReason = "not-a-comic" | "format-not-read";

export interface Cover {
  /** The first half of the SHA-256 of the cover picture's bytes, hexadecimal: the same cover, the same content. */
  readonly content: string;
  readonly picture: Picture;
  /** The page of the archive that was taken; null for a picture file. */
  readonly page: string | null;
  /** ComicInfo.xml's word before the file name's. */
  readonly hints: IssueHints;
  readonly notes: readonly CoverNote[];
}

export type CoverReading = Cover | { readonly skipped: SkipReason };

/** The largest picture file that is read, bytes. */
const maxPicture = 128 * 2 ** 20;

/**
 * The cover of a comic and what is said of it: a picture file is its own cover, a zip archive has a front cover.
 *
 * What a file is, its bytes say: a PNG named .jpg is read, and so is a zip named .cbr. The name only says what to
 * do with the rest: named as a picture or a cbz it was meant to be read and fails; anything else is skipped.
 *
 * @throws LoteError of `decodePicture`, `openZip` and `readFrontCover`; `file-too-large`; the system's error where
 * the file cannot be opened.
 */
export async function readCover(file: SourceFile): Promise<CoverReading> {
  const path = pathOfKey(file.path);
  const { head, whole } = await readBytes(path);
  const kind = sniff(head);
  const extension = extname(file.path).toLowerCase();
  if (whole !== undefined) return readPicture(file, whole);
  if (kind === "zip" && mayBeComic(extension)) return readArchive(file, path);
  if (isPictureName(extension)) return readPicture(file, head);
  if (extension === ".cbz") return readArchive(file, path, kind);
  return { skipped: skipReason(kind, extension) };
}

async function readPicture(file: SourceFile, bytes: Uint8Array): Promise<Cover> {
  const picture = await decodePicture(bytes);
  return { content: contentOf(bytes), picture, page: null, hints: nameHints(file), notes: [] };
}

async function readArchive(file: SourceFile, path: SystemPath, not?: FileKind): Promise<Cover> {
  if (file.size === 0) throw new LoteError("empty-file");
  if (not !== undefined && not !== "unknown") {
    throw new LoteError("archive-broken", { detail: `${not.toUpperCase()} ≠ ZIP` });
  }
  const zip = await openZip(path);
  try {
    const { info, note } = await comicInfoOf(zip);
    const { frontCoverImage, pageCount: _, ...said } = info;
    const { bytes, picture, name, skipped } = await readFrontCover(zip, { cap: maxPicture, frontCoverImage });
    return {
      content: contentOf(bytes),
      picture,
      page: plainText(name, 255),
      hints: { ...nameHints(file), ...said },
      notes: [...note, ...skipped.map(noteOf)],
    };
  } finally {
    await zip.close();
  }
}

/** The archive's ComicInfo.xml; of several, the one nearest to the root. */
async function comicInfoOf(zip: Zip): Promise<{ info: ComicInfo; note: CoverNote[] }> {
  const depth = (name: string) => name.split(/[/\\]/).length;
  const [entry] = zip.entries
    .filter(({ name }) => /(^|[/\\])ComicInfo\.xml$/i.test(name) && !/(^|[/\\])__MACOSX[/\\]/i.test(name))
    .sort((left, right) => depth(left.name) - depth(right.name));
  if (entry === undefined) return { info: {}, note: [] };
  const read = await zip
    .read(entry, maxComicInfo)
    .then(readComicInfo, (error: Error) => ({ problem: error.message }));
  if ("info" in read) return { info: read.info, note: [] };
  return { info: {}, note: [{ code: "comic-info-ignored", data: { reason: read.problem } }] };
}

function nameHints({ path }: SourceFile): IssueHints {
  // Where the series came from is the name's affair; a count says nothing that is compared.
  const { seriesFrom: _, count: __, ...hints } = readFileName(path);
  return hints;
}

function noteOf({ name, error }: SkippedPage): CoverNote {
  return { code: "page-skipped", data: { page: plainText(name, 255), reason: error.message } };
}

function contentOf(bytes: Uint8Array): string {
  return new Bun.CryptoHasher("sha256").update(bytes).digest("hex").slice(0, 32);
}

function isPictureName(extension: string): boolean {
  return [".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".avif", ".gif"].includes(extension);
}

/** Zip is also the coat of documents and programs (docx, epub, jar): those are no comics. */
function mayBeComic(extension: string): boolean {
  return isPictureName(extension) || ["", ".cbz", ".zip", ".cbr", ".cb7", ".cbt", ".rar"].includes(extension);
}

function skipReason(kind: FileKind, extension: string): SkipReason {
  const unread: readonly FileKind[] = ["rar", "7z", "pdf", "tiff", "bmp", "heic", "svg"];
  const named = [".cbr", ".cb7", ".cbt", ".rar", ".7z", ".jxl", ".jp2"].includes(extension);
  return unread.includes(kind) || named ? "format-not-read" : "not-a-comic";
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
