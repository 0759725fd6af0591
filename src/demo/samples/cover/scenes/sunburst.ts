import { black, halftone, mix, white } from "../../drawing/colour.ts";
import { at, box, star } from "../../drawing/shape.ts";
import { figure, poseNames } from "../figure.ts";
import type { PaintScene } from "./scene.ts";

/** The hero before rays of light. */
export const sunburst: PaintScene = ({ canvas, look, palette, random }) => {
  const { width, height } = canvas;
  const centre = at(width * random.between(0.35, 0.65), height * random.between(0.45, 0.62));
  const far = Math.hypot(width, height);
  canvas.cover(
    halftone(
      palette.sky,
      mix(palette.sky, black, 0.35),
      9,
      (x, y) => Math.hypot(x - centre.x, y - centre.y) / far,
    ),
  );
  const rays = random.whole(11, 18);
  const turn = random.next();
  for (let ray = 0; ray < rays; ray++) {
    const angle = turn + (ray * 2 * Math.PI) / rays;
    const half = (Math.PI / rays) * 0.5;
    const edge = (side: number) =>
      at(centre.x + far * Math.cos(angle + side * half), centre.y + far * Math.sin(angle + side * half));
    canvas.fill([centre, edge(-1), edge(1)], palette.glow, 0.9);
  }
  const reach = randomReach(random.between(0.75, 0.9));
  canvas.ink(
    star(centre, 14, width * 0.42, width * 0.3, turn, reach),
    mix(palette.glow, white, 0.55),
    black,
    4,
  );
  const ground = height * random.between(0.86, 0.9);
  for (let stone = 0; stone < 11; stone++) {
    const x = (stone / 10) * width;
    const size = random.between(24, 70);
    canvas.ink(
      star(at(x, ground + 40), 5, size, size * 0.8, random.next() * 6),
      mix(palette.far, palette.near, random.next()),
      black,
      3,
    );
  }
  canvas.fill(box(0, ground + 45, width, height), palette.near);
  figure(canvas, look.hero, {
    x: centre.x,
    y: centre.y + height * 0.03,
    height: height * random.between(0.56, 0.64),
    pose: random.pick(poseNames),
    turn: random.between(-0.15, 0.15),
    mirrored: random.chance(0.5),
  });
};

function randomReach(least: number): (index: number) => number {
  return (index) => least + (1 - least) * Math.abs(Math.sin(index * 2.7));
}
