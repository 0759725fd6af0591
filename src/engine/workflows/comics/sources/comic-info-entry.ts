/** What the entry is called, and what a new one is: at the root, where every program looks. */
export const comicInfoName = "ComicInfo.xml";

/** Is the file named as an archive that a ComicInfo.xml may be written into? */
export function mayHoldComicInfo(path: string): boolean {
  return /\.(cbz|zip)$/i.test(path);
}

/** The entries of an archive that are a ComicInfo.xml, nearest to the root first; of equally near ones as they come. */
export function comicInfosAmong<Entry extends { readonly name: string }>(entries: readonly Entry[]): Entry[] {
  return entries
    .filter(({ name }) => /(^|[/\\])ComicInfo\.xml$/i.test(name) && !/(^|[/\\])__MACOSX[/\\]/i.test(name))
    .sort((left, right) => depthOf(left.name) - depthOf(right.name));
}

/** How many folders deep. */
export function depthOf(name: string): number {
  return name.split(/[/\\]/).length - 1;
}
