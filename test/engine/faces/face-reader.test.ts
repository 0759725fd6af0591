import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { drawPhoto } from "../../../src/demo/samples/face/draw-photo.ts";
import { LoteError } from "../../../src/engine/errors/lote-error.ts";
import { alignFivePoints } from "../../../src/engine/faces/align-five-points.ts";
import { chooseFace } from "../../../src/engine/faces/choose-face.ts";
import type { FoundFace } from "../../../src/engine/faces/face-model.ts";
import { openFaceReader } from "../../../src/engine/faces/face-reader.ts";
import { faceSpaceOf, fingerprintOf } from "../../../src/engine/faces/face-space.ts";
import { type FaceGallery, identifyFaces } from "../../../src/engine/faces/identify.ts";
import { openScaled } from "../../../src/engine/images/decode.ts";
import { findModel, readManifest } from "../../../src/engine/models/manifest.ts";
import { testReader } from "../../fixtures/faces/open-reader.ts";
import { caught } from "../../fixtures/net/caught.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

const model = "lote-drawn-face-512";
const crew = ["ana", "luis", "marta", "juan", "eva"];
const open = await testReader({ model });

async function vectorOf(person: string, seed: string): Promise<Float32Array> {
  const { faces } = await open.read((await drawPhoto({ people: [person], seed })).jpeg);
  const vector = faces[0]?.vector;
  if (faces.length !== 1 || !(vector instanceof Float32Array)) throw new Error(`${faces.length} faces`);
  return vector;
}

async function galleryOf(people: readonly string[]): Promise<FaceGallery> {
  const rows = await Promise.all(people.map((person) => vectorOf(person, "portrait")));
  const vectors = new Float32Array(rows.flatMap((row) => [...row]));
  return { people, vectors, dimensions: 512 };
}

test("every face of a group is found where it was drawn, with its five points", async () => {
  const photo = await drawPhoto({ people: crew, seed: "group", width: 1000, height: 420 });
  const found = await open.find(photo.jpeg);
  expect(found).toMatchObject({ width: 1000, height: 420, secondLook: false });
  const byPlace = [...found.faces].sort((one, other) => one.box.left - other.box.left);
  expect(byPlace).toHaveLength(crew.length);
  photo.faces.forEach(({ points, size }, at) => {
    const { box, landmarks } = byPlace[at] as FoundFace;
    for (const [name, { x, y }] of Object.entries(points)) {
      const [left, top] = landmarks[name as keyof typeof landmarks];
      expect(Math.hypot(left - x, top - y)).toBeLessThan(0.15 * size);
      expect(x > box.left && x < box.left + box.width && y > box.top && y < box.top + box.height).toBe(true);
    }
  });
}, 60_000);

test("vectors have unit length, and two photos of a person are nearer than photos of two people", async () => {
  const [ana, again, luis] = await Promise.all([
    vectorOf("ana", "one"),
    vectorOf("ana", "two"),
    vectorOf("luis", "one"),
  ]);
  const cosine = (one: Float32Array, other: Float32Array) =>
    one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0);
  expect(ana).toHaveLength(512);
  expect(cosine(ana, ana)).toBeCloseTo(1, 5);
  expect(cosine(ana, again)).toBeGreaterThan(0.84);
  expect(cosine(ana, luis)).toBeLessThan(0.7);
}, 60_000);

test("the faces of a group are named, nobody wrongly, and a stranger among them stays one", async () => {
  const gallery = await galleryOf(crew);
  const photo = await drawPhoto({ people: [...crew, "a stranger"], seed: "party", width: 1200, height: 420 });
  const { faces } = await open.read(photo.jpeg);
  const byPlace = [...faces].sort((one, other) => one.box.left - other.box.left);
  const vectors = byPlace.map(({ vector }) => {
    if (vector instanceof LoteError) throw vector;
    return vector;
  });
  const identified = identifyFaces(vectors, gallery, { thresholds: open.thresholds, margin: open.margin });
  const named = identified.map(({ person }) => person);
  expect(named.filter((person, at) => person !== null && person !== crew[at])).toEqual([]);
  expect(named.filter((person) => person !== null).length).toBeGreaterThanOrEqual(4);
  expect(identified.at(-1)?.verdict).not.toBe("known");
}, 60_000);

test("each fault of a photo is the one that was drawn into it", async () => {
  const faults = [
    [{ people: [] }, "no-face"],
    [{ people: ["ana", "luis"], width: 800, height: 420 }, "several-faces"],
    [{ people: ["ana"], share: 0.2 }, "too-small"],
    [{ people: ["ana"], blur: 5 }, "blurred"],
    [{ people: ["ana"], light: 0.18 }, "badly-lit"],
    [{ people: ["ana"], light: 2.4 }, "badly-lit"],
    [{ people: ["ana"], yaw: 0.88 }, "turned-away"],
  ] as const;
  for (const [wrong, fault] of faults) {
    const found = await open.find((await drawPhoto({ seed: "q", ...wrong })).jpeg);
    expect(chooseFace(found, { policy: "require-one", gate: open.gate }).refusal?.fault).toBe(fault);
  }
  const good = await open.find((await drawPhoto({ people: ["ana"], seed: "q" })).jpeg);
  expect(chooseFace(good, { policy: "require-one", gate: open.gate }).face).toBeDefined();
}, 60_000);

test("a face that only the second look finds is read from the original's pixels", async () => {
  const photo = await drawPhoto({ people: ["ana"], seed: "q", yaw: 0.9 });
  const found = await open.find(photo.jpeg);
  expect(found.secondLook).toBe(true);
  expect(found.faces).toHaveLength(1);
  const [face] = found.faces;
  const { x = 0, y = 0 } = photo.faces[0]?.points.leftEye ?? {};
  const [left = 0, top = 0] = face?.landmarks.leftEye ?? [];
  expect(Math.hypot(left - x, top - y)).toBeLessThan(12);
  // Aligned from the photo itself: its colours are not those of the corrected copy.
  const picture = await (await openScaled(photo.jpeg)).pixels(Number.POSITIVE_INFINITY);
  if (face)
    expect(face.pixels).toEqual(alignFivePoints(picture, face.landmarks, { width: 112, height: 112 }));
}, 60_000);

test("a face has the same vector whatever faces it is embedded with", async () => {
  const group = await open.find(
    (await drawPhoto({ people: crew, seed: "g", width: 1000, height: 420 })).jpeg,
  );
  expect(group.faces).toHaveLength(crew.length);
  const together = await open.embed(group.faces);
  for (const [at, face] of group.faces.entries()) {
    const [alone] = await open.embed([face]);
    expect(alone).toEqual(together[at] as Float32Array);
  }
}, 60_000);

test("what is no picture is refused as everywhere, and an aborted search ends with its reason", async () => {
  expect((await caught(open.find(new TextEncoder().encode("<html>")))).code).toBe("image-format");
  const reason = new Error("enough");
  const { jpeg } = await drawPhoto({ people: ["ana"], seed: "a" });
  await expect(open.find(jpeg, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
}, 60_000);

test("a reader of a model that was not pulled says so before anything is started", async () => {
  const machineNotes = join(temporaryFolder(), "machine.json");
  const models = { carried: join(import.meta.dir, "../../../models"), pulled: "/none" };
  const error = await caught(openFaceReader({ machineNotes, models, model: "facenet512" }));
  expect(error.code).toBe("model-missing");
  expect(existsSync(machineNotes)).toBe(false);
});

test("a model for non-commercial use is refused until that is allowed, though its file is there", async () => {
  const machineNotes = join(temporaryFolder(), "machine.json");
  const models = { carried: join(import.meta.dir, "../../../models"), pulled: "/none" };
  const asked = { machineNotes, models, model: "arcface-r50" };
  expect((await caught(openFaceReader(asked))).code).toBe("model-licence");
  expect((await caught(openFaceReader({ ...asked, allowNonCommercial: true }))).code).toBe("model-missing");
});

test("a face that takes the network down costs the others of the photo nothing", async () => {
  const poisoned = await testReader({
    model,
    hostProgram: join(import.meta.dir, "../../fixtures/crashing-host.ts"),
  });
  const group = await poisoned.find(
    (await drawPhoto({ people: crew, seed: "g", width: 1000, height: 420 })).jpeg,
  );
  const faces = group.faces.map(({ pixels }) => ({
    pixels: Uint8Array.from(pixels, (byte) => Math.min(byte, 250)),
  }));
  const healthy = await poisoned.embed(faces);
  // The fixture's host dies over a picture that begins with this byte.
  (faces[2] as { pixels: Uint8Array }).pixels[0] = 251;
  const vectors = await poisoned.embed(faces);
  expect(vectors[2]).toMatchObject({ code: "model-crashed" });
  expect(vectors.toSpliced(2, 1)).toEqual(healthy.toSpliced(2, 1));
}, 60_000);

test("spaces of two models differ, and the fingerprint of a reader tells its detector too", async () => {
  expect(open.space).toMatchObject({ model, dimensions: 512 });
  expect(open.space.id).toMatch(/^[0-9a-f]{12}$/);
  expect(open.fingerprint).toMatch(/^[0-9a-f]{12}$/);
  expect(open.fingerprint).not.toBe(open.space.id);
  const manifest = await readManifest();
  const embedding = findModel(manifest, "face-embed", model);
  const detector = findModel(manifest, "face-detect", open.detector);
  expect(faceSpaceOf(embedding).id).toBe(open.space.id);
  expect(faceSpaceOf({ ...embedding, sha256: "0".repeat(64) }).id).not.toBe(open.space.id);
  expect(fingerprintOf(embedding, detector, [])).toBe(open.fingerprint);
  expect(fingerprintOf(embedding, { ...detector, sha256: "0".repeat(64) }, [])).not.toBe(open.fingerprint);
});
