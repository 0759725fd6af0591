import { black, type Colour, downwards, mix, white } from "../../drawing/colour.ts";
import { at, box, ellipse } from "../../drawing/shape.ts";
import { figure } from "../figure.ts";
import type { PaintScene, Scene } from "./scene.ts";

/** A wide landscape, a tower, and a small figure before it. */
export const ridges: PaintScene = (scene) => {
  const { canvas, look, palette, random } = scene;
  const { width, height } = canvas;
  canvas.cover(downwards(palette.sky, palette.glow, height * 0.1, height * 0.62));
  const sun = at(width * random.between(0.2, 0.8), height * random.between(0.33, 0.45));
  canvas.fill(ellipse(sun, width * 0.17), mix(palette.glow, white, 0.3), 0.5);
  canvas.fill(ellipse(sun, width * 0.12), mix(palette.glow, white, 0.75));
  for (let cloud = 0; cloud < 4; cloud++) {
    const [x, y] = [width * random.next(), height * random.between(0.26, 0.42)];
    for (let puff = -1; puff <= 1; puff++)
      canvas.fill(ellipse(at(x + puff * 34, y - (puff === 0 ? 8 : 0)), 34, 10), white, 0.55);
  }
  const tower = width * (sun.x < width / 2 ? random.between(0.62, 0.82) : random.between(0.18, 0.38));
  for (let layer = 0; layer < 5; layer++) {
    const share = layer / 4;
    const level = height * (0.5 + share * 0.3);
    if (layer === 3) towerAt(scene, tower, level + 15);
    ridge(scene, level, 70 - share * 40, mix(mix(palette.far, palette.glow, 0.45), palette.near, share));
  }
  figure(canvas, look.hero, {
    x: width * (tower > width / 2 ? 0.3 : 0.68),
    y: height * 0.73,
    height: height * random.between(0.28, 0.36),
    pose: random.pick(["proud", "running"]),
    mirrored: tower < width / 2,
  });
  canvas.fill(
    [
      at(-5, height * 0.9),
      at(width * 0.4, height * 0.86),
      at(width + 5, height * 0.91),
      at(width + 5, height + 5),
      at(-5, height + 5),
    ],
    palette.near,
  );
};

function ridge({ canvas, random }: Scene, level: number, swing: number, colour: Colour): void {
  const { width, height } = canvas;
  const [a, b, c] = [random.between(0, 9), random.between(60, 110), random.between(18, 35)];
  const line = Array.from({ length: 50 }, (_, index) => {
    const x = (index / 49) * (width + 10) - 5;
    const jag = Math.abs(((x / c + a) % 2) - 1) * swing * 0.45;
    return at(x, level + Math.sin(x / b + a) * swing - jag);
  });
  canvas.fill(
    [...line, at(width + 5, height + 5), at(-5, height + 5)],
    downwards(colour, mix(colour, white, 0.18), level - swing, level + 120),
  );
}

function towerAt({ canvas, palette, random }: Scene, x: number, base: number): void {
  const tall = random.between(150, 230);
  const wall = mix(palette.near, palette.far, 0.3);
  canvas.ink(
    [at(x - 24, base), at(x - 17, base - tall), at(x + 17, base - tall), at(x + 24, base)],
    wall,
    black,
    3,
  );
  canvas.ink(box(x - 26, base - tall - 16, 52, 20), wall, black, 3);
  canvas.ink(
    [at(x - 26, base - tall - 16), at(x, base - tall - 66), at(x + 26, base - tall - 16)],
    palette.accent,
    black,
    3,
  );
  for (let level = 0; level < 3; level++)
    canvas.fill(box(x - 5, base - tall + 22 + level * 44, 10, 18), palette.glow);
}
