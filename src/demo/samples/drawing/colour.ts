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

/** The same colour around the colour wheel by so many turns, its grey value nearly kept (a turn in YIQ). */
export function turnHue(colour: Colour, turns: number): Colour {
  const [red, green, blue] = [colour >> 16, (colour >> 8) & 255, colour & 255];
  const [cosine, sine] = [Math.cos(2 * Math.PI * turns), Math.sin(2 * Math.PI * turns)];
  const grey = 0.299 * red + 0.587 * green + 0.114 * blue;
  const warm = 0.596 * red - 0.274 * green - 0.322 * blue;
  const vivid = 0.211 * red - 0.523 * green + 0.312 * blue;
  const [i, q] = [warm * cosine - vivid * sine, warm * sine + vivid * cosine];
  const channel = (value: number): number => Math.min(255, Math.max(0, Math.round(value)));
  return (
    (channel(grey + 0.956 * i + 0.621 * q) << 16) |
    (channel(grey - 0.272 * i - 0.647 * q) << 8) |
    channel(grey - 1.106 * i + 1.703 * q)
  );
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
