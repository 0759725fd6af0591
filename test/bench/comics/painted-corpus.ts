import { availableParallelism } from "node:os";
import { join } from "node:path";
import { stringify } from "csv-stringify/sync";
import type { CaptureKind } from "../../../src/engine/images/distort/capture.ts";
import { type BenchCover, type Corpus, corpusOf, type Split } from "./corpus.ts";
import { assetsFolder } from "./real-covers.ts";

/** What a painter tells of a picture. */
export interface PaintedFacts {
  /** Perceptual hash of the picture as it is, hexadecimal. */
  readonly hash: string;
  /** How a query was taken. */
  readonly kind?: CaptureKind;
}

/** A corpus, or a part of its queries, whose pictures lie in a folder. */
export interface PaintedCorpus extends Corpus {
  readonly folder: string;
  /** Where the queries lie, in folders of their strengths. */
  readonly queryFolder: string;
  /** A CSV of the catalogue for `lote comics catalog add`. */
  readonly catalogue: string;
  /** By the catalogued cover's id and the query's name. */
  readonly facts: ReadonlyMap<string, PaintedFacts>;
}

/** Painting and asking are each done in so many parts, by a process of its own for each. */
export const parts = availableParallelism();

/** The part that a cover, by its place in the corpus, and all queries for it belong to. */
export function partOf(place: number, of: number): number {
  return place % of;
}

export function partFolder(folder: string, part: number): string {
  return join(folder, `part-${part}`);
}

/** Paints the corpus into a folder. */
export async function paintCorpus(
  folder: string,
  split: Split,
  counts: Parameters<typeof corpusOf>[1],
): Promise<PaintedCorpus> {
  const corpus = corpusOf(split, counts, assetsFolder());
  const painters = Array.from({ length: parts }, (_, part) => {
    const { light, middle, hard } = counts;
    const numbers = [light, middle, hard, part, parts].map(String);
    const program = join(import.meta.dir, "paint-corpus.ts");
    return Bun.spawn([process.execPath, program, folder, split, ...numbers], { stderr: "inherit" }).exited;
  });
  if ((await Promise.all(painters)).some((code) => code !== 0)) throw new Error("painting failed");
  const catalogued = corpus.covers.filter((cover) => cover.catalogued);
  const head = ["cover", "series", "number", "year", "publisher", "title"];
  const rows = catalogued.map((cover) => rowOf(folder, cover));
  await Bun.write(catalogueFile(folder), stringify([head, ...rows]));
  return readCorpus(folder, split, counts);
}

/** A corpus that was painted before. */
export async function readCorpus(
  folder: string,
  split: Split,
  counts: Parameters<typeof corpusOf>[1],
): Promise<PaintedCorpus> {
  const corpus = corpusOf(split, counts, assetsFolder());
  const facts = new Map<string, PaintedFacts>();
  for (let part = 0; part < parts; part++) {
    const read: Record<string, PaintedFacts> = await Bun.file(join(folder, `facts-${part}.json`)).json();
    for (const [name, fact] of Object.entries(read)) facts.set(name, fact);
  }
  return { ...corpus, folder, queryFolder: folder, catalogue: catalogueFile(folder), facts };
}

/** The queries of one part, every so many of all; the photographs are the first one's. */
export function onePart(corpus: PaintedCorpus, part: number, every: number): PaintedCorpus {
  const places = new Map(corpus.covers.map((cover, place) => [cover, place]));
  return {
    ...corpus,
    queryFolder: partFolder(corpus.folder, part),
    queries: corpus.queries.filter(
      ({ cover }, at) => at % every === 0 && partOf(places.get(cover) ?? 0, parts) === part,
    ),
    photographs: part === 0 ? corpus.photographs : [],
  };
}

function catalogueFile(folder: string): string {
  return join(folder, "catalogue.csv");
}

/** The path of a catalogued cover's picture. */
export function coverFile(folder: string, { id, picture }: BenchCover): string {
  return "file" in picture ? picture.file : join(folder, "catalogue", `${id}.jpg`);
}

function rowOf(folder: string, cover: BenchCover): (string | number)[] {
  const file = coverFile(folder, cover);
  if ("file" in cover.picture) return [file, "", "", "", "", cover.id];
  const { series, number, year, publisher } = cover.picture.painted;
  return [file, series, number, year, publisher, ""];
}
