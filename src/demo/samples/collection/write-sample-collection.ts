import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { decodePicture } from "../../../engine/images/decode.ts";
import type { CaptureKind } from "../../../engine/images/distort/capture.ts";
import { distort } from "../../../engine/images/distort/distort.ts";
import { strengths } from "../../../engine/images/distort/strengths.ts";
import { generateCover } from "../cover/generate-cover.ts";
import { type ComicForm, comicFile } from "./comic-file.ts";
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

const forms: readonly ComicForm[] = ["cbz", "cb7", "pdf"];

async function comicBytes(comic: SampleComic, cover: Uint8Array, seed: number): Promise<Uint8Array> {
  const { name, issue, kind, described = false, cut = false } = comic;
  const { work } = await decodePicture(cover);
  const { jpeg } = await distort(work, { strength: strengths.light, seed: `${seed} ${name}`, kind });
  const form = forms.find((known) => name.endsWith(`.${known}`));
  const bytes = form ? await comicFile(form, jpeg, issue, described) : jpeg;
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
  readonly kind: CaptureKind;
  readonly end: Intended["end"];
  /** With a ComicInfo.xml. */
  readonly described?: boolean;
  /** Only its first third was saved. */
  readonly cut?: boolean;
}

function comicsOf(known: readonly SampleIssue[], seed: number): SampleComic[] {
  const [robot, dancer] = sampleStrangers(seed);
  const at = (index: number): SampleIssue => known[index % known.length] ?? robot;
  const linked = (name: string, index: number, kind: CaptureKind, described = false): SampleComic => ({
    name,
    issue: at(index),
    kind,
    end: "linked",
    described,
  });
  return [
    linked("Capitan Nandu 002 (1984).jpg", 4, "scan"),
    linked("Capitán Ñandú 3.jpg", 8, "close"),
    linked("night_ferry_003_(1991).jpg", 9, "scan"),
    linked("Star Cartographers - 01.jpg", 2, "photo"),
    linked("La Detective Ámbar 001 (1997) (scan).jpg", 3, "close"),
    linked("Star Cartographers 002.cbz", 6, "scan", true),
    linked("La Detective Ambar 03.cbz", 11, "photo", true),
    linked("comic.cbz", 14, "scan", true),
    linked("Night Ferry 001.cbz", 1, "photo"),
    linked("Star Cartographers 03.cb7", 10, "scan", true),
    linked("Night Ferry 005.pdf", 17, "scan", true),
    linked("IMG_0001.jpg", 7, "scan"),
    linked("IMG_0002.jpg", known.length - 1, "scan"),
    linked("IMG_0003.jpg", 12, "scan"),
    linked("IMG_0004.jpg", 13, "scan"),
    // The same issue twice: which one to keep is a question for a person.
    { name: "Night Ferry #2.jpg", issue: at(5), kind: "photo", end: "review" },
    { name: "IMG_0005.jpg", issue: at(5), kind: "close", end: "review" },
    // Not in the catalogue: what is like them is at most a weak suggestion.
    { name: "IMG_0006.jpg", issue: robot, kind: "scan", end: "review" },
    { name: "Robot Bolero 02.jpg", issue: dancer, kind: "scan", end: "review" },
    { name: "IMG_0007.jpg", issue: at(15), kind: "scan", end: "failed", cut: true },
  ];
}
