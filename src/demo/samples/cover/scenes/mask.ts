import { black, halftone, mix, white } from "../../drawing/colour.ts";
import { at, ellipse, type Point, type Shape } from "../../drawing/shape.ts";
import type { PaintScene } from "./scene.ts";

/** A masked face, close. */
export const mask: PaintScene = ({ canvas, look, palette, random }) => {
  const { width, height } = canvas;
  const who = random.chance(0.6) ? look.hero : look.rival;
  const tilt = random.between(0.5, 1.1) * (random.chance(0.5) ? 1 : -1);
  const stripe = random.between(46, 80);
  canvas.cover((x, y) =>
    ((((x + y * tilt) / stripe) % 2) + 2) % 2 < 1 ? palette.accent : mix(palette.accent, palette.sky, 0.75),
  );
  const centre = at(width * random.between(0.42, 0.58), height * 0.56);
  const size = width * random.between(0.31, 0.37);
  const turn = random.between(-0.12, 0.12);
  const side = random.between(-0.12, 0.12);
  const place = (x: number, y: number): Point =>
    at(
      centre.x + size * (x * Math.cos(turn) - y * Math.sin(turn)),
      centre.y + size * (x * Math.sin(turn) + y * Math.cos(turn)),
    );
  const shape = (points: readonly (readonly [number, number])[]): Shape =>
    points.map(([x, y]) => place(x, y));

  canvas.ink(
    shape([
      [-0.5, 0.8],
      [-2, 1.35],
      [-2.2, 3],
      [2.2, 3],
      [2, 1.35],
      [0.5, 0.8],
    ]),
    who.cape ?? mix(who.suit, black, 0.3),
    black,
    6,
  );
  const face = shape([
    [-1, -0.5],
    [-0.75, -1.05],
    [0, -1.3],
    [0.75, -1.05],
    [1, -0.5],
    [0.95, 0.25],
    [0.62, 0.95],
    [0.22, 1.22],
    [-0.22, 1.22],
    [-0.62, 0.95],
    [-0.95, 0.25],
  ]);
  const shade = halftone(who.skin, mix(who.skin, black, 0.45), 8, (x) => ((x - centre.x) / size) * 0.55);
  canvas.ink(face, shade, black, 6);
  const cowl = shape([
    [-1, -0.5],
    [-0.75, -1.05],
    [0, -1.3],
    [0.75, -1.05],
    [1, -0.5],
    [0.97, 0.2],
    [0.55, 0.32],
    [0.2 + side, 0.12],
    [side, 0.42],
    [-0.2 + side, 0.12],
    [-0.55, 0.32],
    [-0.97, 0.2],
  ]);
  canvas.ink(
    cowl,
    halftone(who.suit, mix(who.suit, black, 0.55), 8, (x) => 0.15 + ((x - centre.x) / size) * 0.5),
    black,
    6,
  );
  if (random.chance(0.5)) {
    for (const ear of [-1, 1])
      canvas.ink(
        shape([
          [ear * 0.95, -0.55],
          [ear * 1.02, -1.6],
          [ear * 0.5, -1.1],
        ]),
        who.suit,
        black,
        6,
      );
  } else {
    canvas.ink(
      shape([
        [-0.16, -1.28],
        [0, -1.75],
        [0.16, -1.28],
        [0, -0.6],
      ]),
      who.trim,
      black,
      5,
    );
  }
  for (const eye of [-1, 1]) {
    canvas.ink(
      shape([
        [eye * 0.14 + side, -0.02],
        [eye * 0.68 + side, -0.28],
        [eye * 0.6 + side, 0.05],
        [eye * 0.32 + side, 0.12],
      ]),
      white,
      black,
      5,
    );
  }
  const grim = random.between(-0.1, 0.12);
  canvas.stroke(
    [place(-0.3 + side, 0.78 + grim), place(side, 0.72), place(0.3 + side, 0.78 + grim)],
    7,
    black,
  );
  canvas.stroke([place(-0.12 + side, 0.98), place(0.12 + side, 0.98)], 4, mix(who.skin, black, 0.5));
  for (let drop = 0; drop < 26; drop++) {
    const spot = at(width * random.next(), height * random.next());
    if (Math.hypot(spot.x - centre.x, spot.y - centre.y) > size * 1.5)
      canvas.fill(ellipse(spot, random.between(2, 7)), palette.glow);
  }
};
