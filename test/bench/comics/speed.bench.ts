/**
 * How near files → stored vectors comes to what the model and the decoder alone allow, and how it compares with
 * transformers.js over the same ONNX file.
 *
 *     bun test/bench/comics/speed.bench.ts [--rounds 5] [--pictures 64] [--model stand-in|vit] [--alone]
 *
 * Everything is a ratio of one run: each round measures all the ways one after the other, and the median of the
 * rounds' ratios counts. CPU time is that of this process and its model hosts together; the clock also shows who else
 * uses the machine. The models are those of LOTE_ASSETS (default ../shared/assets); transformers.js is installed into
 * a temporary folder. What is not there is skipped, and said. `--alone`: without transformers.js.
 */
import { existsSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { CoverEmbedder } from "../../../src/engine/embedding/cover-embedder.ts";
import { decodePicture } from "../../../src/engine/images/decode.ts";
import { preparePixels } from "../../../src/engine/images/prepare-pixels.ts";
import { calibrateFrom } from "../../../src/engine/models/pool/choose-layout.ts";
import { addedModel } from "../../fixtures/clip-like.ts";
import { tensorOf } from "../../fixtures/preprocessing/golden.ts";
import { BareModel } from "./speed/bare.ts";
import { type Cost, costOf, ratio } from "./speed/cost.ts";
import { filesToVectors } from "./speed/files-to-vectors.ts";
import { bareDecode, bareReading, clip, partsOfReading } from "./speed/parts.ts";
import { writePictures } from "./speed/pictures.ts";
import { Rival } from "./speed/rival.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    pictures: { type: "string", default: "64" },
    model: { type: "string" },
    alone: { type: "boolean", default: false },
  },
});
const rounds = Number(values.rounds);
const assets = process.env.LOTE_ASSETS ?? join(import.meta.dir, "../../../../shared/assets");
/** The slow model sees fewer pictures a round. */
const models = [
  { name: "stand-in", file: "standin_clip_vision_512.onnx", pictures: Number(values.pictures) },
  { name: "vit", file: "speed_only_clip_vitb32_arch.onnx", pictures: Math.ceil(Number(values.pictures) / 3) },
].filter(({ name }) => values.model === undefined || values.model === name);

const folder = await mkdtemp(join(tmpdir(), "lote-bench-"));
const rivalFolder = join(folder, "rival");
try {
  const why = values.alone ? "--alone" : await Rival.install(rivalFolder);
  if (why !== null) console.log(`transformers.js: skipped, ${why}`);
  const paths = await writePictures(folder, Math.max(...models.map(({ pictures }) => pictures)));
  const kilobytes = paths.reduce((sum, path) => sum + statSync(path).size, 0) / paths.length / 1000;
  console.log(
    `${paths.length} JPEG files of 1000 × 1540 pixels, ${kilobytes.toFixed(0)} kB each; ${rounds} rounds`,
  );
  for (const { name, file, pictures } of models) {
    const path = join(assets, "models/image-embed", file);
    if (existsSync(path)) await measureModel(name, path, paths.slice(0, pictures), why === null);
    else console.log(`${name}: skipped, ${path} is not there; set LOTE_ASSETS`);
  }
  console.log("\nCPU time of the parts of reading, ms a picture:");
  console.table(await partsOfReading(paths.slice(0, 16)));
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measureModel(
  name: string,
  path: string,
  paths: readonly string[],
  withRival: boolean,
): Promise<void> {
  const embedder = await CoverEmbedder.open({
    machineNotes: join(folder, "machine.json"),
    device: "cpu",
    // Hosts and threads are found out as a run of thousands does it.
    expectedItems: calibrateFrom,
    model: name,
    // One vector a picture, as the others make: each further view would be another inference, and no reading.
    views: "whole",
    models: await addedModel(name, await Bun.file(path).bytes()),
  });
  const { hosts, threads } = embedder.device;
  const bare = new BareModel(path, "pixel_values", threads);
  const files = paths.map((file) => {
    const { size, mtimeMs } = statSync(file);
    return { path: file, size, modifiedMs: Math.trunc(mtimeMs) };
  });
  const rival = withRival ? new Rival(rivalFolder, path) : undefined;
  const costs: Record<"inference" | "decoding" | "reading" | "first" | "again" | "rival", Cost[]> = {
    inference: [],
    decoding: [],
    reading: [],
    first: [],
    again: [],
    rival: [],
  };
  try {
    // Kernels are chosen and memory grows in the first calls.
    await bare.run(8);
    await filesToVectors(embedder, files.slice(0, 8));
    await rival?.run(paths.slice(0, 8));
    if (rival)
      console.log(
        `\n${name}: transformers.js gives the model the same: cosine ${await likeness(rival, paths)}`,
      );
    for (let round = 0; round < rounds; round++) {
      costs.inference.push(await bare.run(files.length));
      costs.decoding.push(await costOf(() => bareDecode(paths)));
      costs.reading.push(await costOf(() => bareReading(paths)));
      const { first, again } = await filesToVectors(embedder, files);
      costs.first.push(first);
      costs.again.push(again);
      if (rival) costs.rival.push(await rival.run(paths));
    }
  } finally {
    await rival?.close();
    await bare.close();
    await embedder.close();
  }
  const cpu = (way: keyof typeof costs) => costs[way].map(({ cpuMs }) => cpuMs / files.length);
  const wall = (way: keyof typeof costs) => costs[way].map(({ wallMs }) => wallMs / files.length);
  const withModel = (way: "decoding" | "reading") =>
    cpu("inference").map((value, round) => value + (cpu(way)[round] ?? 0));
  const ceiling = withModel("decoding");
  console.log(`\n${name}: ${hosts} host × ${threads} threads, ${files.length} pictures a round`);
  console.table({
    "model alone": shown(cpu("inference"), wall("inference")),
    "decoding alone": shown(cpu("decoding"), wall("decoding")),
    "and page, preview, hash, colours": shown(cpu("reading"), wall("reading")),
    "files to stored vectors": shown(cpu("first"), wall("first")),
    "the same, known to another model": shown(cpu("again"), wall("again")),
    ...(rival ? { "transformers.js, nothing stored": shown(cpu("rival"), wall("rival")) } : {}),
  });
  console.log(`ceiling / files to stored vectors, CPU time: ${ratio(ceiling, cpu("first"))}, goal 0.97`);
  console.log(`the same, known to another model: ${ratio(ceiling, cpu("again"))}`);
  console.log(
    `with page, preview, hash and colours in the ceiling: ${ratio(withModel("reading"), cpu("first"))}`,
  );
  if (!rival) return;
  const goal = name === "vit" ? ", goal 1.3" : "";
  console.log(
    `transformers.js / files to stored vectors: CPU time ${ratio(cpu("rival"), cpu("first"))}, ` +
      `clock ${ratio(wall("rival"), wall("first"))}${goal}`,
  );
}

/** How alike the two make the same pictures before the model sees them: the lowest cosine of some. */
async function likeness(rival: Rival, paths: readonly string[]): Promise<string> {
  const cosines: number[] = [];
  for (const path of paths.filter((_, at) => at % 8 === 0)) {
    const theirs = await rival.tensorOf(path);
    const picture = await decodePicture(await Bun.file(path).bytes());
    const ours = tensorOf(await preparePixels(picture, null, clip));
    cosines.push(dot(ours, theirs) / Math.sqrt(dot(ours, ours) * dot(theirs, theirs)));
  }
  return Math.min(...cosines).toFixed(4);
}

function dot(left: Float32Array, right: Float32Array): number {
  return left.reduce((sum, value, at) => sum + value * (right[at] as number), 0);
}

function shown(cpu: readonly number[], wall: readonly number[]) {
  const middle = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
  return {
    "CPU ms a picture": middle(cpu).toFixed(1),
    "pictures a second": (1000 / middle(wall)).toFixed(1),
  };
}
