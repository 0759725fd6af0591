import { expect, test } from "bun:test";
import sharp from "sharp";
import { openScaled } from "../../../src/engine/images/decode.ts";
import { shrink } from "../../../src/engine/images/shrink.ts";
import { caught } from "../../fixtures/net/caught.ts";

const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: "#406080" } });

test("a picture is halved as often as leaves the longer side that is needed, and never enlarged", async () => {
  const picture = await openScaled(await plain(1000, 601).jpeg().toBuffer());
  expect([picture.width, picture.height]).toEqual([1000, 601]);
  const sizes = [];
  for (const longest of [2000, 1000, 501, 500, 250, 130, Number.POSITIVE_INFINITY]) {
    const { width, height, data } = await picture.pixels(longest);
    expect(data.length).toBe(width * height * 3);
    sizes.push(`${width} × ${height}`);
  }
  expect(sizes).toEqual([
    "1000 × 601",
    "1000 × 601",
    "1000 × 601",
    "500 × 301",
    "250 × 151",
    "250 × 151",
    "1000 × 601",
  ]);
});

test("grey, transparent and turned pictures come as three channels, upright, at every size", async () => {
  const grey = await plain(80, 60).greyscale().toColourspace("b-w").jpeg().toBuffer();
  const clear = await sharp({ create: { width: 80, height: 60, channels: 4, background: "#00000000" } })
    .png()
    .toBuffer();
  const turned = await plain(60, 80).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  for (const bytes of [grey, clear, turned]) {
    const picture = await openScaled(bytes);
    for (const longest of [80, 40]) {
      const { width, height, data } = await picture.pixels(longest);
      expect([width, height, data.length]).toEqual([
        longest,
        (longest * 3) / 4,
        ((longest * longest * 3) / 4) * 3,
      ]);
    }
  }
  expect((await (await openScaled(clear)).pixels(80)).data[0]).toBe(255);
});

test("what is no picture is refused by its header, and one that is cut when its pixels are asked for", async () => {
  expect((await caught(openScaled(new Uint8Array(0)))).code).toBe("empty-file");
  const whole = await plain(400, 400).jpeg().toBuffer();
  const cut = await openScaled(whole.subarray(0, whole.length - 300));
  expect((await caught(cut.pixels(400))).code).toBe("image-broken");
});

test("squares of pixels are shrunk to their means, the last ones to that of what there is", () => {
  const data = Uint8Array.from(
    [10, 20, 30, 50, 30, 40, 50, 70, 80, 90, 100, 110].flatMap((tone) => [tone, tone, tone]),
  );
  const { data: small, ...size } = shrink(
    { data, width: 4, height: 3 },
    { left: 1, top: 0, width: 3, height: 3 },
    2,
  );
  expect(size).toEqual({ width: 2, height: 2 });
  // (20+30+40+50)/4 … of the last column and row only what there is.
  expect([0, 3, 6, 9].map((at) => small[at])).toEqual([35, 60, 95, 110]);
});
