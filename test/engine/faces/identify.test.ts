import { expect, test } from "bun:test";
import { type FaceGallery, identifyFaces } from "../../../src/engine/faces/identify.ts";

const thresholds = { strict: 0.3, loose: 0.4 };
const options = { thresholds, margin: 0.05 };

/** A unit vector whose cosines to the axes are these; the last axis takes what is left. */
function toward(...cosines: number[]): Float32Array {
  const rest = Math.sqrt(Math.max(0, 1 - cosines.reduce((sum, cosine) => sum + cosine ** 2, 0)));
  return Float32Array.from([...cosines, ...new Array(7 - cosines.length).fill(0), rest]);
}

/** One axis a name: their vectors have nothing in common. */
function galleryOf(...people: string[]): FaceGallery {
  const vectors = new Float32Array(people.length * 8);
  people.forEach((_, row) => {
    vectors[row * 8 + row] = 1;
  });
  return { people, vectors, dimensions: 8 };
}

test("a face within the strict threshold is known, with distance, confidence and margin", () => {
  const [face] = identifyFaces([toward(0.8, 0.1)], galleryOf("ana", "berta"), options);
  expect(face).toMatchObject({ verdict: "known", person: "ana", taken: false });
  expect(face?.matches).toHaveLength(1);
  expect(face?.matches[0]?.distance).toBeCloseTo(0.2, 6);
  expect(face?.matches[0]?.confidence).toBeCloseTo(0.8, 6);
  expect(face?.margin).toBeCloseTo(0.7, 6);
});

test("a face that is like nobody is unknown, and no match is shown for it", () => {
  const [face] = identifyFaces([toward(0.5, 0.5)], galleryOf("ana", "berta"), options);
  expect(face).toMatchObject({ verdict: "unknown", person: null, matches: [] });
});

test("a face between the strict and the loose threshold is shown and left to a person", () => {
  const [face] = identifyFaces([toward(0.65)], galleryOf("ana", "berta"), options);
  expect(face).toMatchObject({ verdict: "doubtful", person: null });
  expect(face?.matches.map(({ person }) => person)).toEqual(["ana"]);
});

test("two people nearly as near as each other are left to a person, though both are within the threshold", () => {
  const gallery: FaceGallery = {
    people: ["ana", "her twin"],
    vectors: Float32Array.from([...toward(0.9, 0.2), ...toward(0.88, 0.24)]),
    dimensions: 8,
  };
  const [face] = identifyFaces([toward(1)], gallery, options);
  expect(face).toMatchObject({ verdict: "doubtful", person: null });
  expect(face?.matches.map(({ person }) => person)).toEqual(["ana", "her twin"]);
});

test("of the vectors of one person the nearest counts, and they are no margin to each other", () => {
  const gallery: FaceGallery = {
    people: ["ana", "ana", "berta"],
    vectors: Float32Array.from([...toward(0.8), ...toward(0.95), ...toward(0, 1)]),
    dimensions: 8,
  };
  const [face] = identifyFaces([toward(1)], gallery, options);
  expect(face?.matches).toHaveLength(1);
  expect(face?.matches[0]?.distance).toBeCloseTo(0.05, 6);
  expect(face?.margin).toBeCloseTo(0.95, 6);
});

test("a person is in a photo once: the nearer face is them, the other is doubtful and says so", () => {
  const faces = identifyFaces([toward(0.85), toward(0.95)], galleryOf("ana", "berta"), options);
  expect(faces.map(({ person }) => person)).toEqual([null, "ana"]);
  expect(faces[0]).toMatchObject({ verdict: "doubtful", taken: true });
  expect(faces[1]).toMatchObject({ verdict: "known", taken: false });
});

test("a face whose nearest person went to another face is never named after its second nearest by itself", () => {
  const gallery: FaceGallery = {
    people: ["ana", "berta"],
    vectors: Float32Array.from([...toward(1), ...toward(0.7, Math.sqrt(1 - 0.49))]),
    dimensions: 8,
  };
  const faces = identifyFaces([toward(0.9, 0.25), toward(0.95)], gallery, { thresholds, margin: 0 });
  expect(faces[0]).toMatchObject({ verdict: "doubtful", person: null });
});

test("at most five people are shown, the nearest first", () => {
  const people = ["a", "b", "c", "d", "e", "f"];
  const vectors = Float32Array.from(people.flatMap((_, at) => [...toward(0.7 + at / 100)]));
  const [face] = identifyFaces([toward(1)], { people, vectors, dimensions: 8 }, options);
  expect(face?.matches.map(({ person }) => person)).toEqual(["f", "e", "d", "c", "b"]);
});

test("without anybody in the gallery every face is unknown", () => {
  expect(identifyFaces([toward(1)], galleryOf(), options)).toEqual([
    { verdict: "unknown", person: null, matches: [], margin: null, taken: false },
  ]);
});
