import { expect, test } from "bun:test";
import sharp from "sharp";
import { generatePortrait } from "../../../src/demo/samples/portrait/generate-portrait.ts";
import { decodePicture } from "../../../src/engine/images/decode.ts";
import { hammingDistance, perceptualHash } from "../../../src/engine/images/perceptual-hash.ts";
import { decodeRepresentative } from "../../../src/engine/images/representative-frame.ts";
import { caught } from "../../fixtures/net/caught.ts";

const size = { width: 200, height: 250 };

async function plain(tone: number): Promise<Buffer> {
  const { width, height } = size;
  const background = { r: tone, g: tone, b: tone };
  return sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();
}

/** Black, white, then somebody, then white to the end. */
async function moving(kind: "gif" | "webp", frames = 30, shown = 10): Promise<Uint8Array> {
  const somebody = Buffer.from(await generatePortrait("moving", size.width, size.height));
  const empty = [await plain(0), await plain(255)];
  const all = Array.from({ length: frames }, (_, at) =>
    at >= shown && at < shown + 5 ? somebody : (empty[at === 0 ? 0 : 1] ?? somebody),
  );
  const joined = sharp(all, { join: { animated: true } });
  return kind === "gif" ? joined.gif().toBuffer() : joined.webp({ lossless: true }).toBuffer();
}

test.each(["gif", "webp"] as const)(
  "of a moving %s the frame with the most to see is taken, in the size of one frame",
  async (kind) => {
    const picture = await decodeRepresentative(await moving(kind));
    expect(picture).toMatchObject({ kind, ...size });
    const wanted = perceptualHash(
      await decodePicture(await generatePortrait("moving", size.width, size.height)),
    );
    expect(hammingDistance(perceptualHash(picture), wanted)).toBeLessThanOrEqual(8);
    // Its first frame, which is black, is another picture.
    const first = await decodePicture(await plain(0));
    expect(hammingDistance(perceptualHash(first), wanted)).toBeGreaterThan(16);
  },
);

test("a picture that does not move is decoded as any other, and one that is none says why", async () => {
  const still = await generatePortrait("still", 320, 400);
  expect(await decodeRepresentative(still)).toEqual(await decodePicture(still));
  const single = await sharp(still).gif().toBuffer();
  expect(await decodeRepresentative(single)).toMatchObject({ kind: "gif", width: 320, height: 400 });
  const cut = (await moving("gif")).subarray(0, 60);
  expect((await caught(decodeRepresentative(cut))).code).toBe("image-broken");
  // The beginning of an MP4.
  const video = Uint8Array.from([0, 0, 0, 24, ...Buffer.from("ftypisom\0\0\0\0isommp42")]);
  expect(await caught(decodeRepresentative(video))).toMatchObject({
    code: "image-format",
    data: { detail: "VIDEO" },
  });
});

test("a moving picture with very many frames costs the look at a few of them", async () => {
  const picture = await decodeRepresentative(await moving("gif", 300, 100));
  expect(picture).toMatchObject({ kind: "gif", ...size });
}, 20_000);
