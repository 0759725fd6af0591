import { LoteError, toLoteError } from "../errors/lote-error.ts";
import { decodePicture } from "../images/decode.ts";
import type { Picture } from "../images/picture.ts";
import type { Archive, ArchiveEntry } from "./archive.ts";
import { pagesOf } from "./pages.ts";

/** A page that was to be the cover and could not be read. */
export interface SkippedPage {
  readonly name: string;
  readonly error: LoteError;
}

export interface FrontCover {
  /** The page's name in the archive. */
  readonly name: string;
  /** The page as it is stored: a picture file. */
  readonly bytes: Uint8Array;
  readonly picture: Picture;
  /** The pages before it that are broken, in the order they were tried. */
  readonly skipped: readonly SkippedPage[];
  /** How many pages the archive has. */
  readonly pageCount: number;
}

/** How many pages are tried before the comic is given up: behind them no cover is to be expected. */
const tries = 3;

/**
 * The front cover of a comic: the page that its ComicInfo.xml names (`frontCoverImage`, counted from 0 over the
 * pages in reading order), else the first page. Where that cannot be read, the next pages are tried.
 *
 * @param cap the largest page that is unpacked, bytes.
 * @throws LoteError `archive-empty` without any page; `archive-encrypted`; `archive-too-large` for a page that
 * is a bomb, without trying others; else what is wrong with the first page tried.
 */
export async function readFrontCover(
  archive: Archive,
  { cap, frontCoverImage }: { readonly cap: number; readonly frontCoverImage?: number | undefined },
): Promise<FrontCover> {
  const pages = await pagesOf(archive);
  const chosen = frontCoverImage === undefined ? undefined : pages[frontCoverImage];
  const order = [...new Set(chosen === undefined ? pages : [chosen, ...pages])].slice(0, tries);
  const skipped: SkippedPage[] = [];
  for (const page of order) {
    const read = await readPage(archive, page, cap);
    if (!(read instanceof LoteError)) return { name: page.name, ...read, skipped, pageCount: pages.length };
    if (read.code === "archive-too-large") throw read;
    skipped.push({ name: page.name, error: read });
  }
  throw skipped[0]?.error ?? new LoteError(encrypted(archive) ? "archive-encrypted" : "archive-empty");
}

async function readPage(
  archive: Archive,
  page: ArchiveEntry,
  cap: number,
): Promise<{ bytes: Uint8Array; picture: Picture } | LoteError> {
  try {
    const bytes = await archive.read(page, cap);
    return { bytes, picture: await decodePicture(bytes) };
  } catch (error) {
    return toLoteError(error);
  }
}

/** Where nothing can be looked into, that is the reason why there are no pages. */
function encrypted({ entries }: Archive): boolean {
  return entries.length > 0 && entries.every((entry) => entry.encrypted);
}
