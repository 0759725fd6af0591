/**
 * Which views of a cover are worth their vectors: how well each set finds a cover again in a bad picture of it, and
 * what it costs. The manifest's usual views were chosen by it.
 *
 *     bun test/bench/comics/views.bench.ts [--strength middle] [--split tuning] [--queries 90]
 *
 * Of the split's covers, real ones where LOTE_ASSETS has them, some are distorted and all are searched. `first` and
 * `near`: the share whose own cover is the first, or among the twelve that are laid over the picture. `apart`: how
 * many deviations the own cover lies above the others, at the weakest twentieth of the queries and at the median: 3.3
 * of them are enough to be near among 50,000. The work and memory of a set grow with its vectors and products.
 */
import { parseArgs } from "node:util";
import { generateCover } from "../../../src/demo/samples/cover/generate-cover.ts";
import { CoverEmbedder } from "../../../src/engine/embedding/cover-embedder.ts";
import {
  comparedViews,
  likeness,
  type ViewName,
  type ViewVectors,
  viewNames,
  viewPixels,
} from "../../../src/engine/embedding/views.ts";
import { prepareCover } from "../../../src/engine/images/cover/prepare-cover.ts";
import { decodePicture } from "../../../src/engine/images/decode.ts";
import { distort } from "../../../src/engine/images/distort/distort.ts";
import { type StrengthName, strengths } from "../../../src/engine/images/distort/strengths.ts";
import type { Picture } from "../../../src/engine/images/picture.ts";
import { modelFolders } from "../../../src/engine/models/folders.ts";
import type { BenchCover, Split } from "./corpus.ts";
import { type BenchEmbedder, benchEmbedders } from "./embedders.ts";
import { generatedCovers } from "./generated-covers.ts";
import { assetsFolder, realCovers } from "./real-covers.ts";

const { values } = parseArgs({
  options: {
    strength: { type: "string", default: "middle" },
    split: { type: "string", default: "tuning" },
    queries: { type: "string", default: "90" },
  },
});
const strength = strengths[values.strength as StrengthName];
const split = values.split as Split;
const tried = 12;

const sets: readonly (readonly ViewName[])[] = [
  ["whole"],
  ["centre"],
  ["whole", "inner"],
  ["whole", "title"],
  ["whole", "centre"],
  ["whole", "lower"],
  ["whole", "centre", "lower"],
  ["whole", "title", "lower"],
  ["whole", "inner", "lower"],
  ["whole", "title", "centre", "lower"],
  viewNames,
];

const assets = assetsFolder();
const real = assets === null ? [] : realCovers(split, assets).covers;
const painted = generatedCovers(split).filter(({ role }) => role === "plain");
// As many painted covers as real ones, evenly over all series.
const step = Math.max(1, Math.floor(painted.length / Math.max(60, real.length)));
const covers = [...real, ...painted.filter((_, at) => at % step === 0)];
const pictures = await Promise.all(covers.map(pictureOf));
const asked = pictures.flatMap((_, at) =>
  at % Math.ceil(covers.length / Number(values.queries)) === 0 ? [at] : [],
);
const distorted: Picture[] = [];
for (const at of asked) {
  const { jpeg } = await distort((pictures[at] as Picture).work, { strength, seed: `views ${at}` });
  distorted.push(await prepared(jpeg));
}
console.log(`${covers.length} covers, ${asked.length} of them asked for at the ${values.strength} strength`);
for (const embedder of await benchEmbedders(assets)) await judge(embedder);

async function pictureOf({ picture }: BenchCover): Promise<Picture> {
  const bytes =
    "file" in picture ? await Bun.file(picture.file).bytes() : await generateCover(picture.painted);
  return prepared(bytes);
}

/** As catalogue covers and comics are before any view of them is taken. */
async function prepared(bytes: Uint8Array): Promise<Picture> {
  return prepareCover(await decodePicture(bytes), { rightToLeft: false }).picture;
}

async function judge({ title, model, settings }: BenchEmbedder): Promise<void> {
  const embedder = await CoverEmbedder.open({
    machineNotes: "/dev/null/none",
    device: "cpu",
    models: modelFolders(settings),
    ...(model === null ? {} : { model }),
  });
  const before = await embedder.cpuMs();
  const known = await embed(embedder, pictures);
  const cpuMs = ((await embedder.cpuMs()) - before) / (pictures.length * viewNames.length);
  const queries = await embed(embedder, distorted);
  const { views: usual, dimensions } = embedder.space;
  await embedder.close();
  console.log(`\n${title}: ${dimensions} numbers and ${cpuMs.toFixed(1)} ms of CPU time a vector`);
  const rows: Record<string, Record<string, string | number>> = {};
  for (const set of sets) {
    const name = `${set.join(" ")}${set.join() === usual.join() ? " (usual)" : ""}`;
    rows[name] = { ...figures(known, queries, set), ...cost(set, dimensions) };
  }
  console.table(rows);
}

async function embed(embedder: CoverEmbedder, all: readonly Picture[]): Promise<ViewVectors[]> {
  const found: ViewVectors[] = [];
  for (const picture of all) {
    const pixels = await Promise.all(viewNames.map((view) => viewPixels(picture, view, embedder.recipe)));
    const vectors = await embedder.embed(pixels);
    found.push(new Map(viewNames.map((view, at) => [view, vectors[at] as Float32Array])));
  }
  return found;
}

function figures(known: readonly ViewVectors[], queries: readonly ViewVectors[], set: readonly ViewName[]) {
  const ranks: number[] = [];
  const apart: number[] = [];
  for (const [index, query] of queries.entries()) {
    const own = asked[index] as number;
    const scores = known.map((cover) => likeness(only(query, set), only(cover, set)));
    const others = scores.toSpliced(own, 1);
    const score = scores[own] as number;
    const mean = others.reduce((sum, other) => sum + other, 0) / others.length;
    const deviation = Math.sqrt(others.reduce((sum, other) => sum + (other - mean) ** 2, 0) / others.length);
    ranks.push(others.filter((other) => other >= score).length);
    apart.push((score - mean) / deviation);
  }
  const share = (within: number) => (ranks.filter((rank) => rank < within).length / ranks.length).toFixed(3);
  const sorted = apart.sort((left, right) => left - right);
  const at = (part: number) => (sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN).toFixed(2);
  return { first: share(1), near: share(tried), "apart, weakest 5 %": at(0.05), "apart, median": at(0.5) };
}

function only(vectors: ViewVectors, set: readonly ViewName[]): ViewVectors {
  return new Map([...vectors].filter(([view]) => set.includes(view)));
}

function cost(set: readonly ViewName[], dimensions: number) {
  const kib = ((set.length * dimensions * 4) / 1024).toFixed(1);
  return { vectors: set.length, "KiB a cover": kib, products: comparedViews(set).length };
}
