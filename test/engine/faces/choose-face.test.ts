import { expect, test } from "bun:test";
import { chooseFace } from "../../../src/engine/faces/choose-face.ts";
import type { FaceBox, FaceQuality, FoundFace, FoundFaces } from "../../../src/engine/faces/face-model.ts";

const gate = { side: 80, sharpness: 40, brightness: [40, 220], clipped: 0.5, turn: 0.5 } as const;
const good: FaceQuality = { side: 120, sharpness: 200, brightness: 120, clipped: 0.01, turn: 0.1, roll: 3 };

function face(quality: Partial<FaceQuality> = {}, box: Partial<FaceBox> = {}): FoundFace {
  const at = [0, 0] as const;
  return {
    box: { left: 100, top: 100, width: 120, height: 140, ...box },
    landmarks: { leftEye: at, rightEye: at, nose: at, leftMouth: at, rightMouth: at },
    score: 0.9,
    quality: { ...good, ...quality },
    pixels: new Uint8Array(0),
  };
}

function photo(...faces: FoundFace[]): FoundFaces {
  return { width: 1000, height: 800, secondLook: false, faces };
}

test("a picture without a face is refused for that, with any policy", () => {
  for (const policy of ["require-one", "largest", "most-central"] as const)
    expect(chooseFace(photo(), { policy, gate }).refusal).toEqual({
      ...{ fault: "no-face", measure: "faces", measured: 0, bound: "least", needed: 1 },
    });
});

test("two faces are refused where one is required, and said how many there are", () => {
  const { refusal } = chooseFace(photo(face(), face()), { policy: "require-one", gate });
  expect(refusal).toMatchObject({ fault: "several-faces", measured: 2, needed: 1 });
});

test("of several faces the policy takes the largest or the most central one", () => {
  const large = face({}, { left: 0, top: 0, width: 300, height: 300 });
  const central = face({}, { left: 450, top: 350, width: 100, height: 100 });
  expect(chooseFace(photo(central, large), { policy: "largest", gate }).face).toBe(large);
  expect(chooseFace(photo(large, central), { policy: "most-central", gate }).face).toBe(central);
});

test("of all that is wrong with a face the first reason of the order is given, with its measure", () => {
  const faults = [
    [{ side: 79 }, "too-small", "side", "least", 80],
    [{ sharpness: 39 }, "blurred", "sharpness", "least", 40],
    [{ brightness: 39 }, "badly-lit", "brightness", "least", 40],
    [{ turn: 0.6 }, "turned-away", "turn", "most", 0.5],
  ] as const;
  for (let from = 0; from < faults.length; from++) {
    const [measures, fault, measure, bound, needed] = faults[from] as (typeof faults)[number];
    const all = Object.assign({}, ...faults.slice(from).map(([those]) => those));
    expect(chooseFace(photo(face(all)), { policy: "require-one", gate }).refusal).toEqual({
      ...{ fault, measure, bound, needed, measured: Object.values(measures)[0] as number },
    });
  }
});

test("a face that is too bright, or burnt out in half of its pixels, is badly lit", () => {
  const refused = (quality: Partial<FaceQuality>) =>
    chooseFace(photo(face(quality)), { policy: "largest", gate }).refusal;
  expect(refused({ brightness: 221 })).toMatchObject({ fault: "badly-lit", bound: "most", needed: 220 });
  expect(refused({ clipped: 0.51 })).toMatchObject({ fault: "badly-lit", measure: "clipped" });
});

test("a face that just reaches every bound is taken", () => {
  const just = face({ side: 80, sharpness: 40, brightness: 220, clipped: 0.5, turn: 0.5 });
  expect(chooseFace(photo(just), { policy: "require-one", gate }).face).toBe(just);
});
