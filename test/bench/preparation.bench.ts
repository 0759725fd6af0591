/**
 * What preparing covers does: how often a page that lies askew is found where it is, how often something else is taken
 * for one, how many flat covers are altered, and how much more often the right cover comes first.
 *
 *     bun test/bench/preparation.bench.ts [report|tune|fit]
 *
 * The covers are those of LOTE_ASSETS (default ../shared/assets): the comics in turn for tuning and for reporting, and
 * the DVDs beside them in the catalogue. `fit` prints the weights of `find-page.ts`, fitted anew to the tuning half.
 */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { CoverEmbedder } from "../../src/engine/embedding/cover-embedder.ts";
import { type FoundPage, findPage } from "../../src/engine/images/cover/find-page.ts";
import { prepareCover } from "../../src/engine/images/cover/prepare-cover.ts";
import { decodePicture } from "../../src/engine/images/decode.ts";
import { captureKinds } from "../../src/engine/images/distort/capture.ts";
import { distort } from "../../src/engine/images/distort/distort.ts";
import { type StrengthName, strengths } from "../../src/engine/images/distort/strengths.ts";
import type { Point } from "../../src/engine/images/homography.ts";
import type { Picture } from "../../src/engine/images/picture.ts";
import { preparePixels } from "../../src/engine/images/prepare-pixels.ts";

const mode = process.argv[2] ?? "report";
const folder = join(
  process.env.LOTE_ASSETS ?? join(import.meta.dir, "../../../shared/assets"),
  "images/covers",
);
/** Corners this near, of a picture of 512 pixels, are right; farther than this they are of something else. */
const [near, far] = [12, 20];
const western = { rightToLeft: false };

const files = (
  await Promise.all(
    ["comics/batman", "comics/spider-man", "dvd"].map(async (name) => {
      const names = await readdir(join(folder, name)).catch(() => []);
      return names.sort().map((file) => join(folder, name, file));
    }),
  )
).flat();
if (files.length === 0) {
  console.log(`skipped: there are no covers in ${folder}; set LOTE_ASSETS`);
  process.exit(0);
}
const covers = await Promise.all(files.map(async (file) => decodePicture(await Bun.file(file).bytes())));
const isComic = (at: number) => files[at]?.includes("/comics/") === true;
const asked = covers.flatMap((_, at) => (isComic(at) && (at % 2 === 0) === (mode !== "report") ? [at] : []));

/** A distorted copy of a cover, and how far from its corners a page was found, of 512 pixels. */
async function distorted(
  at: number,
  strength: StrengthName,
  kind: (typeof captureKinds)[number],
  turn: number,
) {
  const seed = `preparation ${at} ${turn}`;
  const { jpeg, capture } = await distort((covers[at] as Picture).work, {
    strength: strengths[strength],
    seed,
    kind,
  });
  const picture = await decodePicture(jpeg);
  const page = findPage(picture.work);
  const scale = picture.work.width / capture.width;
  const longest = Math.max(picture.work.width, picture.work.height);
  const errors = page?.corners.map(([x, y], corner) => {
    const [u, v] = capture.corners[corner] as Point;
    return (Math.hypot(x - u * scale, y - v * scale) * 512) / longest;
  });
  return { picture, page, error: Math.max(...(errors ?? [Number.POSITIVE_INFINITY])) };
}

if (mode === "fit") await fit();
else await report();

async function report(): Promise<void> {
  const embedder = await CoverEmbedder.open({ machineNotes: "/dev/null/none", device: "cpu" });
  const vectorOf = async (picture: Picture) => {
    const [vector] = await embedder.embed([await preparePixels(picture, null, embedder.recipe)]);
    if (!(vector instanceof Float32Array)) throw vector;
    return vector;
  };
  const plain: Float32Array[] = [];
  const prepared: Float32Array[] = [];
  const altered = { comics: { straightened: 0, trimmed: 0 }, dvd: { straightened: 0, trimmed: 0 } };
  for (const [at, picture] of covers.entries()) {
    const ready = prepareCover(picture, western);
    const tally = isComic(at) ? altered.comics : altered.dvd;
    if (ready.straightened) tally.straightened++;
    if (ready.trimmed) tally.trimmed++;
    plain.push(await vectorOf(picture));
    prepared.push(await vectorOf(ready.picture));
  }
  console.log("flat covers altered:", JSON.stringify(altered), `of ${covers.length}`);
  const rows: Record<string, Record<string, string | number>> = {};
  let [milliseconds, pictures] = [0, 0];
  for (const strength of Object.keys(strengths) as StrengthName[]) {
    for (const kind of captureKinds) {
      const errors: number[] = [];
      const first = { plain: 0, prepared: 0 };
      let straightened = 0;
      for (const at of asked) {
        const { picture, error } = await distorted(at, strength, kind, 0);
        const before = performance.now();
        const ready = prepareCover(picture, western);
        milliseconds += performance.now() - before;
        pictures++;
        if (ready.straightened) {
          straightened++;
          errors.push(error);
        }
        if (nearest(plain, await vectorOf(picture)) === at) first.plain++;
        if (nearest(prepared, await vectorOf(ready.picture)) === at) first.prepared++;
      }
      errors.sort((one, other) => one - other);
      rows[`${strength} ${kind}`] = {
        straightened: `${straightened} of ${asked.length}`,
        "median error": errors[errors.length >> 1]?.toFixed(1) ?? "",
        [`over ${far}`]: errors.filter((error) => error > far).length,
        "first, as it is": (first.plain / asked.length).toFixed(3),
        "first, prepared": (first.prepared / asked.length).toFixed(3),
      };
    }
  }
  console.table(rows);
  console.log(`${(milliseconds / pictures).toFixed(1)} ms a picture`);
  await embedder.close();
}

function nearest(catalogue: readonly Float32Array[], vector: Float32Array): number {
  let best = { at: -1, cosine: -1 };
  for (const [at, other] of catalogue.entries()) {
    let cosine = 0;
    for (let index = 0; index < vector.length; index++)
      cosine += (vector[index] as number) * (other[index] as number);
    if (cosine > best.cosine) best = { at, cosine };
  }
  return best.at;
}

/** Logistic regression by descent: whether a page was right, by its evidence. */
async function fit(): Promise<void> {
  const examples: { readonly evidence: number[]; readonly right: number }[] = [];
  const add = ({ evidence }: FoundPage, right: boolean) => {
    const { support, overrun, within, around } = evidence;
    examples.push({ evidence: [1, support, overrun, within, around], right: right ? 1 : 0 });
  };
  for (const strength of Object.keys(strengths) as StrengthName[]) {
    for (const kind of captureKinds) {
      for (const at of asked) {
        for (let turn = 0; turn < 4; turn++) {
          const { page, error } = await distorted(at, strength, kind, turn + 1);
          if (page) add(page, error <= near);
        }
      }
    }
  }
  for (const at of asked) {
    const page = findPage((covers[at] as Picture).work);
    if (page) add(page, false);
  }
  const weights = [0, 0, 0, 0, 0];
  for (let round = 0; round < 50_000; round++) {
    const slope = [0, 0, 0, 0, 0];
    for (const { evidence, right } of examples) {
      const odds = evidence.reduce((sum, value, at) => sum + value * (weights[at] as number), 0);
      const error = right - 1 / (1 + Math.exp(-odds));
      for (const [at, value] of evidence.entries()) slope[at] = (slope[at] as number) + error * value;
    }
    for (const [at, value] of slope.entries())
      weights[at] = (weights[at] as number) + value / examples.length;
  }
  const [constant, support, overrun, within, around] = weights.map((weight) => Number(weight.toFixed(2)));
  console.log(`${examples.length} pages:`, { constant, support, overrun, within, around });
}
