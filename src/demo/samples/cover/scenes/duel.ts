import { black, halftone, mix, white } from "../../drawing/colour.ts";
import { at, star } from "../../drawing/shape.ts";
import { figure } from "../figure.ts";
import type { PaintScene } from "./scene.ts";

/** Hero and rival, each on a side of their own, and the blow between them. */
export const duel: PaintScene = ({ canvas, look, palette, random }) => {
  const { width, height } = canvas;
  const lean = random.between(40, 150) * (random.chance(0.5) ? 1 : -1);
  const side = (x: number): number => (x < width / 2 ? 0 : 1);
  canvas.cover(halftone(palette.accent, mix(palette.accent, white, 0.45), 12, (_x, y) => 0.7 - y / height));
  canvas.fill(
    [
      at(width / 2 + lean, -5),
      at(width + 5, -5),
      at(width + 5, height + 5),
      at(width / 2 - lean, height + 5),
    ],
    halftone(palette.sky, mix(palette.sky, black, 0.5), 12, (_x, y) => y / height - 0.2),
  );
  canvas.stroke([at(width / 2 + lean, -5), at(width / 2 - lean, height + 5)], 9, white);
  const centre = at(width / 2, height * random.between(0.42, 0.56));
  const burst = star(
    centre,
    12,
    width * 0.27,
    width * 0.13,
    random.next(),
    (index) => 0.7 + 0.3 * Math.abs(Math.sin(index * 3.1)),
  );
  canvas.ink(burst, palette.glow, black, 5);
  canvas.ink(star(centre, 12, width * 0.16, width * 0.09, random.next()), white, palette.accent, 4);
  const swap = random.chance(0.5);
  const tall = height * 0.5;
  const poses = ["running", "flying", "leaping"] as const;
  for (const x of [width * 0.25, width * 0.75]) {
    const left = side(x) === 0;
    figure(canvas, left === swap ? look.rival : look.hero, {
      x,
      y: height * random.between(0.58, 0.66),
      height: tall * random.between(0.95, 1.1),
      pose: random.pick(poses),
      turn: (left ? 1 : -1) * random.between(0.05, 0.28),
      mirrored: !left,
    });
  }
};
