import type { Pixels } from "./picture.ts";

/** Tiles along each side, tones told apart, and how much more of a tone than the average counts. */
const tiles = 8;
const tones = 256;
const clip = 3;
/** A dark pixel is brightened by no more than this: what is in it is mostly noise. */
const mostGain = 6;

/**
 * A picture whose contrast is evened out place by place (contrast-limited adaptive histogram equalisation: Zuiderveld,
 * *Graphics Gems IV*, 1994). Luminance decides; the three channels of a pixel keep their proportions.
 */
export function evenContrast({ data, width, height }: Pixels): Pixels {
  const luminance = new Uint8Array(width * height);
  for (let pixel = 0, read = 0; pixel < luminance.length; pixel++, read += 3) {
    luminance[pixel] =
      0.299 * (data[read] as number) +
      0.587 * (data[read + 1] as number) +
      0.114 * (data[read + 2] as number);
  }
  const maps = Array.from({ length: tiles * tiles }, (_, tile) =>
    mapOf(luminance, width, height, tile % tiles, Math.floor(tile / tiles)),
  );
  const even = new Uint8Array(data.length);
  const across = placesOf(width);
  const down = placesOf(height);
  for (let row = 0; row < height; row++) {
    const { first: upper, next: lower, share: below } = down[row] as Place;
    for (let column = 0; column < width; column++) {
      const { first, next, share } = across[column] as Place;
      const pixel = row * width + column;
      const tone = luminance[pixel] as number;
      const value = (tileRow: number, tile: number) =>
        (maps[tileRow * tiles + tile] as Float32Array)[tone] as number;
      const above = value(upper, first) * (1 - share) + value(upper, next) * share;
      const under = value(lower, first) * (1 - share) + value(lower, next) * share;
      const gain = Math.min(mostGain, (above * (1 - below) + under * below + 1) / (tone + 1));
      for (let at = pixel * 3; at < pixel * 3 + 3; at++)
        even[at] = Math.min(255, (data[at] as number) * gain + 0.5);
    }
  }
  return { data: even, width, height };
}

/** What becomes of each tone in a tile: its place in the tile's clipped histogram. */
function mapOf(
  luminance: Uint8Array,
  width: number,
  height: number,
  column: number,
  row: number,
): Float32Array {
  const edge = (at: number, size: number) => Math.floor((at * size) / tiles);
  const [left, right] = [edge(column, width), edge(column + 1, width)];
  const [top, bottom] = [edge(row, height), edge(row + 1, height)];
  const counts = new Float64Array(tones);
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const tone = luminance[y * width + x] as number;
      counts[tone] = (counts[tone] as number) + 1;
    }
  }
  const count = Math.max(1, (right - left) * (bottom - top));
  const most = (clip * count) / tones;
  const cut = counts.reduce((sum, here) => sum + Math.max(0, here - most), 0) / tones;
  const map = new Float32Array(tones);
  let sum = 0;
  for (let tone = 0; tone < tones; tone++) {
    sum += Math.min(counts[tone] as number, most) + cut;
    map[tone] = (255 * sum) / count;
  }
  return map;
}

interface Place {
  readonly first: number;
  readonly next: number;
  readonly share: number;
}

/** Between the middles of which two tiles each pixel of a line lies. */
function placesOf(size: number): Place[] {
  return Array.from({ length: size }, (_, at) => {
    const place = Math.min(tiles - 1, Math.max(0, ((at + 0.5) * tiles) / size - 0.5));
    const first = Math.floor(place);
    return { first, next: Math.min(tiles - 1, first + 1), share: place - first };
  });
}
