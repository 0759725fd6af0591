import { loadSharp } from "../../../engine/images/sharp.ts";
import { randomOf } from "../../../engine/seeded-random.ts";
import { Canvas } from "../drawing/canvas.ts";
import { downwards, mix, white } from "../drawing/colour.ts";
import { at, ellipse } from "../drawing/shape.ts";

const skins = [0xf2c9a5, 0xd9a077, 0xa86f47, 0x6f4527] as const;
const hairs = [0x2a1d16, 0x5b3a20, 0xb98a45, 0x8a8f98] as const;
const cloths = [0x3f5f8a, 0x8a3f4c, 0x3f7a55, 0x6a4f8a] as const;
const walls = [0xd8d2c4, 0xbfd0d8, 0xd8c4bf, 0xc8d8bf] as const;

/** Draws the head and shoulders of an invented person, as a JPEG of this size. The same seed, the same picture. */
export async function generatePortrait(seed: string, width: number, height: number): Promise<Uint8Array> {
  const random = randomOf(`portrait ${seed}`);
  const canvas = new Canvas(200, Math.round((200 * height) / width));
  const middle = canvas.height * 0.42;
  const [skin, hair, cloth, wall] = [
    random.pick(skins),
    random.pick(hairs),
    random.pick(cloths),
    random.pick(walls),
  ];
  const face = { width: random.between(36, 46), height: random.between(50, 60) };
  canvas.cover(downwards(wall, mix(wall, 0x404040, 0.4), 0, canvas.height));
  canvas.fill(ellipse(at(100, canvas.height * 1.02), random.between(72, 92), canvas.height * 0.34), cloth);
  canvas.fill(
    ellipse(at(100, middle - 8), face.width + random.between(6, 14), face.height + random.between(8, 22)),
    hair,
  );
  canvas.fill(ellipse(at(100, middle + 50), 17, 34), mix(skin, 0x000000, 0.12));
  canvas.fill(ellipse(at(100, middle + 6), face.width, face.height), skin);
  const eyes = random.between(14, 19);
  for (const side of [-1, 1]) {
    canvas.fill(ellipse(at(100 + side * eyes, middle), 7, 4), white);
    canvas.fill(ellipse(at(100 + side * eyes, middle), 3.2, 3.6), mix(hair, 0x203040, 0.5));
    canvas.fill(ellipse(at(100 + side * eyes, middle - 10), 9, random.between(1.4, 3)), hair);
  }
  canvas.fill(ellipse(at(100, middle + 14), random.between(3, 6), 8), mix(skin, 0x000000, 0.14));
  canvas.fill(ellipse(at(100, middle + 34), random.between(9, 16), random.between(2, 5)), 0xa04a4a);
  const sharp = await loadSharp();
  // Some grain, as every photograph has: a picture without any is taken for a placeholder.
  for (let index = 0; index < canvas.data.length; index++) {
    canvas.data[index] = Math.max(0, Math.min(255, (canvas.data[index] ?? 0) + random.whole(-7, 7)));
  }
  const raw = { width: canvas.width, height: canvas.height, channels: 3 as const };
  return sharp(canvas.data, { raw })
    .resize(width, height, { fit: "fill", kernel: "cubic" })
    .jpeg({ quality: 88 })
    .toBuffer();
}
