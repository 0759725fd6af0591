/** Red, green and blue in one number, 0xRRGGBB: millions are made for a picture, and a number is free. */
export type Colour = number;

/** What a shape is filled with: one colour, or a colour for each point. */
export type Paint = Colour | ((x: number, y: number) => Colour);

export const black: Colour = 0x121016;
export const white: Colour = 0xfaf7f0;

/** `#rrggbb` as a colour. */
export function hex(text: string): Colour {
  return Number.parseInt(text.slice(1), 16);
}

/** From one colour (0) to the other (1). */
export function mix(from: Colour, to: Colour, share: number): Colour {
  if (share <= 0) return from;
  if (share >= 1) return to;
  const red = (from >> 16) + ((to >> 16) - (from >> 16)) * share;
  const green = ((from >> 8) & 255) + (((to >> 8) & 255) - ((from >> 8) & 255)) * share;
  const blue = (from & 255) + ((to & 255) - (from & 255)) * share;
  return (red << 16) | (green << 8) | blue;
}

/** A gradient down the picture, from `top` to `bottom`. */
export function downwards(from: Colour, to: Colour, top: number, bottom: number): Paint {
  return (_x, y) => mix(from, to, (y - top) / (bottom - top));
}

/**
 * Printer's dots on a ground, in a grid turned by 45 degrees.
 *
 * @param density the share of ink at a point, 0 to 1
 */
export function halftone(
  ground: Colour,
  ink: Colour,
  pitch: number,
  density: (x: number, y: number) => number,
): Paint {
  return (x, y) => {
    const u = (((x + y) / pitch) % 1) - 0.5;
    const v = (((((x - y) / pitch) % 1) + 1) % 1) - 0.5;
    const radius = Math.sqrt(Math.max(0, density(x, y)) / Math.PI);
    return mix(ground, ink, (radius - Math.sqrt(u * u + v * v)) * pitch * 0.7 + 0.5);
  };
}
