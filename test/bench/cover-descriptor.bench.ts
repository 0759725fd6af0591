/**
 * How well the embedded cover descriptor finds a cover again after something happened to its picture.
 *
 *     bun test/bench/cover-descriptor.bench.ts [tune|report]
 *
 * The covers are those of LOTE_ASSETS (default ../shared/assets). The descriptor was tuned on every other cover;
 * `report`, the default, asks with the others against all covers. For each distortion: R@1, mean cosine of the own
 * cover and of the best other one, the 10th and 1st percentile of the margin between them, and the 1st percentile
 * of the own and the 99th of the other cosine.
 */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { CoverEmbedder } from "../../src/engine/embedding/cover-embedder.ts";
import { decodePicture } from "../../src/engine/images/decode.ts";
import { preparePixels } from "../../src/engine/images/prepare-pixels.ts";
import { noise } from "../fixtures/noise.ts";
import { type Distortion, distortions } from "./distortions.ts";

const half = process.argv[2] === "tune" ? "tune" : "report";
const covers = join(
  process.env.LOTE_ASSETS ?? join(import.meta.dir, "../../../shared/assets"),
  "images/covers",
);
/** Two files this close are the same cover twice; a query for them has two right answers. */
const twins = 0.93;

const files = (
  await Promise.all(
    ["comics/batman", "comics/spider-man", "dvd"].map(async (folder) => {
      const names = await readdir(join(covers, folder)).catch(() => []);
      return names.sort().map((name) => join(covers, folder, name));
    }),
  )
)
  .flat()
  .filter((path) => /\.jpe?g$/i.test(path))
  .filter((_, at) => half === "report" || at % 2 === 0);
if (files.length === 0) {
  console.log(`skipped: there are no covers in ${covers}; set LOTE_ASSETS`);
  process.exit(0);
}

const embedder = await CoverEmbedder.open({ machineNotes: "/dev/null/none", device: "cpu" });

async function vectorOf(bytes: Uint8Array): Promise<Float32Array> {
  const pixels = await preparePixels(await decodePicture(bytes), null, embedder.recipe);
  const [vector] = await embedder.embed([pixels]);
  if (!(vector instanceof Float32Array)) throw vector;
  return vector;
}

/** A scan of usual size, lossless, which the distortions start from. */
async function scanOf(path: string): Promise<Uint8Array> {
  const inside = { fit: "inside", withoutEnlargement: true } as const;
  return sharp(await Bun.file(path).bytes())
    .autoOrient()
    .resize(500, 750, inside)
    .png()
    .toBuffer();
}

async function distorted(scan: Uint8Array, distortion: Distortion, seed: number): Promise<Uint8Array> {
  const { width = 0, height = 0 } = await sharp(scan).metadata();
  const result: Sharp | Uint8Array = await distortion(sharp(scan), width, height, noise(seed));
  return result instanceof Uint8Array ? result : result.png().toBuffer();
}

function cosine(left: Float32Array, right: Float32Array): number {
  return left.reduce((sum, value, at) => sum + value * (right[at] as number), 0);
}

function percentile(values: readonly number[], share: number): number {
  return (
    values.toSorted((left, right) => left - right)[Math.floor((values.length - 1) * share)] ?? Number.NaN
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const scans: Uint8Array[] = [];
const catalogue: Float32Array[] = [];
for (const path of files) {
  const scan = await scanOf(path);
  scans.push(scan);
  catalogue.push(await vectorOf(scan));
}
const asked = catalogue.flatMap((vector, at) => {
  const isTwin = catalogue.some((other, index) => index !== at && cosine(vector, other) > twins);
  return isTwin || (half === "report" && at % 2 === 0) ? [] : [at];
});
console.log(`${half}: ${asked.length} covers asked for among ${files.length}`);
const rows: Record<string, Record<string, string>> = {};
for (const [name, distortion] of Object.entries(distortions)) {
  const own: number[] = [];
  const other: number[] = [];
  for (const at of asked) {
    const vector = await vectorOf(await distorted(scans[at] as Uint8Array, distortion, at + 1));
    const cosines = catalogue.map((known) => cosine(vector, known));
    own.push(cosines[at] as number);
    other.push(Math.max(...cosines.toSpliced(at, 1)));
  }
  const margins = own.map((value, at) => value - (other[at] as number));
  const figures = {
    "R@1": margins.filter((margin) => margin > 0).length / margins.length,
    own: mean(own),
    other: mean(other),
    "margin p10": percentile(margins, 0.1),
    "margin p1": percentile(margins, 0.01),
    "own p1": percentile(own, 0.01),
    "other p99": percentile(other, 0.99),
  };
  rows[name] = Object.fromEntries(Object.entries(figures).map(([what, value]) => [what, value.toFixed(3)]));
}
console.table(rows);
await embedder.close();
