import type { Random } from "../../seeded-random.ts";

/** Stripes where a raster of dots meets the raster of a sensor: fine ones that swell and fade. */
export interface Moire {
  /** Of full scale. */
  readonly height: number;
  /** Cycles a pixel, across and down. */
  readonly fine: readonly [x: number, y: number];
  readonly slow: readonly [x: number, y: number];
  /** Where each channel's stripes begin, in turns: the printing inks' rasters lie at different angles. */
  readonly shift: readonly [red: number, green: number, blue: number];
}

/** Draws stripes of a given height, 5 to 20 pixels wide. */
export function drawMoire(height: number, random: Random): Moire {
  const wave = (shortest: number, longest: number): [number, number] => {
    const angle = random.between(0, 2 * Math.PI);
    const cycles = 1 / random.between(shortest, longest);
    return [cycles * Math.cos(angle), cycles * Math.sin(angle)];
  };
  return {
    height,
    fine: wave(5, 20),
    slow: wave(80, 300),
    shift: [0, random.between(0, 0.5), random.between(0, 0.5)],
  };
}

/** Writes into `lift` how far the stripes lift each channel at a pixel; 1 is from black to white. */
export function stripes(
  { height, fine, slow, shift }: Moire,
  x: number,
  y: number,
  lift: Float64Array,
): void {
  const phase = fine[0] * x + fine[1] * y;
  const swell = height * (0.5 + 0.5 * sine(slow[0] * x + slow[1] * y));
  lift[0] = swell * sine(phase + shift[0]);
  lift[1] = swell * sine(phase + shift[1]);
  lift[2] = swell * sine(phase + shift[2]);
}

const steps = 4096;
const sines = Float64Array.from({ length: steps }, (_, at) => Math.sin((2 * Math.PI * at) / steps));

/** Of so many turns. Looked up: a picture takes a million of them. */
function sine(turns: number): number {
  return sines[Math.floor(turns * steps) & (steps - 1)] as number;
}
