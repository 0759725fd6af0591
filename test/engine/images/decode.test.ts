import { expect, test } from "bun:test";
import { deflateSync } from "node:zlib";
import { LoteError } from "../../../src/engine/errors/lote-error.ts";
import { decodePicture } from "../../../src/engine/images/decode.ts";
import type { Picture } from "../../../src/engine/images/picture.ts";
import { loadSharp } from "../../../src/engine/images/sharp.ts";
import { cover } from "../../fixtures/cover.ts";

async function failure(bytes: Uint8Array): Promise<LoteError> {
  const thrown = await decodePicture(bytes).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof LoteError) return thrown;
  throw new Error(`expected a LoteError, got ${thrown}`);
}

function pixel({ work }: Picture, x: number, y: number): number[] {
  return [...work.data.subarray((y * work.width + x) * 3, (y * work.width + x) * 3 + 3)];
}

function meanDifference(left: Picture, right: Picture): number {
  let sum = 0;
  left.work.data.forEach((value, index) => {
    sum += Math.abs(value - (right.work.data[index] as number));
  });
  return sum / left.work.data.length;
}

/** A PNG of one grey level without its pixels being held: `rows` of zeros compress to almost nothing. */
function greyPng(width: number, height: number, rows: number): Uint8Array {
  const chunk = (type: string, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(body.length + 8);
    frame.writeUInt32BE(data.length);
    body.copy(frame, 4);
    frame.writeUInt32BE(Bun.hash.crc32(body), body.length + 4);
    return frame;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const pixels = deflateSync(Buffer.alloc((width + 1) * rows), { level: 9 });
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", pixels),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

test("a picture is fitted into the working size and keeps its original size beside it", async () => {
  const picture = await decodePicture(
    await (await cover({ seed: 1, width: 1000, height: 1500 })).jpeg().toBuffer(),
  );
  expect(picture).toMatchObject({ kind: "jpeg", width: 1000, height: 1500 });
  expect([picture.work.width, picture.work.height]).toEqual([512, 768]);
  expect(picture.work.data.length).toBe(512 * 768 * 3);
});

test("a small picture is not enlarged", async () => {
  const picture = await decodePicture(
    await (await cover({ seed: 1, width: 100, height: 150 })).png().toBuffer(),
  );
  expect(picture.work).toMatchObject({ width: 100, height: 150 });
});

test("the same cover as PNG, JPEG, WebP and AVIF gives nearly the same pixels", async () => {
  const source = await cover({ seed: 2 });
  const png = await decodePicture(await source.clone().png().toBuffer());
  const others = {
    jpeg: await source.clone().jpeg({ quality: 95 }).toBuffer(),
    webp: await source.clone().webp({ quality: 95 }).toBuffer(),
    avif: await source.clone().avif({ quality: 90, effort: 0 }).toBuffer(),
  };
  for (const bytes of Object.values(others)) {
    expect(meanDifference(png, await decodePicture(bytes))).toBeLessThan(2.5);
  }
});

test("the turn of the EXIF is made before anything else", async () => {
  const source = await cover({ seed: 3 });
  const upright = await decodePicture(await source.clone().png().toBuffer());
  const lying = await source.clone().rotate(270).withMetadata({ orientation: 6 }).png().toBuffer();
  const turned = await decodePicture(lying);
  expect([turned.width, turned.height]).toEqual([660, 1020]);
  expect(meanDifference(upright, turned)).toBeLessThan(1);
});

test("a wide-gamut profile is brought to sRGB", async () => {
  const source = await cover({ seed: 4 });
  const plain = await decodePicture(await source.clone().png().toBuffer());
  const wide = await source.clone().withIccProfile("p3").png().toBuffer();
  expect(meanDifference(plain, await decodePicture(wide))).toBeLessThan(2);
});

test("what is transparent comes out white", async () => {
  const sharp = await loadSharp();
  const clear = { width: 20, height: 20, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0 } } as const;
  const half = { ...clear, background: { ...clear.background, alpha: 0.5 } };
  for (const format of ["png", "webp"] as const) {
    const bytes = await sharp({ create: clear }).toFormat(format).toBuffer();
    expect(pixel(await decodePicture(bytes), 10, 10)).toEqual([255, 255, 255]);
  }
  const [red, green] = pixel(await decodePicture(await sharp({ create: half }).png().toBuffer()), 10, 10);
  expect([red, green]).toEqual([255, 127]);
});

test("grey, CMYK, palette and 16-bit pictures all become three 8-bit channels", async () => {
  const source = await cover({ seed: 5 });
  const plain = await decodePicture(await source.clone().png().toBuffer());
  const cmyk = await source.clone().toColourspace("cmyk").jpeg({ quality: 98 }).toBuffer();
  const deep = await source.clone().toColourspace("rgb16").png().toBuffer();
  const palette = await source.clone().png({ palette: true, colours: 64 }).toBuffer();
  const grey = await source.clone().greyscale().png().toBuffer();
  const deepGrey = await source.clone().toColourspace("grey16").png().toBuffer();
  const sharp = await loadSharp();
  expect((await sharp(cmyk).metadata()).channels).toBe(4);
  expect((await sharp(deep).metadata()).depth).toBe("ushort");
  expect(meanDifference(plain, await decodePicture(deep))).toBeLessThan(1);
  expect(meanDifference(plain, await decodePicture(palette))).toBeLessThan(12);
  // No press prints every screen colour: it is enough that nothing is inverted or dark.
  expect(meanDifference(plain, await decodePicture(cmyk))).toBeLessThan(30);
  for (const bytes of [grey, deepGrey]) {
    const [red, green, blue] = pixel(await decodePicture(bytes), 100, 100);
    expect([green, blue]).toEqual([red, red]);
  }
  expect(meanDifference(await decodePicture(grey), await decodePicture(deepGrey))).toBeLessThan(4);
});

test("of a moving picture the first frame is read", async () => {
  const sharp = await loadSharp();
  const frame = (background: string) =>
    sharp({ create: { width: 40, height: 60, channels: 3, background } })
      .png()
      .toBuffer();
  const frames = [await frame("red"), await frame("blue")];
  const moving = await sharp(frames, { join: { animated: true } })
    .gif()
    .toBuffer();
  const picture = await decodePicture(moving);
  expect([picture.width, picture.height]).toEqual([40, 60]);
  expect(pixel(picture, 20, 30)).toEqual([255, 0, 0]);
});

test("a cut or damaged picture is broken, never half grey", async () => {
  const source = await cover({ seed: 6 });
  for (const format of ["jpeg", "png", "webp", "gif"] as const) {
    const whole = await source.clone().toFormat(format).toBuffer();
    for (const share of [0.3, 0.7, 0.98]) {
      const error = await failure(whole.subarray(0, Math.floor(whole.length * share)));
      expect([format, share, error.code]).toEqual([format, share, "image-broken"]);
    }
  }
  expect((await failure(new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]))).code).toBe("image-broken");
});

test("JPEG with something appended is read as the JPEG it is", async () => {
  const jpeg = await (await cover({ seed: 7 })).jpeg().toBuffer();
  const polyglot = Buffer.concat([jpeg, Buffer.from("<html><script>alert(1)</script>%PDF-1.4")]);
  expect((await decodePicture(polyglot)).kind).toBe("jpeg");
});

test("a file of zero bytes says that it is empty", async () => {
  expect((await failure(new Uint8Array())).code).toBe("empty-file");
});

test("what is no picture is refused by what it is", async () => {
  const refusals = [
    ["<!doctype html><title>404</title>", "HTML"],
    ['<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>', "SVG"],
    ["%PDF-1.4", "PDF"],
    ["PK\x03\x04", "ZIP"],
    ["nothing known", "0x6e6f7468696e6720…"],
  ] as const;
  for (const [content, detail] of refusals) {
    const error = await failure(new TextEncoder().encode(content));
    expect([error.code, error.data.detail]).toEqual(["image-format", detail]);
  }
});

test("a TIFF is refused although the library behind could read it", async () => {
  const error = await failure(await (await cover({ seed: 8, width: 64, height: 64 })).tiff().toBuffer());
  expect([error.code, error.data.detail]).toEqual(["image-format", "TIFF"]);
});

test("a PNG that claims 60,000 by 60,000 pixels is refused by its header", async () => {
  const error = await failure(greyPng(60_000, 60_000, 1));
  expect(error.code).toBe("image-too-large");
  expect(error.data).toEqual({ pixels: 3600, limit: 50 });
});

test("a small file of 144 megapixels is refused before it is decoded", async () => {
  const bomb = greyPng(12_000, 12_000, 12_000);
  expect(bomb.length).toBeLessThan(800_000);
  const before = process.memoryUsage.rss();
  const error = await failure(bomb);
  expect(error.data).toEqual({ pixels: 144, limit: 50 });
  expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 2 ** 20);
});
