import { LoteError } from "../errors/lote-error.ts";
import { preparationVersion } from "../images/cover/prepare-cover.ts";
import type { CoverEmbedModel } from "../models/manifest.ts";
import { normalisationOf } from "../models/recipe.ts";
import { chosenViews, halfNames, type ViewChoice, type ViewName, viewShape } from "./views.ts";

/**
 * Where a vector lives. Vectors of two spaces say nothing about each other, however alike they look: another file,
 * another way to prepare pictures, another resampler, another normalisation, another output, another precision is another space.
 */
export interface VectorSpace {
  /** 12 hexadecimal digits; equal for equal model file, recipe and precision, on every machine. */
  readonly id: string;
  readonly model: string;
  readonly dimensions: number;
  /** The views of a cover that are compared in it. */
  readonly views: readonly ViewName[];
  /** And those that only a cover which lies open has. */
  readonly halves: readonly ViewName[];
  /** What a calibration is of: the id, and the views where they are not the model's usual ones. */
  readonly comparison: string;
}

/**
 * The space that a model's vectors live in.
 *
 * @throws LoteError `model-missing` where only pulling the model would say which file it is
 */
export function spaceOf(model: CoverEmbedModel, choice: ViewChoice = "usual"): VectorSpace {
  const { name, sha256, recipe, precision, output, dimensions } = model;
  if (sha256 === undefined) throw new LoteError("model-missing", { model: name });
  const { colour, layout } = recipe;
  // Not the recipe's own fit: pictures never come to the model in it where it cuts something off.
  const { width, height, fit, kernel, pad } = viewShape(recipe);
  const identity = [sha256, preparationVersion, width, height, fit, kernel, colour, layout, precision];
  if (fit === "contain") identity.push(JSON.stringify(pad));
  // A graph that takes bytes is lote's own, and has one output.
  const normalisation = normalisationOf(recipe);
  if (normalisation) identity.push(JSON.stringify(normalisation), output.name);
  const id = new Bun.CryptoHasher("sha256").update(JSON.stringify(identity)).digest("hex").slice(0, 12);
  const views = chosenViews(model.views, choice);
  const halves = choice === "whole" ? [] : halfNames;
  const comparison = choice === "usual" ? id : `${id}-${choice}`;
  return { id, model: name, dimensions, views, halves, comparison };
}

/** @throws LoteError `space-mismatch`, naming both and how to embed anew. */
export function assertSameSpace(left: VectorSpace, right: VectorSpace): void {
  if (left.id === right.id) return;
  throw new LoteError("space-mismatch", { left: nameOf(left), right: nameOf(right) });
}

function nameOf({ model, id }: VectorSpace): string {
  return `${model} (${id})`;
}
