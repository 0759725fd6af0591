import { halfOf } from "../images/cover/halves.ts";
import type { Layout } from "../images/cover/prepare-cover.ts";
import { type Crop, type PixelRecipe, type PixelSource, preparePixels } from "../images/prepare-pixels.ts";
import { normalisationOf, type Recipe } from "../models/recipe.ts";

/**
 * Parts of a cover that vectors are made of, each kept apart. `whole`: all of it, nothing cut off. `inner`: what a
 * close photograph shows. `title`, `centre`, `lower`: bands over its whole width.
 */
export const viewNames = ["whole", "inner", "title", "centre", "lower"] as const;
type PartName = (typeof viewNames)[number];

/** The halves of a wraparound, which other covers do not have. */
export const halfNames = ["front", "back"] as const;
type HalfName = (typeof halfNames)[number];

export type ViewName = PartName | HalfName;

/** Shares of the picture's width and height. */
const parts: Readonly<Record<PartName, readonly [left: number, top: number, width: number, height: number]>> =
  {
    whole: [0, 0, 1, 1],
    inner: [0.1, 0.1, 0.8, 0.8],
    title: [0, 0, 1, 0.4],
    centre: [0, 1 / 6, 1, 2 / 3],
    lower: [0, 0.4, 1, 0.6],
  };

/** Which views of a cover are compared: the model's usual ones, the whole cover alone, or all. */
export type ViewChoice = "usual" | "whole" | "all";

export function chosenViews(usual: readonly ViewName[], choice: ViewChoice = "usual"): readonly ViewName[] {
  if (choice === "usual") return usual;
  return choice === "whole" ? ["whole"] : viewNames;
}

/** The views that a cover is to have: those of its space, and the halves of one that lies open. */
export function viewsOf(
  { views, halves }: { readonly views: readonly ViewName[]; readonly halves: readonly ViewName[] },
  layout: Layout,
): readonly ViewName[] {
  return layout.kind === "wraparound" ? [...views, ...halves] : views;
}

/** The vectors of one picture, by view. */
export type ViewVectors = ReadonlyMap<ViewName, Float32Array>;

/** How views are brought into the shape that a model takes: a part of its vector space. */
export type ViewShape = Required<PixelRecipe> & { readonly fit: "fill" | "contain" };

/**
 * What a recipe would cut off is shown with a margin instead (letterboxed): which part is seen is the view's to say.
 * The margin has the colour that says least to the model, unless the recipe names one: white margins make all
 * letterboxed covers look alike.
 */
export function viewShape(recipe: Recipe | PixelRecipe): ViewShape {
  const { width, height, fit, kernel, pad } = recipe;
  return { width, height, kernel, fit: fit === "cover" ? "contain" : fit, pad: pad ?? neutral(recipe) };
}

/**
 * A view of a picture in the shape that a model takes.
 *
 * @param layout the picture's, which has halves only where it lies open
 */
export function viewPixels(
  picture: PixelSource,
  view: ViewName,
  recipe: Recipe | PixelRecipe,
  layout: Layout = { kind: "single" },
): Promise<Uint8Array> {
  return preparePixels(picture, cropOf(view, picture.work, layout), viewShape(recipe));
}

function neutral(recipe: Recipe | PixelRecipe): readonly [number, number, number] {
  const normalisation = "layout" in recipe ? normalisationOf(recipe) : null;
  if (!normalisation) return [128, 128, 128];
  const [red, green, blue] = normalisation.mean;
  const level = (mean: number) => Math.round((mean * 255) / normalisation.range);
  return [level(red), level(green), level(blue)];
}

function cropOf(
  view: ViewName,
  { width, height }: { width: number; height: number },
  layout: Layout,
): Crop | null {
  if (view === "whole") return null;
  if (view === "front" || view === "back") {
    if (layout.kind === "single") throw new RangeError(`a single cover has no ${view} half`);
    return halfOf({ width, height }, view, layout);
  }
  const [left, top, across, down] = parts[view];
  return {
    left: Math.round(left * width),
    top: Math.round(top * height),
    width: Math.max(1, Math.floor(across * width)),
    height: Math.max(1, Math.floor(down * height)),
  };
}

/**
 * Views that show the cover in another frame: any of them may be what a scan shows. The others are bands of it, and so
 * is the back half of a wraparound: what is advertised on it is no other comic's cover.
 */
export const frames: readonly ViewName[] = ["whole", "inner", "front"];

/** Which view of a picture is compared with which of another: each with itself, and frames with each other. */
export function comparedViews(views: readonly ViewName[]): (readonly [ViewName, ViewName])[] {
  const isFrame = (view: ViewName) => frames.includes(view);
  return views.flatMap((one) =>
    views
      .filter((other) => one === other || (isFrame(one) && isFrame(other)))
      .map((other) => [one, other] as const),
  );
}

const allCompared = comparedViews([...viewNames, ...halfNames]);

/**
 * How alike two pictures are, in the scale of a cosine: the best of the frames, whichever fits best, blended with the
 * mean of the bands that both have.
 */
export function likeness(one: ViewVectors, other: ViewVectors): number {
  let frame = Number.NEGATIVE_INFINITY;
  const bands: number[] = [];
  for (const [left, right] of allCompared) {
    const [a, b] = [one.get(left), other.get(right)];
    if (!a || !b) continue;
    const cosine = dot(a, b);
    if (frames.includes(left)) frame = Math.max(frame, cosine);
    else bands.push(cosine);
  }
  if (bands.length === 0) return frame;
  const mean = bands.reduce((sum, cosine) => sum + cosine, 0) / bands.length;
  return frame === Number.NEGATIVE_INFINITY ? mean : (frame + mean) / 2;
}

function dot(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < left.length; at++) sum += (left[at] as number) * (right[at] as number);
  return sum;
}
