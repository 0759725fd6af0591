import type { Canvas } from "../drawing/canvas.ts";
import { black, type Colour, mix, type Paint, white } from "../drawing/colour.ts";
import { at, ellipse, limb, type Point, type Shape, star } from "../drawing/shape.ts";
import type { Costume } from "./look.ts";

/** The joints of a body around its hips, in body heights; left and right as one sees them. */
interface Pose {
  readonly head: Point;
  readonly shoulders: readonly [Point, Point];
  readonly elbows: readonly [Point, Point];
  readonly hands: readonly [Point, Point];
  readonly hips: readonly [Point, Point];
  readonly knees: readonly [Point, Point];
  readonly feet: readonly [Point, Point];
  /** Where the wind takes the cape. */
  readonly wind: Point;
}

const hips = [at(-0.055, 0), at(0.055, 0)] as const;
const shoulders = [at(-0.12, -0.31), at(0.12, -0.31)] as const;

const poses = {
  proud: {
    head: at(0, -0.43),
    shoulders,
    elbows: [at(-0.235, -0.19), at(0.235, -0.19)],
    hands: [at(-0.1, -0.05), at(0.1, -0.05)],
    hips,
    knees: [at(-0.1, 0.22), at(0.1, 0.22)],
    feet: [at(-0.13, 0.45), at(0.13, 0.45)],
    wind: at(0.3, 0.3),
  },
  flying: {
    head: at(0.05, -0.42),
    shoulders: [at(-0.09, -0.3), at(0.14, -0.32)],
    elbows: [at(-0.23, -0.2), at(0.25, -0.47)],
    hands: [at(-0.13, -0.08), at(0.34, -0.64)],
    hips,
    knees: [at(-0.12, 0.17), at(0.03, 0.24)],
    feet: [at(-0.24, 0.35), at(-0.06, 0.46)],
    wind: at(-0.38, 0.34),
  },
  running: {
    head: at(0.09, -0.42),
    shoulders: [at(-0.06, -0.31), at(0.14, -0.3)],
    elbows: [at(-0.2, -0.2), at(0.28, -0.2)],
    hands: [at(-0.28, -0.36), at(0.36, -0.33)],
    hips,
    knees: [at(-0.13, 0.19), at(0.2, 0.1)],
    feet: [at(-0.33, 0.26), at(0.19, 0.36)],
    wind: at(-0.45, 0.12),
  },
  leaping: {
    head: at(-0.03, -0.42),
    shoulders: [at(-0.13, -0.33), at(0.1, -0.3)],
    elbows: [at(-0.27, -0.44), at(0.26, -0.29)],
    hands: [at(-0.38, -0.6), at(0.39, -0.38)],
    hips,
    knees: [at(-0.2, 0.09), at(0.17, 0.17)],
    feet: [at(-0.17, 0.31), at(0.31, 0.37)],
    wind: at(0.36, 0.22),
  },
} as const satisfies Record<string, Pose>;

export const poseNames = [
  "proud",
  "flying",
  "running",
  "leaping",
] as const satisfies readonly (keyof typeof poses)[];

/** Where and how a figure stands. */
export interface Stance {
  /** The hips. */
  readonly x: number;
  readonly y: number;
  /** From crown to sole, in pixels. */
  readonly height: number;
  readonly pose: keyof typeof poses;
  readonly turn?: number;
  readonly mirrored?: boolean;
}

/** Paints a costumed figure, inked, lit from the left. */
export function figure(canvas: Canvas, costume: Costume, stance: Stance): void {
  const { x, y, height, turn = 0, mirrored = false } = stance;
  const pose: Pose = poses[stance.pose];
  const side = mirrored ? -1 : 1;
  const place = (point: Point): Point => {
    const [across, down] = [point.x * side * height, point.y * height];
    return at(
      x + across * Math.cos(turn) - down * Math.sin(turn),
      y + across * Math.sin(turn) + down * Math.cos(turn),
    );
  };
  const thick = (share: number): number => share * height;
  const line = Math.max(1.5, height / 110);
  const { suit, trim, cape, skin } = costume;

  if (cape !== null) canvas.ink(capeShape(pose, place), folds(cape, x, height), black, line);
  const part = (from: Point, to: Point, wide: number, narrow: number, colour: Colour): void => {
    const [start, end] = [place(from), place(to)];
    canvas.ink(limb(start, thick(wide), end, thick(narrow)), lit(colour, start, end), black, line);
  };
  for (const index of [1, 0] as const) {
    part(pose.hips[index], pose.knees[index], 0.06, 0.045, suit);
    part(pose.knees[index], pose.feet[index], 0.045, 0.033, trim);
  }
  part(pose.shoulders[1], pose.elbows[1], 0.045, 0.037, suit);
  part(pose.elbows[1], pose.hands[1], 0.037, 0.042, trim);
  torso(canvas, costume, pose, place, line, height);
  part(pose.shoulders[0], pose.elbows[0], 0.045, 0.037, suit);
  part(pose.elbows[0], pose.hands[0], 0.037, 0.042, trim);
  const head = place(pose.head);
  canvas.ink(ellipse(head, thick(0.055), thick(0.068), turn), skin, black, line);
  mask(canvas, costume, head, thick(0.055), turn, side);
}

function torso(
  canvas: Canvas,
  { suit, trim, emblem }: Costume,
  pose: Pose,
  place: (point: Point) => Point,
  line: number,
  height: number,
): void {
  const [left, right] = pose.shoulders;
  const [hipLeft, hipRight] = pose.hips;
  const body = [
    at(left.x - 0.03, left.y - 0.02),
    at(pose.head.x - 0.03, left.y - 0.06),
    at(pose.head.x + 0.03, right.y - 0.06),
    at(right.x + 0.03, right.y - 0.02),
    at(hipRight.x + 0.045, -0.1),
    at(hipRight.x + 0.05, 0.03),
    at(hipLeft.x - 0.05, 0.03),
    at(hipLeft.x - 0.045, -0.1),
  ].map(place);
  const [chest, waist] = [place(at((left.x + right.x) / 2, left.y + 0.08)), place(at(0, 0))];
  canvas.ink(body, lit(suit, chest, waist), black, line);
  const belt = [at(-0.1, -0.035), at(0.1, -0.035), at(0.105, 0.005), at(-0.105, 0.005)].map(place);
  canvas.ink(belt, trim, black, line * 0.7);
  const size = 0.055 * height;
  if (emblem === "stripe") {
    const [from, to] = [place(at(left.x + 0.02, left.y)), place(at(hipRight.x, -0.06))];
    canvas.stroke([from, to], size * 0.7, trim);
  } else {
    canvas.ink(
      emblem === "disc" ? ellipse(chest, size) : star(chest, 5, size * 1.2, size * 0.5),
      trim,
      black,
      line * 0.7,
    );
  }
}

function mask(
  canvas: Canvas,
  { trim }: Costume,
  head: Point,
  radius: number,
  turn: number,
  side: number,
): void {
  canvas.fill(ellipse(at(head.x, head.y - radius * 0.1), radius * 1.02, radius * 0.42, turn), trim);
  for (const eye of [-0.42, 0.42]) {
    canvas.fill(
      ellipse(
        at(head.x + (eye + 0.12 * side) * radius, head.y - radius * 0.12),
        radius * 0.24,
        radius * 0.15,
      ),
      white,
    );
  }
}

function capeShape(pose: Pose, place: (point: Point) => Point): Shape {
  const [left, right] = pose.shoulders;
  const { wind } = pose;
  const hem = Array.from({ length: 7 }, (_, index) => {
    const share = index / 6;
    const wave = index % 2 === 0 ? 0.04 : -0.03;
    return at(wind.x * (1 - share) + (wind.x - 0.42) * share + 0.16, wind.y + wave + share * 0.08);
  });
  return [at(left.x, left.y - 0.03), at(right.x, right.y - 0.03), ...hem].map(place);
}

function folds(colour: Colour, x: number, height: number): Paint {
  const shadow = mix(colour, black, 0.4);
  return (px, py) => (Math.sin(((px - x) * 1.3 + py * 0.35) / (height * 0.035)) > 0.25 ? shadow : colour);
}

/** Two tones with a hard edge along the limb: the side away from the light is in shadow. */
function lit(colour: Colour, from: Point, to: Point): Paint {
  const length = Math.max(1, Math.hypot(to.x - from.x, to.y - from.y));
  const shadow = mix(colour, black, 0.35);
  const [across, down] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const away = down >= 0 ? 1 : -1;
  return (x, y) => (((x - from.x) * down - (y - from.y) * across) * away > length * 0.06 ? shadow : colour);
}
