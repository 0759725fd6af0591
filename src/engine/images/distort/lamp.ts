import type { Random } from "../../seeded-random.ts";

/** A lamp on one side, its colour, and often a soft shadow: somebody stands before it. */
export interface Lamp {
  readonly bright: number;
  /** Red is brighter and blue darker by this share. */
  readonly warmth: number;
  readonly slopeX: number;
  readonly slopeY: number;
  readonly shadow: number;
  readonly edge: number;
  readonly lean: number;
}

/** Draws a lamp whose light falls off by up to the share `uneven` from one side of the picture to the other. */
export function drawLamp(uneven: number, random: Random): Lamp {
  const angle = random.between(0, 2 * Math.PI);
  const slope = random.between(0, uneven);
  return {
    bright: 1 + random.between(-0.5, 0.3) * uneven,
    warmth: random.between(-0.2, 0.3) * uneven,
    slopeX: Math.cos(angle) * slope,
    slopeY: Math.sin(angle) * slope,
    shadow: random.chance(0.5) ? 0.9 * uneven : 0,
    edge: random.between(0.15, 0.85),
    lean: random.between(-0.4, 0.4),
  };
}

/** The light on a point of the picture, 0 to 1 both ways; 1 changes nothing. */
export function brightness(lamp: Lamp, x: number, y: number): number {
  const even = lamp.bright + lamp.slopeX * (x - 0.5) + lamp.slopeY * (y - 0.5);
  const dark = lamp.shadow * Math.min(1, Math.max(0, (x + lamp.lean * y - lamp.edge) * 5));
  return even * (1 - dark);
}
