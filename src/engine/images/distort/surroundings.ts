import { type Random, randomOf } from "../../seeded-random.ts";
import type { CaptureKind } from "./capture.ts";

type Rgb = readonly [red: number, green: number, blue: number];

/** What lies around the cover: a colour, and a tile of brightness that repeats. */
export interface Surroundings {
  readonly colour: Rgb;
  /** `tileSide`² factors, row by row. */
  readonly tile: Float32Array;
  /** How dark the cover's shadow is beside it; 0 where it lies flat on glass. */
  readonly shadow: number;
}

/** Side of a tile, pixels. */
export const tileSide = 256;

const tables: readonly [Rgb, ...Rgb[]] = [
  [0x6b, 0x4a, 0x2f],
  [0x8a, 0x8f, 0x94],
  [0x2e, 0x2a, 0x29],
  [0xb8, 0xa8, 0x8a],
  [0x3c, 0x4f, 0x45],
  [0xd9, 0xd4, 0xc7],
  [0x7a, 0x2f, 0x33],
  [0x31, 0x45, 0x6b],
];

/** What a scanner shows beside the page: an open lid, paper, a worn lid. */
const lids: readonly [Rgb, ...Rgb[]] = [
  [8, 8, 9],
  [252, 252, 250],
  [188, 190, 193],
];

const textures = ["wood", "cloth", "carpet"] as const;
type Texture = (typeof textures)[number] | "lid";

const tiles = new Map<Texture, Float32Array>();

/** Draws what the cover lies on: a table of some colour and texture, or the inside of a scanner. */
export function drawSurroundings(kind: CaptureKind, random: Random): Surroundings {
  if (kind === "scan") return { colour: random.pick(lids), tile: tileOf("lid"), shadow: 0 };
  return { colour: random.pick(tables), tile: tileOf(random.pick(textures)), shadow: 0.65 };
}

/** A texture is painted once: it is the same on every table, and no two pictures show the same part. */
function tileOf(texture: Texture): Float32Array {
  const known = tiles.get(texture);
  if (known) return known;
  const tile = paintTile(texture, randomOf(`tile ${texture}`));
  tiles.set(texture, tile);
  return tile;
}

function paintTile(texture: Texture, random: Random): Float32Array {
  const cycles = (2 * Math.PI) / tileSide;
  const rows = Float32Array.from({ length: tileSide }, () => random.between(-1, 1));
  const tile = new Float32Array(tileSide * tileSide);
  for (let y = 0; y < tileSide; y++) {
    for (let x = 0; x < tileSide; x++) {
      const grain = random.between(-1, 1);
      tile[y * tileSide + x] = 1 + deviation(texture, x * cycles, y * cycles, rows[y] as number, grain);
    }
  }
  return tile;
}

/** Of the brightness at a place of a tile; `x` and `y` go around once over the tile, so that it fits itself. */
function deviation(texture: Texture, x: number, y: number, row: number, grain: number): number {
  switch (texture) {
    case "wood":
      return 0.14 * Math.sin(17 * y + 2.5 * Math.sin(x)) + 0.07 * row + 0.04 * grain;
    case "cloth":
      return 0.12 * Math.sin(42 * x) * Math.sin(42 * y) + 0.06 * grain;
    case "carpet":
      return 0.28 * grain + 0.08 * Math.sin(3 * x + 2 * Math.sin(2 * y));
    case "lid":
      return 0.012 * grain;
  }
}
