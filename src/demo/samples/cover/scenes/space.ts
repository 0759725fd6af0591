import { black, mix, type Paint, white } from "../../drawing/colour.ts";
import { at, ellipse, limb, type Point, star } from "../../drawing/shape.ts";
import { figure } from "../figure.ts";
import type { PaintScene, Scene } from "./scene.ts";

/** A ringed planet, stars, and a rocket or the hero in flight. */
export const space: PaintScene = (scene) => {
  const { canvas, look, palette, random } = scene;
  const { width, height } = canvas;
  const cloud = at(width * random.next(), height * random.between(0.3, 0.8));
  const dark = mix(palette.near, black, 0.5);
  canvas.cover((x, y) =>
    mix(mix(palette.sky, palette.glow, 0.25), dark, Math.hypot(x - cloud.x, y - cloud.y) / (height * 0.6)),
  );
  for (let index = 0; index < 130; index++) {
    canvas.fill(
      ellipse(at(width * random.next(), height * random.next()), random.between(0.6, 2.2)),
      white,
      random.between(0.4, 1),
    );
  }
  for (let index = 0; index < 5; index++) {
    const size = random.between(7, 15);
    canvas.fill(
      star(at(width * random.next(), height * random.between(0.25, 0.95)), 4, size, size * 0.18),
      white,
    );
  }
  const planet = at(width * random.between(0.2, 0.8), height * random.between(0.42, 0.75));
  const radius = width * random.between(0.22, 0.36);
  const tilt = random.between(-0.5, 0.5);
  const ring = (upper: boolean): void => ringHalf(scene, planet, radius, tilt, upper);
  ring(true);
  canvas.ink(ellipse(planet, radius), bands(scene, planet, radius, tilt), black, 3);
  ring(false);
  const moon = at(planet.x < width / 2 ? width * 0.82 : width * 0.17, height * random.between(0.3, 0.4));
  canvas.ink(ellipse(moon, width * 0.07), mix(palette.accent, white, 0.2), black, 3);
  const turn = random.between(0.3, 0.9) * (random.chance(0.5) ? 1 : -1);
  if (random.chance(0.5)) {
    rocket(scene, at(width * 0.5, height * 0.6), height * 0.42, turn);
  } else {
    figure(canvas, look.hero, {
      x: width * 0.5,
      y: height * 0.62,
      height: height * 0.5,
      pose: "flying",
      turn: turn * 0.5,
      mirrored: turn < 0,
    });
  }
};

function bands({ palette }: Scene, centre: Point, radius: number, tilt: number): Paint {
  return (x, y) => {
    const down = ((y - centre.y) * Math.cos(tilt) - (x - centre.x) * Math.sin(tilt)) / radius;
    const colour = mix(
      palette.glow,
      palette.accent,
      0.5 + 0.5 * Math.sin(down * 9 + Math.sin((x - centre.x) / 24) * 0.5),
    );
    const light = Math.hypot(x - centre.x + radius * 0.45, y - centre.y + radius * 0.45) / (radius * 1.5);
    return mix(colour, black, Math.max(0, light - 0.45) * 1.3);
  };
}

function ringHalf(
  { canvas, palette }: Scene,
  centre: Point,
  radius: number,
  tilt: number,
  upper: boolean,
): void {
  const points = Array.from({ length: 40 }, (_, index) => {
    const angle = (upper ? Math.PI : 0) + (index / 39) * Math.PI;
    const [x, y] = [radius * 1.7 * Math.cos(angle), radius * 0.38 * Math.sin(angle)];
    return at(
      centre.x + x * Math.cos(tilt) - y * Math.sin(tilt),
      centre.y + x * Math.sin(tilt) + y * Math.cos(tilt),
    );
  });
  canvas.stroke(points, 17, black);
  canvas.stroke(points, 12, mix(palette.glow, white, 0.5));
  canvas.stroke(points, 4, palette.far);
}

function rocket({ canvas, palette }: Scene, centre: Point, length: number, turn: number): void {
  const place = (x: number, y: number): Point => {
    const [across, down] = [x * length, y * length];
    return at(
      centre.x + across * Math.cos(turn) - down * Math.sin(turn),
      centre.y + across * Math.sin(turn) + down * Math.cos(turn),
    );
  };
  const flame = [
    place(-0.08, 0.4),
    place(-0.05, 0.62),
    place(0, 0.52),
    place(0.03, 0.72),
    place(0.06, 0.53),
    place(0.09, 0.4),
  ];
  canvas.ink(flame, palette.glow, black, 4);
  for (const side of [-1, 1]) {
    canvas.ink(
      [place(0.1 * side, 0.15), place(0.26 * side, 0.46), place(0.08 * side, 0.38)],
      palette.accent,
      black,
      4,
    );
  }
  const hull = [
    place(0, -0.5),
    place(0.08, -0.34),
    place(0.13, -0.1),
    place(0.13, 0.15),
    place(0.09, 0.4),
    place(-0.09, 0.4),
    place(-0.13, 0.15),
    place(-0.13, -0.1),
    place(-0.08, -0.34),
  ];
  canvas.ink(
    hull,
    (x, y) =>
      (x - centre.x) * Math.cos(turn) + (y - centre.y) * Math.sin(turn) > 0.03 * length
        ? mix(white, palette.far, 0.5)
        : white,
    black,
    4,
  );
  canvas.ink([place(0, -0.5), place(0.08, -0.34), place(-0.08, -0.34)], palette.accent, black, 4);
  canvas.ink(ellipse(place(0, -0.12), length * 0.065), palette.sky, black, 4);
  canvas.fill(limb(place(-0.02, -0.14), 3, place(0.01, -0.15), 2), white);
}
