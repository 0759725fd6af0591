import type { Sharp as Instance } from "sharp";
import type { Recipe } from "../models/recipe.ts";
import { enlarge } from "./enlarge.ts";
import type { Picture, Pixels } from "./picture.ts";
import { loadSharp } from "./sharp.ts";

/** A part of {@link Picture.work}, in its pixels; whole numbers. */
export interface Crop {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** What of a recipe concerns pixels; the arithmetic after it is the model host's. */
export type PixelRecipe = Pick<Recipe, "width" | "height" | "fit" | "kernel" | "pad">;

/** Where pixels come from: a decoded picture, or anything with working pixels of known proportions. */
export type PixelSource = Pick<Picture, "width" | "height" | "work">;

/**
 * A picture, or a part of it, in the shape that a model takes: RGB, height × width × 3 bytes, row by row from the
 * top left. The one way from pictures to a model's input, for the catalogue and for what is compared with it.
 *
 * The numbers are those of Pillow (shortest side by BICUBIC, then a centre crop) as near as a working picture of
 * {@link Picture.work}'s size can give them: see `test/engine/images/prepare-pixels.test.ts` for how near.
 *
 * @param crop the whole picture where null
 * @example
 * const pixels = await preparePixels(picture, null, embedder.recipe); // CLIP: 150,528 bytes
 */
export async function preparePixels(
  { work, width, height }: PixelSource,
  crop: Crop | null,
  recipe: PixelRecipe,
): Promise<Uint8Array> {
  const part = crop ?? { left: 0, top: 0, width: work.width, height: work.height };
  if (!crop && work.width === recipe.width && work.height === recipe.height) return work.data;
  // The working picture's sides are rounded; the proportions are those of the original.
  const original = {
    width: (part.width * width) / work.width,
    height: (part.height * height) / work.height,
  };
  const { scaled, cut } = layOut(original, recipe);
  const resized = await resize(work, part, scaled, recipe.kernel);
  if (recipe.fit === "contain") return withMargins(await resized.raw().toBuffer(), scaled, recipe);
  if (recipe.fit === "cover") resized.extract(cut);
  return resized.raw().toBuffer();
}

/** A pipeline of a part of the picture in another size. */
async function resize(work: Pixels, part: Crop, to: Size, kernel: Recipe["kernel"]): Promise<Instance> {
  const sharp = await loadSharp();
  const over = ({ data, width, height }: Pixels) => sharp(data, { raw: { width, height, channels: 3 } });
  if (kernel !== "cubic" || to.width <= part.width || to.height <= part.height)
    return over(work).extract(part).resize(to.width, to.height, { fit: "fill", kernel });
  const { width, height } = part;
  const data = await over(work).extract(part).raw().toBuffer();
  return over(enlarge({ data, width, height }, to.width, to.height));
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** To which size a picture is resized, and which part of that is taken where it is more than was asked for. */
function layOut(picture: Size, { width, height, fit }: PixelRecipe): { scaled: Size; cut: Crop } {
  const scaled = scaledSize(picture, { width, height }, fit);
  // Of an odd rest the smaller half is cut off above and on the left: so does transformers' CLIPImageProcessor.
  const left = Math.floor((scaled.width - width) / 2);
  const top = Math.floor((scaled.height - height) / 2);
  return { scaled, cut: { left, top, width, height } };
}

function scaledSize(picture: Size, shape: Size, fit: Recipe["fit"]): Size {
  if (fit === "fill") return shape;
  // Cut off at the point, not rounded: so do torchvision and transformers with the longer side.
  const width = Math.trunc((shape.height * picture.width) / picture.height);
  const height = Math.trunc((shape.width * picture.height) / picture.width);
  const taller = picture.height * shape.width > picture.width * shape.height;
  if (fit === "cover") {
    return taller
      ? { width: shape.width, height: Math.max(height, shape.height) }
      : { width: Math.max(width, shape.width), height: shape.height };
  }
  return taller
    ? { width: Math.max(1, width), height: shape.height }
    : { width: shape.width, height: Math.max(1, height) };
}

/** Pixels in the middle of the shape, the rest of it in one colour. By hand: sharp takes 1 ms for it, this 0.02. */
function withMargins(pixels: Uint8Array, inner: Size, { width, height, pad }: PixelRecipe): Uint8Array {
  const shape = new Uint8Array(width * height * 3).fill(255);
  if (pad) for (let at = 0; at < shape.length; at++) shape[at] = pad[at % 3] as number;
  const left = Math.floor((width - inner.width) / 2);
  const top = Math.floor((height - inner.height) / 2);
  const line = inner.width * 3;
  for (let row = 0; row < inner.height; row++) {
    shape.set(pixels.subarray(row * line, (row + 1) * line), ((top + row) * width + left) * 3);
  }
  return shape;
}
