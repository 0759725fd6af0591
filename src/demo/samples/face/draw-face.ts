import type { Canvas } from "../drawing/canvas.ts";
import { mix, white } from "../drawing/colour.ts";
import { at, type Point, type Shape } from "../drawing/shape.ts";
import type { DrawnPerson } from "./drawn-person.ts";

/** How a person holds the head, and where in the picture. */
export interface FacePose {
  /** Middle of the face, pixels. */
  readonly x: number;
  readonly y: number;
  /** Half of the face's width, pixels. */
  readonly size: number;
  /** To a side, radians; 0 looks straight ahead. */
  readonly yaw: number;
  /** Tilt, radians. */
  readonly roll: number;
  /** -1 glum, 1 a broad smile. */
  readonly smile: number;
}

/** Where the five points of a drawn face lie in the picture. */
export interface DrawnPoints {
  readonly leftEye: Point;
  readonly rightEye: Point;
  readonly nose: Point;
  readonly leftMouth: Point;
  readonly rightMouth: Point;
}

const eyeLevel = -0.12;
const mouthLevel = 0.62;

/**
 * Draws a person's head and shoulders. The features lie on a rounded face: turned to a side they move and grow
 * narrower as on a head.
 *
 * @returns where eyes, nose and mouth came to lie
 */
export function drawFace(canvas: Canvas, person: DrawnPerson, pose: FacePose): DrawnPoints {
  const { skin, hair, height } = person;
  const place = placing(pose);
  const oval = (x: number, y: number, across: number, down: number, depth?: number): Shape =>
    ring((cosine, sine) => place(x + across * cosine, y + down * sine, depth));
  const shade = mix(skin, 0x000000, 0.16);
  canvas.fill(
    ring((cosine, sine) => place(1.75 * cosine, 2.65 + 1.15 * sine, 0)),
    person.cloth,
  );
  if (person.hairSides > 0)
    canvas.fill(oval(0, 0.25 * person.hairSides, 1.2, 0.9 + 0.55 * person.hairSides, 0), hair);
  if (person.hairTop > 0) canvas.fill(oval(0, -0.2, 1.08, height + person.hairTop - 0.2, 0), hair);
  canvas.fill(oval(0, 1.25, 0.42, 0.75, 0), shade);
  const chin = (sine: number) => (sine > 0 ? 1 - (1 - person.jaw) * sine : 1);
  canvas.fill(
    ring((cosine, sine) => place(cosine * chin(sine), height * sine, 0)),
    skin,
  );
  if (person.beard > 0) {
    const down = height * (1 - 0.42 * person.beard);
    canvas.fill(
      ring((cosine, sine) =>
        place(0.93 * cosine * chin(Math.max(0, sine)), down + (height - down) * sine, 0.3),
      ),
      hair,
    );
  }
  if (person.fringe > 0) canvas.fill(oval(0, -height * 0.82, 0.85, person.fringe, 0.3), hair);
  for (const [x, y] of person.moles) canvas.fill(oval(x, y, 0.035, 0.035), mix(skin, 0x1a0d06, 0.75));
  for (const side of [-1, 1]) drawEye(canvas, person, side, place);
  const noseEnd = eyeLevel + person.nose.length;
  canvas.fill(oval(0, noseEnd - 0.12, person.nose.width * 0.7, 0.16, 1.12), shade);
  canvas.fill(oval(0, noseEnd, person.nose.width, 0.07, 1.16), mix(skin, 0x000000, 0.26));
  // A rosy tip: what tells the detector of drawn faces where somebody looks.
  canvas.fill(oval(0, noseEnd, 0.085, 0.065, 1.2), person.lips);
  if (person.moustache) canvas.fill(oval(0, mouthLevel - 0.13, person.mouth.width * 1.1, 0.07, 0.98), hair);
  drawMouth(canvas, person, pose.smile, place);
  return {
    leftEye: place(-person.eyes.apart, eyeLevel),
    rightEye: place(person.eyes.apart, eyeLevel),
    nose: place(0, noseEnd, 1.2),
    leftMouth: place(-person.mouth.width, mouthLevel),
    rightMouth: place(person.mouth.width, mouthLevel),
  };
}

type Placing = (x: number, y: number, depth?: number) => Point;

/** From a face's own lengths to the picture; `depth` towards who looks, that of a rounded face where left out. */
function placing({ x: middleX, y: middleY, size, yaw, roll }: FacePose): Placing {
  const [turnedBy, tiltedBy] = [
    [Math.cos(yaw), Math.sin(yaw)],
    [Math.cos(roll), Math.sin(roll)],
  ] as const;
  return (x, y, depth = Math.sqrt(Math.max(0, 1.1 - x * x - 0.3 * y * y))) => {
    const across = x * turnedBy[0] + depth * turnedBy[1];
    return at(
      middleX + size * (across * tiltedBy[0] - y * tiltedBy[1]),
      middleY + size * (across * tiltedBy[1] + y * tiltedBy[0]),
    );
  };
}

function ring(point: (cosine: number, sine: number) => Point): Shape {
  const corners = 40;
  return Array.from({ length: corners }, (_, index) => {
    const angle = (index / corners) * 2 * Math.PI;
    return point(Math.cos(angle), Math.sin(angle));
  });
}

function drawEye(
  canvas: Canvas,
  { eyes, brows, iris, hair, glasses }: DrawnPerson,
  side: number,
  place: Placing,
) {
  const x = side * eyes.apart;
  const oval = (across: number, down: number) =>
    ring((cosine, sine) => place(x + across * cosine, eyeLevel + down * sine));
  if (glasses) {
    const outline = oval(0.29, 0.25);
    canvas.stroke(
      [...outline, outline[0] as Point],
      Math.hypot(place(1, 0).x - place(0, 0).x, 1) * 0.06,
      0x202020,
    );
  }
  canvas.fill(oval(eyes.size * 1.35, eyes.size * 0.9), white);
  canvas.fill(oval(eyes.size * 0.82, eyes.size * 0.85), iris);
  const brow = (share: number): Point =>
    place(
      x + side * share * 0.24,
      eyeLevel - brows.above - brows.slope * share * 0.14 - 0.03 * (1 - share * share),
    );
  const unit = Math.hypot(place(0, 1).x - place(0, 0).x, place(0, 1).y - place(0, 0).y);
  canvas.stroke([-1, -0.5, 0, 0.5, 1].map(brow), unit * brows.thick, mix(hair, 0x201510, 0.4));
}

function drawMouth(canvas: Canvas, { mouth, lips }: DrawnPerson, smile: number, place: Placing) {
  const bend = 0.09 * smile;
  const steps = [-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1];
  const edge = (share: number, side: number): Point =>
    place(
      mouth.width * share,
      mouthLevel +
        bend * (1 - share * share) +
        side * mouth.thick * Math.sqrt(Math.max(0.02, 1 - share * share)),
    );
  canvas.fill(
    [...steps.map((share) => edge(share, -1)), ...steps.toReversed().map((share) => edge(share, 1))],
    lips,
  );
}
