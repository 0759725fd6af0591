import { loadSharp } from "../../engine/images/sharp.ts";
import { type Colour, mix } from "./drawing/colour.ts";
import { type Random, randomOf } from "./random.ts";

/** How a scan is made. The same values give the same picture. */
export interface ScanOptions {
  readonly seed: number | string;
  /** 0, as from a flat-bed scanner, to 1, a photo by lamplight. */
  readonly strength: number;
}

/** Pixels of a scan. */
const size = { width: 500, height: 750 } as const;

const tables = [0x6b4a2f, 0x8a8f94, 0x2e2a29, 0xb8a88a, 0x3c4f45] as const satisfies readonly Colour[];

interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * A cover as somebody would scan or photograph it: turned by up to 3 degrees, cut or with the table around it,
 * in uneven light of a lamp's colour, a little blurred, as a JPEG of middling quality.
 */
export async function generateScan(cover: Uint8Array, { seed, strength }: ScanOptions): Promise<Uint8Array> {
  const random = randomOf(`scan ${seed}`);
  const sharp = await loadSharp();
  const { data, info } = await sharp(cover).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const scan = photograph({ data, width: info.width, height: info.height }, strength, random);
  return sharp(scan, { raw: { ...size, channels: 3 } })
    .blur(0.4 + 0.7 * strength)
    .jpeg({ quality: Math.round(88 - 26 * strength) })
    .toBuffer();
}

/** Looks up, for each pixel of the scan, where on the cover it lies, and lights it. */
function photograph(cover: Pixels, strength: number, random: Random): Uint8Array {
  const { width, height } = size;
  const turn = (random.between(-3, 3) * strength * Math.PI) / 180;
  // Under 1 there is table around the cover, over 1 its edges are cut off.
  const zoom = 1 + random.between(-0.07, 0.03) * strength;
  const [cutting, whole] = [Math.max, Math.min].map((choose) =>
    choose(width / cover.width, height / cover.height),
  );
  const scale = mixed(cutting ?? 1, whole ?? 1, 0.5 + 0.5 * strength) * zoom;
  const cosine = Math.cos(turn) / scale;
  const sine = Math.sin(turn) / scale;
  const centreX = width / 2 + random.between(-12, 12) * strength;
  const centreY = height / 2 + random.between(-12, 12) * strength;
  const table = random.pick(tables);
  const light = lampOf(strength, random);
  const scan = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const u = (x - centreX) * cosine + (y - centreY) * sine + cover.width / 2;
      const v = (y - centreY) * cosine - (x - centreX) * sine + cover.height / 2;
      const index = (y * width + x) * 3;
      const outside = Math.max(-u, -v, u - (cover.width - 2), v - (cover.height - 2));
      const bright = brightness(light, x / width, y / height);
      // Beyond the cover's edge lies the table, with the cover's shadow on it.
      if (outside > 0) paintTable(scan, index, mix(0, table, 0.35 + outside / 22), bright);
      else paintCover(scan, index, cover, Math.max(0, u), Math.max(0, v), bright, light);
    }
  }
  return scan;
}

function paintTable(scan: Uint8Array, index: number, colour: Colour, bright: number): void {
  scan[index] = Math.min(255, (colour >> 16) * bright);
  scan[index + 1] = Math.min(255, ((colour >> 8) & 255) * bright);
  scan[index + 2] = Math.min(255, (colour & 255) * bright);
}

/** The cover's colour at a place between its pixels. */
function paintCover(
  scan: Uint8Array,
  index: number,
  cover: Pixels,
  u: number,
  v: number,
  bright: number,
  lamp: Lamp,
): void {
  const column = Math.floor(u);
  const row = Math.floor(v);
  const top = (row * cover.width + column) * 3;
  const bottom = top + cover.width * 3;
  const { data } = cover;
  for (let channel = 0; channel < 3; channel++) {
    const above = mixed(data[top + channel] ?? 0, data[top + channel + 3] ?? 0, u - column);
    const below = mixed(data[bottom + channel] ?? 0, data[bottom + channel + 3] ?? 0, u - column);
    const tint = channel === 0 ? 1 + lamp.warmth : channel === 2 ? 1 - lamp.warmth : 1;
    scan[index + channel] = Math.min(255, mixed(above, below, v - row) * bright * tint);
  }
}

/** A lamp on one side, its colour, and often a soft shadow: somebody stands before it. */
interface Lamp {
  readonly bright: number;
  readonly warmth: number;
  readonly slopeX: number;
  readonly slopeY: number;
  readonly shadow: number;
  readonly edge: number;
  readonly lean: number;
}

function lampOf(strength: number, random: Random): Lamp {
  const angle = random.between(0, 2 * Math.PI);
  return {
    bright: 1 + random.between(-0.16, 0.1) * strength,
    warmth: random.between(-0.06, 0.09) * strength,
    slopeX: Math.cos(angle) * 0.3 * strength,
    slopeY: Math.sin(angle) * 0.3 * strength,
    shadow: random.chance(0.5) ? 0.28 * strength : 0,
    edge: random.between(0.15, 0.85),
    lean: random.between(-0.4, 0.4),
  };
}

/** The light on a point, 0 to 1 both ways. */
function brightness(lamp: Lamp, x: number, y: number): number {
  const even = lamp.bright + lamp.slopeX * (x - 0.5) + lamp.slopeY * (y - 0.5);
  const dark = lamp.shadow * Math.min(1, Math.max(0, (x + lamp.lean * y - lamp.edge) * 5));
  return even * (1 - dark);
}

function mixed(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}
