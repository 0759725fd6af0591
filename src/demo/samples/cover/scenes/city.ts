import { black, type Colour, downwards, mix, type Paint, white } from "../../drawing/colour.ts";
import { at, box, ellipse } from "../../drawing/shape.ts";
import { figure } from "../figure.ts";
import type { PaintScene } from "./scene.ts";

/** Roofs at night, a great moon, somebody on the way. */
export const city: PaintScene = ({ canvas, look, palette, random }) => {
  const { width, height } = canvas;
  canvas.cover(downwards(mix(palette.sky, black, 0.3), palette.glow, 0, height * 0.95));
  const moon = at(width * random.between(0.3, 0.7), height * random.between(0.36, 0.46));
  const radius = width * random.between(0.24, 0.36);
  canvas.fill(ellipse(moon, radius * 1.12), mix(palette.glow, white, 0.3), 0.35);
  canvas.fill(ellipse(moon, radius), mix(palette.glow, white, 0.65));
  for (let crater = 0; crater < 6; crater++) {
    const angle = random.between(0, 6.28);
    const distance = radius * random.between(0.2, 0.75);
    const spot = at(moon.x + distance * Math.cos(angle), moon.y + distance * Math.sin(angle));
    canvas.fill(ellipse(spot, radius * random.between(0.06, 0.16)), mix(palette.glow, white, 0.4), 0.7);
  }
  for (const depth of [0, 0.5, 1]) {
    const colour = mix(palette.far, palette.near, depth);
    let x = random.between(-40, 0);
    while (x < width) {
      const wide = random.between(40, 95) * (0.8 + depth * 0.5);
      const top = height * (0.5 + depth * 0.14) + random.between(-70, 50);
      canvas.fill(
        box(x, top, wide, height),
        windows(colour, palette.accent, x, top, depth, random.whole(1, 999)),
      );
      if (random.chance(0.4)) canvas.stroke([at(x + wide / 2, top), at(x + wide / 2, top - 40)], 3, colour);
      x += wide + random.between(0, 8);
    }
  }
  const leaping = random.chance(0.6);
  figure(canvas, look.hero, {
    x: moon.x,
    y: leaping ? moon.y + 10 : height * 0.58,
    height: height * random.between(0.4, 0.5),
    pose: leaping ? "leaping" : random.pick(["proud", "running", "flying"]),
    mirrored: random.chance(0.5),
  });
  const roof = height * 0.87;
  canvas.ink(
    [
      at(-10, roof + 30),
      at(width * 0.55, roof),
      at(width + 10, roof + 45),
      at(width + 10, height + 10),
      at(-10, height + 10),
    ],
    palette.near,
    black,
    4,
  );
};

/** A front with some of its windows lit. */
function windows(wall: Colour, light: Colour, left: number, top: number, depth: number, seed: number): Paint {
  const pitch = 13 + depth * 4;
  return (x, y) => {
    const [column, row] = [Math.floor((x - left - 6) / pitch), Math.floor((y - top - 8) / (pitch * 1.4))];
    const [u, v] = [(x - left - 6) / pitch - column, (y - top - 8) / (pitch * 1.4) - row];
    const lit =
      column >= 0 && row >= 0 && (Math.imul(column * 71 + row * 193 + seed, 0x9e3779b1) >>> 24) % 100 < 38;
    return lit && u > 0.2 && u < 0.75 && v > 0.2 && v < 0.75 ? light : wall;
  };
}
