import { black, type Colour, downwards, mix, white } from "../../drawing/colour.ts";
import { at, ellipse, type Point } from "../../drawing/shape.ts";
import type { PaintScene, Scene } from "./scene.ts";

/** A ship on high waves under a striped sun; on some covers something rises beside it. */
export const sea: PaintScene = (scene) => {
  const { canvas, palette, random } = scene;
  const { width, height } = canvas;
  canvas.cover(downwards(palette.sky, mix(palette.glow, white, 0.2), 0, height * 0.7));
  const sun = at(width * random.between(0.25, 0.75), height * random.between(0.42, 0.52));
  const radius = width * random.between(0.22, 0.34);
  canvas.fill(ellipse(sun, radius), (_x, y) =>
    y > sun.y && (y - sun.y) % 22 > 13 ? mix(palette.glow, palette.sky, 0.4) : palette.accent,
  );
  for (let bird = 0; bird < 5; bird++) {
    const [x, y, size] = [width * random.next(), height * random.between(0.27, 0.45), random.between(7, 15)];
    canvas.stroke([at(x - size, y - size * 0.5), at(x, y), at(x + size, y - size * 0.5)], 2.5, palette.near);
  }
  const level = height * 0.66;
  const arms = random.chance(0.55);
  wave(scene, level - 10, 10, mix(palette.far, palette.glow, 0.35));
  if (arms)
    for (const side of [0.12, 0.5, 0.88])
      tentacle(scene, at(width * side, height * 0.82), random.between(190, 300));
  ship(
    scene,
    at(width * random.between(0.35, 0.65), level + 20),
    width * random.between(0.26, 0.36),
    random.between(-0.14, 0.14),
  );
  wave(scene, level + 38, 15, palette.far);
  wave(scene, level + 95, 20, mix(palette.far, palette.near, 0.5));
  wave(scene, level + 165, 24, palette.near);
};

function wave({ canvas, random }: Scene, level: number, swing: number, colour: Colour): void {
  const { width, height } = canvas;
  const [phase, length] = [random.between(0, 6), random.between(38, 60)];
  const crest = Array.from({ length: 60 }, (_, index) => {
    const x = (index / 59) * (width + 20) - 10;
    return at(x, level - Math.abs(Math.sin(x / length + phase)) * swing * 1.6 + Math.sin(x / 130) * swing);
  });
  canvas.fill([...crest, at(width + 10, height + 10), at(-10, height + 10)], colour);
  canvas.stroke(crest, 5, mix(colour, white, 0.65));
}

function ship({ canvas, palette, look }: Scene, keel: Point, size: number, turn: number): void {
  const place = (x: number, y: number): Point =>
    at(
      keel.x + size * (x * Math.cos(turn) - y * Math.sin(turn)),
      keel.y + size * (x * Math.sin(turn) + y * Math.cos(turn)),
    );
  for (const [x, tall] of [
    [-0.4, 1.25],
    [0.25, 1.5],
  ] as const) {
    canvas.stroke([place(x, -0.1), place(x, -tall)], 6, palette.near);
    for (const [low, high] of [
      [0.3, 0.75],
      [0.8, 1.2],
    ] as const) {
      if (high > tall) continue;
      const sail = [
        place(x - 0.32, -high),
        place(x + 0.3, -high),
        place(x + 0.46, -(low + high) / 2),
        place(x + 0.36, -low),
        place(x - 0.36, -low),
      ];
      canvas.ink(sail, look.hero.suit, black, 3.5);
      canvas.stroke([place(x - 0.2, -high), place(x - 0.22, -low)], 4, mix(look.hero.suit, white, 0.4));
    }
    canvas.ink(
      [place(x, -tall), place(x + 0.28, -tall + 0.07), place(x, -tall + 0.14)],
      palette.accent,
      black,
      2.5,
    );
  }
  const hull = [
    place(-1, -0.35),
    place(-0.75, -0.15),
    place(0.65, -0.15),
    place(1.05, -0.35),
    place(0.75, 0.35),
    place(-0.7, 0.35),
  ];
  canvas.ink(hull, (_x, y) => (y > keel.y ? palette.near : mix(palette.near, look.hero.trim, 0.6)), black, 4);
  for (let port = -2; port <= 2; port++)
    canvas.fill(ellipse(place(port * 0.27, 0.02), size * 0.045), palette.glow);
}

function tentacle({ canvas, palette, random }: Scene, root: Point, length: number): void {
  const lean = random.between(-0.6, 0.6);
  const spine = Array.from({ length: 24 }, (_, index) => {
    const share = index / 23;
    const curl = Math.sin(share * 4.4 + lean) * 46 * share;
    return at(root.x + lean * length * share * 0.5 + curl, root.y - length * share);
  });
  const skin = mix(palette.accent, palette.near, 0.45);
  for (const [index, point] of spine.entries()) canvas.fill(ellipse(point, 31 - index * 1.05), black);
  for (const [index, point] of spine.entries()) canvas.fill(ellipse(point, 27 - index * 1.05), skin);
  for (const [index, { x, y }] of spine.entries()) {
    if (index % 2 === 1) continue;
    canvas.fill(ellipse(at(x + 10 - index * 0.35, y), 5.5 - index * 0.15), mix(palette.accent, white, 0.6));
  }
}
