/**
 * How near reading faces comes to what decoding and the networks alone cost, in CPU time of all processes together; what
 * batches of faces and decoding at the scale that detection needs save; and whether memory stays flat.
 *
 *     lote models pull faceplugin-512
 *     bun run bench faces/speed [-- photos]
 *
 * Photos are the portraits of LOTE_ASSETS (1 to 4 megapixels) and drawn ones. Ratios of one run, median of five rounds.
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Tensor } from "onnxruntime-node";
import { drawPhoto } from "../../../src/demo/samples/face/draw-photo.ts";
import { fitInside } from "../../../src/engine/faces/detectors/fit-inside.ts";
import { openFaceReader } from "../../../src/engine/faces/face-reader.ts";
import { openScaled } from "../../../src/engine/images/decode.ts";
import { loadRuntime } from "../../../src/engine/models/host/load-runtime.ts";
import { normaliser } from "../../../src/engine/models/host/normalise.ts";
import { findModel, readManifest } from "../../../src/engine/models/manifest.ts";
import { assets, faceModels, packagePulled, photos } from "../../fixtures/faces/face-assets.ts";
import { type Cost, costOf, median, ratio } from "../comics/speed/cost.ts";

if (!packagePulled) {
  console.log("skipped: lote models pull faceplugin-512 has not been run, or LOTE_ASSETS is not there");
  process.exit(0);
}
const folder = mkdtempSync(join(tmpdir(), "lote-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const models = faceModels(folder);
const manifest = await readManifest(models);
const embedding = findModel(manifest, "face-embed");
const rounds = 5;
const ort = await loadRuntime();

const people = ["angelina_jolie", "kate_siegel", "paul_rudd", "shea_whigham"];
const files = await Promise.all(
  [...people.map((person) => `facenet-pytorch/${person}/1.jpg`), "facenet-pytorch/multiface.jpg"].map(
    (name) => Bun.file(join(photos, name)).bytes(),
  ),
);

/** A network in this process, fed with numbers that are ready. */
async function bare(file: string) {
  const session = await ort.InferenceSession.create(join(models.pulled, file), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  });
  return (feeds: Record<string, Tensor>) => session.run(feeds);
}

async function ceiling() {
  const reader = await openFaceReader({
    machineNotes: "/dev/null/none",
    models,
    detector: "yunet",
    device: "cpu",
    cores: 1,
  });
  const detector = findModel(manifest, "face-detect", "yunet");
  const [detect, embed] = [await bare(detector.file), await bare(embedding.file)];
  const longest = 640;
  const ready: { picture: Tensor; faces: Tensor[] }[] = [];
  for (const bytes of files) {
    const pixels = await (await openScaled(bytes)).pixels(longest);
    const share = Math.min(1, longest / Math.max(pixels.width, pixels.height));
    const multiple = (side: number) => Math.ceil(Math.round(side * share) / 32) * 32;
    const shape = { width: multiple(pixels.width), height: multiple(pixels.height) };
    const fitted = await fitInside(pixels, shape);
    const found = await reader.find(bytes);
    ready.push({
      picture: tensorOf(fitted.pixels.data, shape.width, shape.height, detector.input),
      faces: found.faces.map((face) => tensorOf(face.pixels, 112, 112, embedding.input)),
    });
  }
  const costs: { whole: Cost[]; networks: Cost[]; decoding: Cost[] } = {
    whole: [],
    networks: [],
    decoding: [],
  };
  for (let round = 0; round <= rounds; round++) {
    const whole = await costOf(
      async () => {
        for (const bytes of files) await reader.read(bytes);
      },
      () => reader.cpuMs(),
    );
    const networks = await costOf(async () => {
      for (const { picture, faces } of ready) {
        await detect({ [detector.input.name]: picture });
        for (const face of faces) await embed({ [embedding.input.name]: face });
      }
    });
    const decoding = await costOf(async () => {
      for (const bytes of files) await (await openScaled(bytes)).pixels(longest);
    });
    if (round === 0) continue;
    costs.whole.push(whole);
    costs.networks.push(networks);
    costs.decoding.push(decoding);
  }
  await reader.close();
  const cpu = (list: readonly Cost[]) => list.map(({ cpuMs }) => cpuMs / files.length);
  const alone = cpu(costs.networks).map((value, at) => value + (cpu(costs.decoding)[at] ?? 0));
  return [
    `networks alone ${median(cpu(costs.networks)).toFixed(1)} ms, decoding alone ${median(cpu(costs.decoding)).toFixed(1)} ms, photos to vectors ${median(cpu(costs.whole)).toFixed(1)} ms of CPU time a photo`,
    `(networks + decoding) ÷ photos to vectors: ${ratio(alone, cpu(costs.whole))}`,
  ];
}

function tensorOf(data: Uint8Array, width: number, height: number, input: Parameters<typeof normaliser>[0]) {
  const { dims, data: numbers } = normaliser(input)({ type: "uint8", dims: [1, height, width, 3], data });
  return new ort.Tensor("float32", Float32Array.from(numbers as Float32Array), dims);
}

async function batches() {
  const path = join(assets, "models/face-embed/speed_only_facenet512_arch_160.onnx");
  if (!existsSync(path)) return ["batches: skipped, no network of Facenet512's work in LOTE_ASSETS"];
  const session = await ort.InferenceSession.create(path, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const input = (count: number) =>
    new ort.Tensor("float32", new Float32Array(count * 3 * 160 * 160).fill(0.5), [count, 3, 160, 160]);
  const [one, sixteen] = [input(1), input(16)];
  const [single, together]: [number[], number[]] = [[], []];
  for (let round = 0; round < 3; round++) {
    single.push(
      (
        await costOf(async () => {
          for (let at = 0; at < 16; at++) await session.run({ input: one });
        })
      ).cpuMs,
    );
    together.push((await costOf(() => session.run({ input: sixteen }))).cpuMs);
  }
  return [`16 faces one by one ÷ 16 in a batch (Facenet512's work): ${ratio(single, together)}`];
}

async function scales() {
  const sharp = (await import("sharp")).default;
  const large = await sharp(files[2] as Uint8Array)
    .resize(3000, 3751, { fit: "fill" })
    .jpeg({ quality: 92 })
    .toBuffer();
  const [all, needed]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    all.push((await costOf(async () => (await openScaled(large)).pixels(Number.POSITIVE_INFINITY))).cpuMs);
    needed.push((await costOf(async () => (await openScaled(large)).pixels(640))).cpuMs);
  }
  return [`a JPEG of 11 megapixels, all pixels ÷ at the scale of detection: ${ratio(all, needed)}`];
}

async function memory() {
  const count = Number(process.argv[2] ?? 2000);
  const reader = await openFaceReader({
    machineNotes: "/dev/null/none",
    models,
    model: "lote-drawn-face-512",
    device: "cpu",
  });
  const drawn = await Promise.all(
    Array.from({ length: 20 }, (_, at) => drawPhoto({ people: [`bench ${at}`], seed: "memory" })),
  );
  const at: string[] = [];
  for (let done = 0; done < count; done += 4) {
    await Promise.all(
      [0, 1, 2, 3].map((next) => reader.read((drawn[(done + next) % 20] as { jpeg: Uint8Array }).jpeg)),
    );
    if ((done + 4) % Math.max(4, Math.floor(count / 20) * 4) === 0) {
      Bun.gc(true);
      at.push(`${Math.round(process.memoryUsage.rss() / 1e6)} MB at ${done + 4}`);
    }
  }
  await reader.close();
  return [`memory of the process that reads ${count} photos: ${at.join(", ")}`];
}

for (const part of [ceiling, batches, scales, memory]) for (const line of await part()) console.log(line);
