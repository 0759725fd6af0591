import { describe, expect, test } from "bun:test";
import { generateCover } from "../../../../src/demo/samples/cover/generate-cover.ts";
import { findPage } from "../../../../src/engine/images/cover/find-page.ts";
import { decodePicture } from "../../../../src/engine/images/decode.ts";
import type { CaptureKind } from "../../../../src/engine/images/distort/capture.ts";
import { distort } from "../../../../src/engine/images/distort/distort.ts";
import { strengths } from "../../../../src/engine/images/distort/strengths.ts";
import type { Point, Quad } from "../../../../src/engine/images/homography.ts";
import type { Pixels } from "../../../../src/engine/images/picture.ts";

const covers: Pixels[] = [];
for (const [at, series] of [
  "Night Ferry",
  "Capitán Ñandú",
  "Star Cartographers",
  "La Detective Ámbar",
].entries()) {
  for (const number of ["1", "2", "3"]) {
    const cover = await generateCover({ series, number, year: 1990 + at, publisher: "Alba", seed: 5 });
    covers.push((await decodePicture(cover)).work);
  }
}

/** Corners that are off by more, of a picture 512 pixels long, are of something else than the page. */
const tolerance = 20;

function farthest(found: Quad, wanted: Quad, { width, height }: Pixels): number {
  const distances = found.map(([x, y], at) => {
    const [u, v] = wanted[at] as Point;
    return Math.hypot(x - u, y - v);
  });
  return (Math.max(...distances) * 512) / Math.max(width, height);
}

/** Each cover distorted once; of the pages found with confidence, how many are right, and their median error. */
async function judged(kind: CaptureKind, strength: keyof typeof strengths) {
  const tally = { right: 0, wrong: 0, unsure: 0, error: 0 };
  const errors: number[] = [];
  for (const [at, cover] of covers.entries()) {
    const { jpeg, capture } = await distort(cover, {
      strength: strengths[strength],
      seed: `page ${at}`,
      kind,
    });
    const { work } = await decodePicture(jpeg);
    const scale = work.width / capture.width;
    const [a, b, c, d] = capture.corners.map(([x, y]): Point => [x * scale, y * scale]);
    const page = findPage(work);
    if (!page || page.certainty < 0.6) {
      tally.unsure++;
      continue;
    }
    const error = farthest(page.corners, [a, b, c, d] as Quad, work);
    if (error <= tolerance) tally.right++;
    else tally.wrong++;
    errors.push(error);
  }
  tally.error = errors.sort((one, other) => one - other)[errors.length >> 1] ?? 0;
  return tally;
}

describe("of twelve covers", () => {
  test("photographed on a table, nearly all are found where they lie, and none elsewhere", async () => {
    const light = await judged("photo", "light");
    expect(light.wrong).toBe(0);
    expect(light.right).toBeGreaterThanOrEqual(10);
    expect(light.error).toBeLessThan(4);
  });

  test("photographed badly, with reflections and shadows, half are found, and at most one elsewhere", async () => {
    const middle = await judged("photo", "middle");
    expect(middle.wrong).toBeLessThanOrEqual(1);
    expect(middle.right).toBeGreaterThanOrEqual(6);
  });

  test("scanned askew, most are found although the glass cuts off their corners", async () => {
    const middle = await judged("scan", "middle");
    expect(middle.wrong).toBeLessThanOrEqual(1);
    expect(middle.right).toBeGreaterThanOrEqual(8);
  });

  test("of which a photograph shows a part only, no page is found", async () => {
    expect(await judged("close", "middle")).toMatchObject({ right: 0, wrong: 0, unsure: 12 });
  });
});

test("the same pixels give the same corners", async () => {
  const { jpeg } = await distort(covers[0] as Pixels, { strength: strengths.middle, seed: 1, kind: "photo" });
  const { work } = await decodePicture(jpeg);
  expect(findPage({ ...work, data: work.data.slice() })).toEqual(findPage(work));
});

test("in a picture of one colour, of noise, or of a few pixels there is no page", () => {
  const random = (x: number) => ((x * 2654435761) >>> 13) & 255;
  const of = (width: number, height: number, level: (at: number) => number): Pixels => ({
    data: Uint8Array.from({ length: width * height * 3 }, (_, at) => level(at)),
    width,
    height,
  });
  for (const pixels of [
    of(300, 450, () => 128),
    of(300, 450, random),
    of(1, 1, random),
    of(3, 200, random),
  ]) {
    expect(findPage(pixels)?.certainty ?? 0).toBeLessThan(0.3);
  }
});
