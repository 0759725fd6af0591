import { join } from "node:path";
import sharp from "sharp";
import { generateCover } from "../../../../src/demo/samples/cover/generate-cover.ts";
import { addNoise } from "../../../../src/engine/images/distort/sensor-noise.ts";
import { randomOf } from "../../../../src/engine/seeded-random.ts";

/** A page of a usual scan, pixels. */
const size = { width: 1000, height: 1540 } as const;
/** Painting is slow: of each cover several scans are made, each with a noise of its own. */
const scansOfACover = 4;

/** Writes JPEG files of about half a megabyte, as scans of comics are, and returns their paths. */
export async function writePictures(folder: string, count: number): Promise<string[]> {
  const paths: string[] = [];
  for (let number = 0; paths.length < count; number++) {
    const request = { seed: number, series: `Series ${number}`, publisher: "Alba", number: "1", year: 1990 };
    const painted = await sharp(await generateCover(request))
      .resize(size.width, size.height, { fit: "fill" })
      .raw()
      .toBuffer();
    for (let scan = 0; scan < scansOfACover && paths.length < count; scan++) {
      const pixels = new Uint8ClampedArray(painted);
      addNoise(pixels, 5, randomOf(`${number} ${scan}`));
      const path = join(folder, `Series ${number} ${String(scan + 1).padStart(3, "0")} (1990).jpg`);
      await sharp(pixels, { raw: { ...size, channels: 3 } })
        .jpeg({ quality: 88 })
        .toFile(path);
      paths.push(path);
    }
  }
  return paths;
}
