import { isPictureKind, sniff, sniffLength } from "../images/sniff.ts";
import { naturalOrder } from "../text/natural-order.ts";
import type { Archive, ArchiveEntry } from "./archive.ts";

/** Also those that lote cannot read: they are pages, and count when ComicInfo.xml numbers the pages. */
const pictureName = /\.(jpe?g|jpe|jfif|png|webp|avif|gif|bmp|tiff?|heic|heif|jxl|jp2)$/i;

/** What operating systems leave behind: resource forks, folder views, thumbnails, hidden files and folders. */
const hiddenName = /(^|\/)(\.(?!\.?\/)|__MACOSX(\/|$)|(thumbs\.db|desktop\.ini)$)/i;

/** How many entries are looked into where no name looks like a picture. */
const looks = 20;

/**
 * The pages of a comic in reading order: natural order of their whole names, folders included, without hidden
 * and system files. Pages are known by their names; in an archive without one such name, by their first bytes.
 */
export async function pagesOf(archive: Archive): Promise<ArchiveEntry[]> {
  const visible = naturalOrder(
    archive.entries.filter((entry) => !hiddenName.test(slashes(entry.name))),
    (entry) => slashes(entry.name),
  );
  const named = visible.filter((entry) => pictureName.test(entry.name));
  return named.length > 0 ? named : picturesAmong(archive, visible.slice(0, looks));
}

async function picturesAmong(archive: Archive, entries: readonly ArchiveEntry[]): Promise<ArchiveEntry[]> {
  const found: ArchiveEntry[] = [];
  for (const entry of entries) {
    // An entry that cannot be read is no page; the ones that can may be.
    const head = await archive.head(entry, sniffLength).catch(() => new Uint8Array());
    if (isPictureKind(sniff(head))) found.push(entry);
  }
  return found;
}

/** Some Windows programs store their own separator. */
function slashes(name: string): string {
  return name.replaceAll("\\", "/");
}
