import { Canvas } from "../../drawing/canvas.ts";
import { black, type Paint, white } from "../../drawing/colour.ts";
import { at, box, type Shape } from "../../drawing/shape.ts";
import { city } from "./city.ts";
import { creature } from "./creature.ts";
import { mask } from "./mask.ts";
import { ridges } from "./ridges.ts";
import type { PaintScene } from "./scene.ts";
import { sea } from "./sea.ts";

const inside: readonly [PaintScene, ...PaintScene[]] = [city, creature, mask, ridges, sea];

/** A page of slanted panels, each with a scene of its own. */
export const panels: PaintScene = ({ canvas, look, palette, random }) => {
  const { width, height } = canvas;
  canvas.cover(white);
  const top = height * 0.24;
  const middle = height * random.between(0.52, 0.64);
  const slant = random.between(12, 46) * (random.chance(0.5) ? 1 : -1);
  const split = width * random.between(0.38, 0.62);
  const gutter = 6;
  const shapes: Shape[] = [
    [
      at(10, top),
      at(split + slant - gutter, top),
      at(split - slant - gutter, middle + slant / 2),
      at(10, middle),
    ],
    [
      at(split + slant + gutter, top),
      at(width - 10, top),
      at(width - 10, middle + slant),
      at(split - slant + gutter, middle + slant / 2),
    ],
    [
      at(10, middle + 12),
      at(width - 10, middle + slant + 12),
      at(width - 10, height - 10),
      at(10, height - 10),
    ],
  ];
  canvas.fill(box(0, 0, width, top), palette.sky);
  const palettes = look.palettes;
  shapes.forEach((shape, index) => {
    const part = new Canvas(width, height);
    random.pick(inside)({
      canvas: part,
      look,
      palette: palettes[index % palettes.length] ?? palette,
      random,
    });
    canvas.ink(shape, shrunk(part, shape), black, 5);
  });
};

/** The middle of a picture, made small enough to fill the panel. */
function shrunk(part: Canvas, panel: Shape): Paint {
  const xs = panel.map(({ x }) => x);
  const ys = panel.map(({ y }) => y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const scale = Math.max((right - left) / part.width, (bottom - top) / (part.height * 0.58));
  const show = part.asPaint();
  return (x, y) =>
    show(
      part.width / 2 + (x - (left + right) / 2) / scale,
      part.height * 0.53 + (y - (top + bottom) / 2) / scale,
    );
}
