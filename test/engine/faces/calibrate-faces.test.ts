import { expect, test } from "bun:test";
import { calibrateFaces, type KnownFace } from "../../../src/engine/faces/calibrate-faces.ts";
import { randomOf } from "../../../src/engine/seeded-random.ts";
import { caught } from "../../fixtures/net/caught.ts";

const dimensions = 24;

/** People by chance in all directions, and photos of each at about this distance from one another. */
function known(people: number, photosEach: number, apart = 0.1): KnownFace[] {
  const random = randomOf(`faces of ${people}`);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  return Array.from({ length: people }, (_, at) => {
    const own = Array.from({ length: dimensions }, normal);
    const noise = Math.sqrt(apart);
    return Array.from({ length: photosEach }, () => {
      const vector = own.map((value) => value + noise * normal());
      const length = Math.hypot(...vector);
      return { person: `p${at}`, vector: Float32Array.from(vector, (value) => value / length) };
    });
  }).flat();
}

/** Counted one pair after the other. */
function shareBelow(faces: readonly KnownFace[], threshold: number, ofSame: boolean): number {
  let [within, count] = [0, 0];
  faces.forEach(({ person, vector }, at) => {
    for (const other of faces.slice(at + 1)) {
      if ((other.person === person) !== ofSame) continue;
      count += 1;
      const cosine = vector.reduce((sum, value, place) => sum + value * (other.vector[place] ?? 0), 0);
      if (1 - cosine <= threshold) within += 1;
    }
  });
  return within / count;
}

test("the threshold is the largest at which no more than the wanted share of two people are taken for one", () => {
  const faces = known(40, 3);
  const { threshold, falseMatch, miss, comparisons } = calibrateFaces(faces, 0.01);
  expect(comparisons).toEqual({ different: (120 * 117) / 2, same: 40 * 3 });
  expect(falseMatch.rate).toBeCloseTo(shareBelow(faces, threshold, false), 10);
  expect(falseMatch.rate).toBeLessThanOrEqual(0.01);
  expect(shareBelow(faces, threshold + 0.01, false)).toBeGreaterThan(0.01);
  expect(miss?.rate).toBeCloseTo(1 - shareBelow(faces, threshold, true), 10);
});

test("an interval holds its rate, and is wider than so many independent comparisons would give", () => {
  const { falseMatch, miss, comparisons } = calibrateFaces(known(30, 4), 0.05);
  for (const share of [falseMatch, miss ?? falseMatch]) {
    expect(share.low).toBeLessThanOrEqual(share.rate);
    expect(share.high).toBeGreaterThanOrEqual(share.rate);
  }
  const independent = 1.96 * Math.sqrt((0.05 * 0.95) / comparisons.different);
  expect(falseMatch.high - falseMatch.low).toBeGreaterThan(2 * independent);
});

test("with one photo a person the miss rate is unknown, and said to be", () => {
  const { miss, curve, comparisons } = calibrateFaces(known(20, 1), 0.01);
  expect(miss).toBeNull();
  expect(comparisons.same).toBe(0);
  expect(curve.every((point) => point.miss === null)).toBe(true);
});

test("a rate that so few people cannot show is said to be unshown, and how many could", () => {
  const { shown, peopleNeeded, falseMatch } = calibrateFaces(known(12, 2), 0.0001);
  expect(falseMatch.rate).toBe(0);
  expect(shown).toBe(false);
  expect(peopleNeeded).toBeGreaterThan(200);
});

test("the curve rises with the threshold from nobody to everybody", () => {
  const { curve } = calibrateFaces(known(20, 2), 0.01);
  expect(curve).toHaveLength(51);
  curve.forEach((point, at) => {
    const before = curve[at - 1] ?? point;
    expect(point.falseMatch.rate).toBeGreaterThanOrEqual(before.falseMatch.rate);
    expect(point.miss?.rate ?? 0).toBeLessThanOrEqual(before.miss?.rate ?? 0);
  });
});

test("fewer people than ten are refused", async () => {
  const error = await caught(Promise.resolve().then(() => calibrateFaces(known(9, 3), 0.01)));
  expect(error.code).toBe("faces-too-few");
});
