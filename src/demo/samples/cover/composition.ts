import type { Random } from "../../../engine/seeded-random.ts";
import { Canvas } from "../drawing/canvas.ts";
import { black, type Colour, type Paint, turnHue, white } from "../drawing/colour.ts";
import { at, box, ellipse, type Shape } from "../drawing/shape.ts";
import type { Look, Palette } from "./look.ts";
import { type SceneName, scenes } from "./scenes/index.ts";

/** What the art of a cover is composed of. */
export interface Composition {
  readonly canvas: Canvas;
  readonly look: Look;
  /** The picture that fills the cover. */
  readonly scene: SceneName;
  readonly random: Random;
}

/**
 * Paints the art of a cover: a scene, seen from nearer or farther and often from the other side, and on every second
 * cover a part of another scene in a field of its own. Two covers of one scene are then as unlike as two covers are.
 * Returns the colours used.
 */
export function composeArt({ canvas, look, scene, random }: Composition): Palette {
  const palette = dyed(random.pick(look.palettes), random);
  const painted = (name: SceneName, colours: Palette): Canvas => {
    const part = new Canvas(canvas.width, canvas.height);
    scenes[name]({ canvas: part, look, palette: colours, random });
    return part;
  };
  canvas.cover(seen(painted(scene, palette), random));
  if (random.chance(0.5)) {
    const other = random.pick(look.scenes);
    const field = random.pick(fields)(canvas, random);
    canvas.ink(field, seen(painted(other, dyed(random.pick(look.palettes), random)), random), black, 7);
    canvas.stroke([...field, ...field.slice(0, 1)], 2.5, white);
  }
  return palette;
}

/** The colours of a palette, all turned by one angle: how near they are to each other stays. */
function dyed(palette: Palette, random: Random): Palette {
  const turn = random.between(-0.12, 0.12);
  const dye = (colour: Colour): Colour => turnHue(colour, turn);
  return {
    sky: dye(palette.sky),
    glow: dye(palette.glow),
    far: dye(palette.far),
    near: dye(palette.near),
    accent: dye(palette.accent),
  };
}

/** A picture mirrored or not, tilted a little and brought nearer, without its edges coming into view. */
function seen(picture: Canvas, random: Random): Paint {
  const { width, height } = picture;
  const show = picture.asPaint();
  const side = random.chance(0.5) ? -1 : 1;
  const tilt = random.between(-0.16, 0.16);
  // So much it takes for the corners of a tilted picture to stay outside.
  const least = Math.cos(tilt) + Math.abs(Math.sin(tilt)) * (height / width);
  const zoom = least * random.between(1, 1.45);
  const room = 1 - least / zoom;
  const centreX = (width / 2) * (1 + random.between(-room, room));
  const centreY = (height / 2) * (1 + random.between(-room, room));
  const [across, down] = [Math.cos(tilt) / zoom, Math.sin(tilt) / zoom];
  return (x, y) => {
    const [dx, dy] = [(x - width / 2) * side, y - height / 2];
    return show(centreX + dx * across - dy * down, centreY + dx * down + dy * across);
  };
}

type Field = (canvas: Canvas, random: Random) => Shape;

/** Where a second picture may stand. */
const fields: readonly [Field, ...Field[]] = [
  // A disc at the side.
  ({ width, height }, random) =>
    ellipse(
      at(width * random.between(0.1, 0.9), height * random.between(0.4, 0.85)),
      width * random.between(0.2, 0.34),
    ),
  // Everything beyond a slanted line.
  ({ width, height }, random) => {
    const [left, right] = [random.between(0.35, 0.8), random.between(0.35, 0.8)];
    return [
      at(-10, height * left),
      at(width + 10, height * right),
      at(width + 10, height + 10),
      at(-10, height + 10),
    ];
  },
  // A strip from top to bottom.
  ({ width, height }, random) => {
    const from = random.chance(0.5) ? -0.05 : random.between(0.6, 0.7);
    const lean = random.between(-0.15, 0.15);
    const wide = random.between(0.3, 0.42);
    return [
      at(width * (from + lean), -10),
      at(width * (from + lean + wide), -10),
      at(width * (from - lean + wide), height + 10),
      at(width * (from - lean), height + 10),
    ];
  },
  // A panel let into the picture.
  ({ width, height }, random) =>
    box(
      width * random.between(0.04, 0.5),
      height * random.between(0.28, 0.55),
      width * random.between(0.3, 0.45),
      height * random.between(0.2, 0.36),
    ),
];
