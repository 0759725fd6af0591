/**
 * How well faces are found and told apart, on the labelled photos of LOTE_ASSETS and on drawn people; writes
 * docs/bench-of-faces.md.
 *
 *     lote models pull faceplugin-512
 *     bun test/bench/faces/accuracy.bench.ts
 *
 * The strict and the loose threshold of faceplugin-512 were chosen on the people of even places of the alphabet; the
 * rows of odd places are those to believe. Nothing else was fitted to these photos.
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drawPhoto } from "../../../src/demo/samples/face/draw-photo.ts";
import type { MeasuredShare } from "../../../src/engine/faces/calibrate-faces.ts";
import { type OpenFaceReader, openFaceReader } from "../../../src/engine/faces/face-reader.ts";
import { findModel, readManifest } from "../../../src/engine/models/manifest.ts";
import { withNeeds } from "../../../src/engine/models/needs.ts";
import { stateOf } from "../../../src/engine/models/state.ts";
import { faceModels, photos } from "../../fixtures/faces/face-assets.ts";
import { agreement, goldenFaces, photoNamed } from "../../fixtures/faces/golden-faces.ts";
import { type LabelledPhoto, photosIn, readLabelled } from "./labelled-faces.ts";
import { type Verification, verify } from "./verification.ts";

const page = join(import.meta.dir, "../../../docs/bench-of-faces.md");
if (!existsSync(photos)) {
  console.log(`skipped: there are no photos in ${photos}; set LOTE_ASSETS`);
  process.exit(0);
}
const folder = mkdtempSync(join(tmpdir(), "lote-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const models = faceModels(folder);
const manifest = await readManifest(models);

interface Row {
  readonly model: string;
  readonly detector: string;
  readonly set: string;
  readonly found: string;
  readonly verification: Verification | null;
}

const isHere = (name: string) => {
  const model = manifest.models.find((one) => one.name === name);
  return (
    model !== undefined &&
    withNeeds([model], manifest.models).every((one) => stateOf(one, models) !== "missing")
  );
};

async function withReader<Result>(
  model: string,
  detector: string,
  work: (reader: OpenFaceReader, strict: number) => Promise<Result>,
): Promise<Result> {
  const reader = await openFaceReader({
    machineNotes: "/dev/null/none",
    models,
    model,
    detector,
    device: "cpu",
  });
  try {
    return await work(reader, reader.thresholds.strict);
  } finally {
    await reader.close();
  }
}

const lfw = photosIn(join(photos, "lfw10x10"));
const names = [...new Set(lfw.map(({ person }) => person))];
const drawn: LabelledPhoto[] = Array.from({ length: 60 }, (_, person) =>
  Array.from({ length: 4 }, (_, pose) => ({
    person: `bench ${person}`,
    bytes: async () => (await drawPhoto({ people: [`bench ${person}`], seed: `bench pose ${pose}` })).jpeg,
  })),
).flat();

async function rowsOf(
  model: string,
  detector: string,
  set: string,
  of: readonly LabelledPhoto[],
): Promise<Row[]> {
  if (!isHere(model) || !isHere(detector)) {
    return [{ model, detector, set, found: "skipped: not here", verification: null }];
  }
  return withReader(model, detector, async (reader, strict) => {
    const { faces, found, secondLook, photos: all } = await readLabelled(reader, of);
    const told = `${found} of ${all}${secondLook > 0 ? ` (${secondLook} on the second look)` : ""}`;
    const rows: Row[] = [{ model, detector, set, found: told, verification: verify(faces, strict) }];
    if (of !== lfw) return rows;
    const odd = new Set(names.filter((_, at) => at % 2 === 1));
    const rest = faces.filter(({ person }) => odd.has(person));
    return [...rows, { ...rows[0], set: "LFW, odd", found: "", verification: verify(rest, strict) } as Row];
  });
}

const rows: Row[] = [];
for (const [model, detector, set, of] of [
  ["faceplugin-512", "faceplugin-detect", "LFW", lfw],
  ["faceplugin-512", "yunet", "LFW", lfw],
  ["faceplugin-512", "mtcnn-rows", "LFW", lfw],
  ["facenet512", "mtcnn-rows", "LFW", lfw],
  ["lote-drawn-face-512", "lote-drawn-faces", "drawn people", drawn],
] as const)
  rows.push(...(await rowsOf(model, detector, set, of)));

const golden: string[] = [];
for (const [name, detector] of [
  ["mtcnn", "mtcnn-rows"],
  ["yunet", "yunet"],
] as const) {
  if (!isHere(detector)) continue;
  await withReader("lote-drawn-face-512", detector, async (reader) => {
    const apart: number[] = [];
    const overlaps: number[] = [];
    for (const [photo, faces] of await goldenFaces(name)) {
      for (const match of agreement(await reader.find(await photoNamed(photo)), faces)) {
        apart.push(match.apart);
        overlaps.push(match.overlap);
      }
    }
    const [least, most] = [Math.min(...overlaps), Math.max(...apart)];
    golden.push(`| ${detector} | ${overlaps.length} | ${least.toFixed(4)} | ${most.toFixed(2)} px |`);
  });
}

const group = await Promise.all(
  ["faceplugin-detect", "yunet", "mtcnn-rows"].filter(isHere).map((detector) =>
    withReader("lote-drawn-face-512", detector, async (reader) => {
      const { faces } = await reader.find(await photoNamed("facenet-pytorch/multiface.jpg"));
      return `${detector} ${faces.length}`;
    }),
  ),
);

const percent = (share: number) => `${(100 * share).toFixed(share > 0 && share < 0.01 ? 2 : 1)} %`;
const interval = (rate: number, range: MeasuredShare | null | undefined) =>
  `${percent(rate)}${range ? ` (${percent(range.low)} to ${percent(range.high)})` : ""}`;
function lineOf({ model, detector, set, found, verification }: Row): string {
  const head = `| ${model} | ${detector} | ${set} | ${found} |`;
  if (!verification) return `${head} | | | | | | |`;
  const { people, same, different, auc, accuracy, known, meanSame, meanDifferent } = verification;
  const counts = `${people} people, ${same} / ${different} pairs`;
  const means = `${meanSame.toFixed(2)} / ${meanDifferent.toFixed(2)}`;
  const { falseMatches, misses, intervals } = verification;
  const ends = `${interval(falseMatches, intervals?.falseMatch)} | ${interval(misses, intervals?.miss)}`;
  const roc = known.map(({ rate }) => percent(rate)).join(" / ");
  return `${head} ${counts} | ${means} | ${auc.toFixed(4)} | ${percent(accuracy)} | ${ends} | ${roc} |`;
}

const facenet = findModel(manifest, "face-embed", "facenet512");
const text = `# The bench of faces

<!-- Written by bun test/bench/faces/accuracy.bench.ts: not by hand. -->

How well faces are found and told apart, as measured, on how few people it rests beside it. *LFW* is a sample of Labeled
Faces in the Wild: ${names.length} people, ${lfw.length} photos of 250 × 250 pixels. **Ten people are a check that the parts are put together
rightly, not proof of an accuracy**: an error rate below one in a hundred cannot be shown with them, and nothing is said
of ages, origins and cameras that they do not have. *LFW, odd* are the people at odd places of the alphabet, who had no
part in choosing thresholds. *Drawn people* are lote's own and say nothing of real faces.

| model | detector | photos | face found | rests on | mean cosine, same / different | AUC | accuracy at the strict threshold | false matches there | misses there | known at 1 % / 0.1 % false matches |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
${rows.map(lineOf).join("\n")}

*Accuracy* is the mean of what is right of pairs of one person and of pairs of two. Intervals are 95 %, for as many
independent comparisons as would be as uncertain (pairs share people). The strict thresholds are cosine distances:
${rows
  .map(({ model }) => model)
  .filter((model, at, all) => all.indexOf(model) === at)
  .map((model) => `${model} ${findModel(manifest, "face-embed", model).thresholds.strict}`)
  .join(", ")}.

Faces of \`multiface.jpg\` (6 people): ${group.join(", ")}${group.some((one) => one.endsWith(" 7")) ? " (the seventh, of 20 pixels, is none of the six)" : ""}.

## Golden boxes

Against another implementation of the same steps: for MTCNN the steps of ipazc's mtcnn 1.0 in NumPy and OpenCV, for YuNet
OpenCV's own.

| detector | faces | smallest overlap (intersection over union) | farthest point |
| --- | --- | --- | --- |
${golden.join("\n")}

## Beside published figures

| what | published |
| --- | --- |
| Facenet512 with MTCNN, aligned, on LFW's 6,000 pairs (deepface's own benchmark) | 97.6 % |
| Facenet512 with RetinaFace, aligned (the same) | 98.4 % |
| people, on LFW | 97.5 % |
| SFace with YuNet, on LFW (OpenCV Zoo) | 99.4 % |
| ArcFace R50 of buffalo_l, on LFW (InsightFace) | 99.83 % |

Those are of 6,000 fixed pairs of thousands of people, with a threshold fitted to them; the rows above are not, and cannot
be set against them. The weights of Facenet512 ${isHere("facenet512") ? `(${facenet.file}) were here` : "were not here: its row is skipped, and the agreement of its vectors with deepface's was not measured. Its preparation was, step by step (test/engine/faces/align-by-eyes.test.ts)"}.
`;
console.log(text);
await Bun.write(page, text);
