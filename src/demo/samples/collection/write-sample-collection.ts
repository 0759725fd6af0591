import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generateCover } from "../cover/generate-cover.ts";
import { generateScan } from "../generate-scan.ts";
import { comicArchive } from "./comic-archive.ts";
import { type SampleIssue, sampleCatalogue, sampleStrangers } from "./sample-issues.ts";

/** What is to become of a comic of the samples when it is classified with `--yes`. */
export type Intended =
  | {
      readonly path: string;
      readonly end: "linked" /** The cover's file name begins so. */;
      readonly cover: string;
    }
  | { readonly path: string; readonly end: "review" | "failed" | "skipped" | "done" };

export interface SampleCollection {
  /** The catalogue's CSV, beside its covers. */
  readonly catalogue: string;
  /** The folder of the comics to classify. */
  readonly comics: string;
  readonly intended: readonly Intended[];
}

export interface SampleOptions {
  readonly seed: number;
  /** Covers in the catalogue. At least 12, so that every comic of the samples has its issue. */
  readonly issues?: number;
}

/**
 * Writes a catalogue of invented comics and a folder of scans of some of them: pictures and archives, named well
 * and badly, one comic twice, two that the catalogue lacks, a picture that was cut off and a note.
 */
export async function writeSampleCollection(
  folder: string,
  { seed, issues = 24 }: SampleOptions,
): Promise<SampleCollection> {
  const [catalogue, comics] = [join(folder, "catalogue"), join(folder, "my comics")];
  await Promise.all([catalogue, comics].map((path) => mkdir(path, { recursive: true })));
  const known = sampleCatalogue(issues, seed);
  // All at once: while one is painted, sharp's threads compress those before it.
  const covers = new Map(
    await Promise.all(known.map(async (issue) => [issue, await generateCover(issue)] as const)),
  );
  const csv = join(catalogue, "catalog.csv");
  await Promise.all([
    ...[...covers].map(([{ file }, bytes]) => writeFile(join(catalogue, `${file}.jpg`), bytes)),
    writeFile(csv, catalogueCsv(known)),
  ]);
  const intended = await Promise.all(
    comicsOf(known, seed).map(async (comic): Promise<Intended> => {
      const { name, issue, end } = comic;
      const path = join(comics, name);
      const cover = covers.get(issue) ?? (await generateCover(issue));
      await writeFile(path, await comicBytes(comic, cover, seed));
      return end === "linked" ? { path, end, cover: issue.file } : { path, end };
    }),
  );
  await writeFile(join(comics, "notes.txt"), "To look for: Night Ferry 7, all of Robot Bolero.\n");
  return { catalogue: csv, comics, intended };
}

async function comicBytes(comic: SampleComic, cover: Uint8Array, seed: number): Promise<Uint8Array> {
  const { name, issue, strength, described = false, cut = false } = comic;
  const scan = await generateScan(cover, { seed: `${seed} ${name}`, strength });
  const bytes = name.endsWith(".cbz") ? await comicArchive(scan, issue, described) : scan;
  return cut ? bytes.subarray(0, bytes.length / 3) : bytes;
}

function catalogueCsv(issues: readonly SampleIssue[]): string {
  const rows = issues.map(({ file, series, number, year, publisher }) => [
    `${file}.jpg`,
    series,
    number,
    year,
    publisher,
  ]);
  return `${[["cover", "series", "number", "year", "publisher"], ...rows].map((row) => row.join(",")).join("\n")}\n`;
}

interface SampleComic {
  readonly name: string;
  readonly issue: SampleIssue;
  /** Of the scan, 0 to 1. */
  readonly strength: number;
  readonly end: Intended["end"];
  /** With a ComicInfo.xml. */
  readonly described?: boolean;
  /** Only its first third was saved. */
  readonly cut?: boolean;
}

function comicsOf(known: readonly SampleIssue[], seed: number): SampleComic[] {
  const [robot, dancer] = sampleStrangers(seed);
  const at = (index: number): SampleIssue => known[index % known.length] ?? robot;
  const linked = (name: string, index: number, strength: number, described = false): SampleComic => ({
    name,
    issue: at(index),
    strength,
    end: "linked",
    described,
  });
  return [
    linked("Capitan Nandu 002 (1984).jpg", 4, 0.4),
    linked("Capitán Ñandú 3.jpg", 8, 0.7),
    linked("night_ferry_003_(1991).jpg", 9, 0.3),
    linked("Star Cartographers - 01.jpg", 2, 0.5),
    linked("La Detective Ámbar 001 (1997) (scan).jpg", 3, 0.8),
    linked("Star Cartographers 002.cbz", 6, 0.4, true),
    linked("La Detective Ambar 03.cbz", 11, 0.5, true),
    linked("comic.cbz", 14, 0.3, true),
    linked("Night Ferry 001.cbz", 1, 0.5),
    linked("IMG_0001.jpg", 7, 0.3),
    linked("IMG_0002.jpg", known.length - 1, 0.2),
    linked("IMG_0003.jpg", 12, 0.5),
    linked("IMG_0004.jpg", 13, 0.6),
    // The same issue twice: which one to keep is a question for a person.
    { name: "Night Ferry #2.jpg", issue: at(5), strength: 0.6, end: "review" },
    { name: "IMG_0005.jpg", issue: at(5), strength: 0.9, end: "review" },
    // Not in the catalogue: what is like them is at most a weak suggestion.
    { name: "IMG_0006.jpg", issue: robot, strength: 0.4, end: "review" },
    { name: "Robot Bolero 02.jpg", issue: dancer, strength: 0.3, end: "review" },
    { name: "IMG_0007.jpg", issue: at(15), strength: 0.3, end: "failed", cut: true },
  ];
}
