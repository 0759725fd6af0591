import { expect, test } from "bun:test";
import { join } from "node:path";
import { alignByEyes } from "../../../src/engine/faces/align-by-eyes.ts";
import type { Point } from "../../../src/engine/faces/face-model.ts";
import { openScaled } from "../../../src/engine/images/decode.ts";

const folder = join(import.meta.dir, "../../fixtures/faces/eyes");
const pixelsOf = async (name: string) =>
  (await openScaled(await Bun.file(join(folder, name)).bytes())).pixels(Number.POSITIVE_INFINITY);

interface Case {
  readonly box: readonly [number, number, number, number];
  readonly left: Point;
  readonly right: Point;
}

function aligned(picture: Awaited<ReturnType<typeof pixelsOf>>, { box, left, right }: Case) {
  const [x, y, width, height] = box;
  const nowhere: Point = [0, 0];
  return alignByEyes(
    picture,
    {
      box: { left: x, top: y, width, height },
      landmarks: {
        ...{ leftEye: left, rightEye: right, nose: nowhere, leftMouth: nowhere, rightMouth: nowhere },
      },
      score: 1,
    },
    { width: 160, height: 160 },
  );
}

test("a face is turned, cut out and set on black as deepface's steps in OpenCV do it", async () => {
  const picture = await pixelsOf("drawn.png");
  const cases: Case[] = await Bun.file(join(folder, "cases.json")).json();
  expect(cases).toHaveLength(5);
  for (const [at, one] of cases.entries()) {
    const golden = await pixelsOf(`eyes-${at}.png`);
    const differences = aligned(picture, one).map((byte, place) =>
      Math.abs(byte - (golden.data[place] ?? 0)),
    );
    expect(Math.max(...differences)).toBeLessThanOrEqual(4);
    expect(differences.reduce((sum, difference) => sum + difference, 0) / differences.length).toBeLessThan(
      0.1,
    );
  }
});

test("a face of no height is black, not an error", async () => {
  const picture = await pixelsOf("drawn.png");
  const nothing = aligned(picture, { box: [10, 10, 40, 0], left: [20, 20], right: [30, 20] });
  expect(nothing.every((byte) => byte === 0)).toBe(true);
});
