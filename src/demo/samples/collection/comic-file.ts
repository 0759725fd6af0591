import { configure, Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";
import { loadSharp } from "../../../engine/images/sharp.ts";
import { randomOf } from "../../../engine/seeded-random.ts";
import { figure, poseNames } from "../cover/figure.ts";
import { lookOf } from "../cover/look.ts";
import { Canvas } from "../drawing/canvas.ts";
import { black, mix, white } from "../drawing/colour.ts";
import { box } from "../drawing/shape.ts";
import { comicPdf } from "./comic-pdf.ts";
import type { SampleIssue } from "./sample-issues.ts";
import { sevenZipArchive } from "./seven-zip-archive.ts";

configure({ useWebWorkers: false });

/** The same in every sample, so that the same seed gives the same bytes. */
const entryOptions = { level: 0, lastModDate: new Date(2000, 0, 1), extendedTimestamp: false } as const;

/** The files that a comic of the samples may come as. */
export type ComicForm = "cbz" | "cb7" | "pdf";

/**
 * A comic as one file: its cover, two more pages, and, where asked for, what names the issue: a ComicInfo.xml, or the
 * title of a PDF.
 */
export async function comicFile(
  form: ComicForm,
  cover: Uint8Array,
  issue: SampleIssue,
  named: boolean,
): Promise<Uint8Array> {
  const [first, second] = await Promise.all([innerPage(issue, 1), innerPage(issue, 2)]);
  if (form === "pdf") {
    return comicPdf([cover, first, second], named ? `${issue.series} ${issue.number}` : undefined);
  }
  // Not in the reading order: the cover is the first by name, not the first that was packed.
  const entries = {
    "page-2.jpg": second,
    "page-1.jpg": first,
    "page-0.jpg": cover,
    ...(named ? { "ComicInfo.xml": Buffer.from(comicInfo(issue)) } : {}),
  };
  return form === "cb7" ? sevenZipArchive(entries) : zipArchive(entries);
}

async function zipArchive(entries: Readonly<Record<string, Uint8Array>>): Promise<Uint8Array> {
  const zip = new ZipWriter(new Uint8ArrayWriter());
  for (const [name, bytes] of Object.entries(entries)) {
    await zip.add(name, new Uint8ArrayReader(bytes), entryOptions);
  }
  return zip.close();
}

function comicInfo({ series, number, year, publisher }: SampleIssue): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    "<ComicInfo>",
    `  <Series>${series}</Series>`,
    `  <Number>${number}</Number>`,
    `  <Year>${year}</Year>`,
    `  <Publisher>${publisher}</Publisher>`,
    "  <PageCount>3</PageCount>",
    "</ComicInfo>",
    "",
  ].join("\n");
}

/** A page of the story: rows of panels with a figure in each. */
async function innerPage({ series, number, seed }: SampleIssue, page: number): Promise<Uint8Array> {
  const random = randomOf(`page ${seed} ${series} ${number} ${page}`);
  const look = lookOf(series);
  const canvas = new Canvas(300, 450);
  canvas.cover(white);
  for (let row = 0; row < 3; row++) {
    const split = random.between(90, 210);
    for (const [left, right] of [
      [10, split],
      [split + 6, 290],
    ] as const) {
      const palette = random.pick(look.palettes);
      const panel = box(left, 10 + row * 145, right - left, 138);
      canvas.ink(panel, mix(palette.sky, palette.glow, random.next()), black, 2.5);
      figure(canvas, random.chance(0.7) ? look.hero : look.rival, {
        x: (left + right) / 2,
        y: 80 + row * 145,
        height: 86,
        pose: random.pick(poseNames),
        mirrored: random.chance(0.5),
      });
    }
  }
  const sharp = await loadSharp();
  return sharp(canvas.data, { raw: { width: 300, height: 450, channels: 3 } })
    .jpeg({ quality: 80 })
    .toBuffer();
}
