import type { Random } from "../../seeded-random.ts";

/** Reflections on a glossy cover. */
export interface Glare {
  readonly spots: readonly Spot[];
  /** The distance, in radii of a spot, at which it hides half of what lies under it. */
  readonly reach: number;
}

interface Spot {
  readonly x: number;
  readonly y: number;
  readonly cosine: number;
  readonly sine: number;
  /** Half axes, in heights of the cover. */
  readonly long: number;
  readonly short: number;
}

/** How far from the half-hidden line a spot is whole and gone, in shares of its reach. */
const softness = 0.4;

/**
 * Draws one to three reflections of windows and lamps, as wide as it takes for them to hide half or more over the
 * share `area` of the places given: pairs of coordinates in heights of the cover.
 */
export function drawGlare(area: number, shape: number, seen: Float64Array, random: Random): Glare | null {
  if (area <= 0 || seen.length === 0) return null;
  const spots = Array.from({ length: random.whole(1, 3) }, (): Spot => {
    const angle = random.between(0, Math.PI);
    const long = random.between(0.5, 1);
    return {
      x: random.next() * shape,
      y: random.next(),
      cosine: Math.cos(angle),
      sine: Math.sin(angle),
      long,
      short: long * random.between(0.25, 1),
    };
  });
  const distances = new Float64Array(seen.length / 2);
  for (let at = 0; at < distances.length; at++) {
    distances[at] = distanceTo(spots, seen[at * 2] as number, seen[at * 2 + 1] as number);
  }
  distances.sort();
  const reach = distances[Math.min(distances.length - 1, Math.floor(distances.length * area))] as number;
  return reach > 0 ? { spots, reach } : null;
}

/** The share of a place's colour that is white light, 0..1; the place in heights of the cover. */
export function whiteness({ spots, reach }: Glare, x: number, y: number): number {
  const beyond = distanceTo(spots, x, y) / reach - 1;
  return Math.min(1, Math.max(0, 0.5 - beyond / (2 * softness)));
}

/** To the nearest spot's centre, in its radii. */
function distanceTo(spots: readonly Spot[], x: number, y: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (const spot of spots) {
    const dx = x - spot.x;
    const dy = y - spot.y;
    const along = (dx * spot.cosine + dy * spot.sine) / spot.long;
    const across = (dy * spot.cosine - dx * spot.sine) / spot.short;
    const square = along * along + across * across;
    if (square < nearest) nearest = square;
  }
  return Math.sqrt(nearest);
}
