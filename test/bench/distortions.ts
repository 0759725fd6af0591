import sharp, { type Sharp } from "sharp";

/** Something that happens to a picture of a cover on its way to lote; `chance` gives numbers in 0..1. */
export type Distortion = (
  picture: Sharp,
  width: number,
  height: number,
  chance: () => number,
) => Sharp | Promise<Sharp | Uint8Array>;

/** What scans and photographs of covers suffer, by name. */
export const distortions: Readonly<Record<string, Distortion>> = {
  "JPEG q95": (picture) => picture.jpeg({ quality: 95 }).toBuffer(),
  "JPEG q30": (picture) => picture.jpeg({ quality: 30 }).toBuffer(),
  "120 px wide": (picture) => picture.resize(120),
  dark: (picture) => picture.linear(0.45, 0),
  "washed out": (picture) => picture.linear(0.55, 100),
  blurred: (picture, width) => picture.blur(Math.max(0.5, width / 150)),
  "warm light": (picture) => picture.toColourspace("srgb").removeAlpha().linear([1.1, 0.95, 0.7], [8, 2, -6]),
  "turned 2°": (picture) => picture.rotate(2, { background: "#888" }),
  "turned 5°": (picture) => picture.rotate(5, { background: "#888" }),
  "crop 92 %": cropped(0.92),
  "crop 85 %": cropped(0.85),
  "glare spots": glare,
  "perspective 5 %": perspective,
  "white border 5 %": (picture, width) => {
    const edge = Math.round(width * 0.05);
    return picture.extend({ top: edge, bottom: edge, left: edge, right: edge, background: "#fff" });
  },
};

/** A part of the picture at a random place. */
function cropped(share: number): Distortion {
  return (picture, width, height, chance) => {
    const part = { width: Math.round(width * share), height: Math.round(height * share) };
    const left = Math.floor(chance() * (width - part.width));
    const top = Math.floor(chance() * (height - part.height));
    return picture.extract({ left, top, ...part });
  };
}

/** Three white spots with soft edges, a sixth to a third of the width across. */
function glare(picture: Sharp, width: number, height: number, chance: () => number): Sharp {
  const spots = Array.from({ length: 3 }, () => ({
    x: chance() * width,
    y: chance() * height,
    radius: width * (0.08 + 0.1 * chance()),
  }));
  const white = new Uint8Array(width * height * 4).fill(255);
  for (let at = 0; at < width * height; at++) {
    const reach = spots.map(
      ({ x, y, radius }) => Math.hypot((at % width) - x, Math.floor(at / width) - y) / radius,
    );
    // Blown out as far as the middle, then fading.
    white[at * 4 + 3] = 255 * Math.max(0, Math.min(0.95, 1.9 * (1 - Math.min(...reach))));
  }
  return picture.composite([{ input: Buffer.from(white.buffer), raw: { width, height, channels: 4 } }]);
}

/** Each corner moves inwards by up to 5 % of either side, and what lies between is stretched to the whole. */
async function perspective(
  picture: Sharp,
  width: number,
  height: number,
  chance: () => number,
): Promise<Sharp> {
  const source = await picture.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const { channels } = source.info;
  const inward = (far: boolean, side: number) => (far ? 1 - 0.05 * chance() : 0.05 * chance()) * side;
  const corner = (right: boolean, bottom: boolean): Point => [inward(right, width), inward(bottom, height)];
  const map = homography(corner(false, false), corner(true, false), corner(true, true), corner(false, true));
  const data = new Uint8Array(source.data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [fromX, fromY] = map(x / (width - 1), y / (height - 1));
      const from = Math.min(height - 1, Math.round(fromY)) * width + Math.min(width - 1, Math.round(fromX));
      for (let channel = 0; channel < channels; channel++) {
        data[(y * width + x) * channels + channel] = source.data[from * channels + channel] as number;
      }
    }
  }
  return sharp(data, { raw: { width, height, channels } });
}

type Point = readonly [x: number, y: number];

/** The projective map of the unit square to four corners (Heckbert, Fundamentals of Texture Mapping, 1989). */
function homography([x0, y0]: Point, [x1, y1]: Point, [x2, y2]: Point, [x3, y3]: Point) {
  const [dx1, dx2, dx3] = [x1 - x2, x3 - x2, x0 - x1 + x2 - x3];
  const [dy1, dy2, dy3] = [y1 - y2, y3 - y2, y0 - y1 + y2 - y3];
  const determinant = dx1 * dy2 - dx2 * dy1;
  const g = (dx3 * dy2 - dx2 * dy3) / determinant;
  const h = (dx1 * dy3 - dx3 * dy1) / determinant;
  return (u: number, v: number): Point => {
    const w = g * u + h * v + 1;
    return [
      ((x1 - x0 + g * x1) * u + (x3 - x0 + h * x3) * v + x0) / w,
      ((y1 - y0 + g * y1) * u + (y3 - y0 + h * y3) * v + y0) / w,
    ];
  };
}
