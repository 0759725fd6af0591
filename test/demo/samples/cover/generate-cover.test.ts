import { expect, test } from "bun:test";
import { type CoverRequest, generateCover } from "../../../../src/demo/samples/cover/generate-cover.ts";
import { lookOf } from "../../../../src/demo/samples/cover/look.ts";
import { scenes } from "../../../../src/demo/samples/cover/scenes/index.ts";
import { Canvas } from "../../../../src/demo/samples/drawing/canvas.ts";
import { decodePicture } from "../../../../src/engine/images/decode.ts";
import { randomOf } from "../../../../src/engine/seeded-random.ts";

const request: CoverRequest = { series: "Night Ferry", number: "3", year: 1991, publisher: "Alba", seed: 1 };

test("a sample cover is a JPEG picture of the size of a cover", async () => {
  expect(await decodePicture(await generateCover(request))).toMatchObject({
    kind: "jpeg",
    width: 500,
    height: 770,
  });
});

test("a sample cover is the same for the same request, and another for another", async () => {
  const cover = await generateCover(request);
  expect(await generateCover({ ...request })).toEqual(cover);
  for (const change of [{ number: "4" }, { seed: 2 }, { variant: true }, { series: "Day Ferry" }]) {
    expect(await generateCover({ ...request, ...change })).not.toEqual(cover);
  }
});

test("a reprint has the picture of the first print under another title", async () => {
  const first = await decodePicture(await generateCover(request));
  const { series, number } = request;
  const reprint = await decodePicture(
    await generateCover({
      series: "Golden Classics",
      number: "41",
      year: 2010,
      publisher: "Norte",
      seed: 1,
      art: { series, number },
    }),
  );
  const { width, height, data } = first.work;
  const difference = (from: number, to: number) => {
    let sum = 0;
    const [start, end] = [Math.round(height * from) * width * 3, Math.round(height * to) * width * 3];
    for (let at = start; at < end; at++) sum += Math.abs((data[at] ?? 0) - (reprint.work.data[at] ?? 0));
    return sum / (end - start);
  };
  expect(difference(0.3, 0.85)).toBeLessThan(2);
  expect(difference(0.02, 0.2)).toBeGreaterThan(20);
});

test("a sample series has one look whatever the issue", () => {
  expect(lookOf("Night Ferry")).toEqual(lookOf("Night Ferry"));
  expect(lookOf("Night Ferry")).not.toEqual(lookOf("Star Cartographers"));
});

test.each(Object.entries(scenes))("the scene %s paints a whole picture", (_name, paint) => {
  const canvas = new Canvas(500, 770);
  const look = lookOf("Night Ferry");
  paint({ canvas, look, palette: look.palettes[0], random: randomOf(1) });
  const colours = new Set<number>();
  for (let index = 0; index < canvas.data.length; index += 3) {
    colours.add(
      ((canvas.data[index] ?? 0) << 16) |
        ((canvas.data[index + 1] ?? 0) << 8) |
        (canvas.data[index + 2] ?? 0),
    );
  }
  expect(colours.size).toBeGreaterThan(50);
  // Nothing is left unpainted.
  expect(colours.has(0)).toBe(false);
});
