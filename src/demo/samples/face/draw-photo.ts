import { loadSharp } from "../../../engine/images/sharp.ts";
import { type Random, randomOf } from "../../../engine/seeded-random.ts";
import { Canvas } from "../drawing/canvas.ts";
import { downwards, mix } from "../drawing/colour.ts";
import { type DrawnPoints, drawFace, type FacePose } from "./draw-face.ts";
import { drawnPerson } from "./drawn-person.ts";

/** What a photo of drawn people shows, and what is wrong with it. */
export interface DrawnPhoto {
  /** Seeds of {@link drawnPerson}, from left to right; nobody where empty. */
  readonly people: readonly string[];
  /** Another one, other poses, light and grain. */
  readonly seed: string;
  readonly width?: number;
  readonly height?: number;
  /** How large the faces are beside the largest that fit, 0..1. */
  readonly share?: number;
  /** Of how it is out of focus, pixels (a Gaussian's deviation). */
  readonly blur?: number;
  /** What is left of the light, 0..1; above 1 is too much. */
  readonly light?: number;
  /** How far everybody looks to a side, radians, instead of by chance. */
  readonly yaw?: number;
}

export interface TakenPhoto {
  readonly jpeg: Uint8Array;
  /** Of each person, in the photo's pixels. */
  readonly faces: readonly { readonly person: string; readonly points: DrawnPoints; readonly size: number }[];
}

const walls = [0xd8d2c4, 0xc9ccc8, 0xb8b2a4, 0xd0c8b0] as const;

/** Draws a photo of invented people, as a JPEG. The same words, the same picture. */
export async function drawPhoto(photo: DrawnPhoto): Promise<TakenPhoto> {
  const { people, blur = 0, light = 1 } = photo;
  const { canvas, faces } = paintPhoto(photo);
  const random = randomOf(`grain ${photo.seed}`);
  for (let index = 0; index < canvas.data.length; index++) {
    const lit = (canvas.data[index] ?? 0) * light + (people.length > 0 ? random.whole(-5, 5) : 0);
    canvas.data[index] = Math.max(0, Math.min(255, lit));
  }
  const sharp = await loadSharp();
  const picture = sharp(canvas.data, { raw: { width: canvas.width, height: canvas.height, channels: 3 } });
  if (blur > 0) picture.blur(blur);
  return { jpeg: await picture.jpeg({ quality: 92, chromaSubsampling: "4:4:4" }).toBuffer(), faces };
}

/** The same without grain, light and lens: pixels that depend on nothing but arithmetic. */
export function paintPhoto({ people, seed, width = 480, height = 560, share = 1, yaw }: DrawnPhoto) {
  const random = randomOf(`drawn photo ${seed} ${people.join(" ")}`);
  const canvas = new Canvas(width, height);
  const wall = random.pick(walls);
  canvas.cover(downwards(wall, mix(wall, 0x3a3a38, 0.35), 0, height));
  const room = width / Math.max(1, people.length);
  const faces = people.map((person, at) => {
    const size = Math.min(room / 3.2, height / 4.6) * share;
    const pose = poseOf(random, { x: room * (at + 0.5), y: height * 0.44, size }, yaw);
    return { person, points: drawFace(canvas, drawnPerson(person), pose), size };
  });
  return { canvas, faces };
}

function poseOf(
  random: Random,
  { x, y, size }: Pick<FacePose, "x" | "y" | "size">,
  yaw: number | undefined,
): FacePose {
  const by = (most: number) => random.between(-most, most);
  const size_ = size * random.between(0.85, 1);
  const pose = { x: x + by(0.1) * size, y: y + by(0.12) * size, size: size_ };
  const turned = by(0.22);
  return { ...pose, yaw: yaw ?? turned, roll: by(0.14), smile: by(1) };
}
