import { black, downwards, mix, white } from "../../drawing/colour.ts";
import { at, ellipse, type Point, type Shape } from "../../drawing/shape.ts";
import { figure } from "../figure.ts";
import type { PaintScene } from "./scene.ts";

/** Something huge with many teeth, and somebody small before it. */
export const creature: PaintScene = ({ canvas, look, palette, random }) => {
  const { width, height } = canvas;
  canvas.cover(downwards(palette.glow, palette.sky, height * 0.15, height * 0.85));
  const centre = at(width * random.between(0.42, 0.58), height * random.between(0.46, 0.52));
  const size = width * random.between(0.36, 0.44);
  const body = mix(palette.near, palette.far, 0.35);
  for (let spike = 0; spike < 9; spike++) {
    const angle = Math.PI + (spike / 8) * Math.PI;
    const [x, y] = [Math.cos(angle), Math.sin(angle)];
    const root = (turn: number): Point =>
      at(centre.x + size * 0.9 * Math.cos(angle + turn), centre.y + size * 0.9 * Math.sin(angle + turn));
    canvas.ink(
      [root(-0.14), at(centre.x + x * size * 1.3, centre.y + y * size * 1.3), root(0.14)],
      palette.accent,
      black,
      4,
    );
  }
  canvas.ink(
    bump(centre, size, height),
    (x, y) =>
      mix(body, black, Math.max(0, (x - centre.x) / size) * 0.5 + Math.max(0, (y - centre.y) / height) * 0.5),
    black,
    6,
  );
  const eyes = random.pick([1, 2, 3]);
  for (let eye = 0; eye < eyes; eye++) {
    const spot = at(
      centre.x + (eye - (eyes - 1) / 2) * size * 0.62,
      centre.y - size * (eyes === 3 && eye === 1 ? 0.45 : 0.25),
    );
    const radius = size * (eyes === 1 ? 0.32 : 0.2);
    canvas.ink(ellipse(spot, radius), mix(palette.glow, white, 0.5), black, 5);
    canvas.fill(ellipse(at(spot.x, spot.y + radius * 0.15), radius * 0.28, radius * 0.75), black);
    canvas.fill(ellipse(at(spot.x - radius * 0.3, spot.y - radius * 0.35), radius * 0.16), white);
  }
  const mouth = at(centre.x, centre.y + size * 0.42);
  const [wide, deep] = [size * random.between(0.62, 0.78), size * random.between(0.3, 0.42)];
  canvas.ink(ellipse(mouth, wide, deep), mix(palette.accent, black, 0.65), black, 6);
  const teeth = random.whole(5, 8);
  for (const jaw of [-1, 1]) {
    for (let tooth = 0; tooth < teeth; tooth++) {
      const x = (tooth + 0.5) / teeth - 0.5;
      const edge = (u: number): Point =>
        at(mouth.x + u * 2 * wide, mouth.y + jaw * deep * Math.sqrt(Math.max(0, 1 - (u * 2) ** 2)));
      const half = 0.4 / teeth;
      canvas.ink(
        [edge(x - half), edge(x + half), at(mouth.x + x * 2 * wide, edge(x).y - jaw * deep * 0.55)],
        white,
        black,
        2.5,
      );
    }
  }
  const ground = height * 0.85;
  canvas.fill(
    [
      at(-5, ground + 10),
      at(width * 0.5, ground - 12),
      at(width + 5, ground + 16),
      at(width + 5, height + 5),
      at(-5, height + 5),
    ],
    palette.near,
  );
  figure(canvas, look.hero, {
    x: width * random.between(0.35, 0.65),
    y: ground - height * 0.1,
    height: height * random.between(0.24, 0.3),
    pose: random.pick(["proud", "leaping", "running"]),
    mirrored: random.chance(0.5),
  });
};

function bump(centre: Point, size: number, height: number): Shape {
  const top = Array.from({ length: 31 }, (_, index) => {
    const angle = Math.PI + (index / 30) * Math.PI;
    return at(centre.x + size * Math.cos(angle), centre.y + size * Math.sin(angle));
  });
  return [...top, at(centre.x + size * 1.25, height + 10), at(centre.x - size * 1.25, height + 10)];
}
