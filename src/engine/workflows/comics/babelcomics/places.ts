import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, extname, isAbsolute, join, resolve } from "node:path";
import type { BabelcomicsIssue } from "../../../../stores/sqlite/foreign/babelcomics.ts";

/** Where Babelcomics keeps its pictures when its settings say nothing. */
const usualThumbnails = "data/thumbnails";

/** The folder of the program that a database belongs to: the database lies in its `data/`. */
export function rootOf(database: string): string {
  const folder = dirname(resolve(database));
  return basename(folder) === "data" ? dirname(folder) : folder;
}

/** The folder of its pictures; null where there is none. */
export function thumbnailsOf(database: string, configured: string | null): string | null {
  const folder = configured ?? usualThumbnails;
  const places = isAbsolute(folder)
    ? [folder]
    : [
        join(rootOf(database), folder),
        join(dirname(resolve(database)), folder),
        join(dirname(resolve(database)), "thumbnails"),
      ];
  return places.find((place) => existsSync(place)) ?? null;
}

/** A comic's path as it is to be opened: relative ones start at the program's folder. */
export function comicPath(database: string, path: string): string {
  return isAbsolute(path) || /^[A-Za-z]:[\\/]/.test(path) ? path : join(rootOf(database), path);
}

/** Finds the pictures of issues below a folder, reading each folder once. */
export class CoverFiles {
  readonly #folders = new Map<string, readonly string[]>();

  constructor(private readonly thumbnails: string) {}

  /**
   * The files of one cover: the picture itself, and its variants. A folder's name is the series' letters, digits and
   * blanks and the volume's number; a file's is the last part of the picture's address.
   *
   * @returns the picture's file, which may not be there, and the variants that are
   */
  of(url: string, issue: BabelcomicsIssue): { readonly cover: string; readonly variants: readonly string[] } {
    const file = lastPart(url);
    const folder = this.#folderOf(issue);
    const stem = file.slice(0, file.length - extname(file).length);
    const numbered = issue.number === null ? null : `issue_${issue.number}_variant_`;
    const variants = this.#names(folder).filter(
      (name) =>
        (name.startsWith(`${stem}_variant_`) || (numbered !== null && name.startsWith(numbered))) &&
        /_variant_\d+\.\w+$/.test(name),
    );
    return { cover: join(folder, file), variants: variants.map((name) => join(folder, name)) };
  }

  #folderOf({ series, volume }: BabelcomicsIssue): string {
    const letters = (series ?? "").replace(/[^\p{L}\p{N} ]/gu, "");
    const names = [letters, letters.trim()].map((name) => `${name}_${volume ?? ""}`);
    const folders = names.map((name) => join(this.thumbnails, "comicbook_info", name));
    return folders.find((folder) => existsSync(folder)) ?? folders[0] ?? this.thumbnails;
  }

  #names(folder: string): readonly string[] {
    const known = this.#folders.get(folder);
    if (known) return known;
    const names = existsSync(folder) ? readdirSync(folder).sort() : [];
    this.#folders.set(folder, names);
    return names;
  }
}

/** The file name in an address; nothing of it leads out of its folder. */
function lastPart(url: string): string {
  const path = /^[a-z][a-z\d+.-]*:\/\//i.test(url) ? new URL(url).pathname : url;
  const part = path.split(/[/\\]/).at(-1) ?? "";
  try {
    return basename(decodeURIComponent(part));
  } catch {
    return basename(part);
  }
}
