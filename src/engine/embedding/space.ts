import { LoteError } from "../errors/lote-error.ts";
import type { CoverEmbedModel } from "../models/manifest.ts";

/**
 * Where a vector lives. Vectors of two spaces say nothing about each other, however alike they look: another file,
 * another resampler, another precision is another space.
 */
export interface VectorSpace {
  /** 12 hexadecimal digits; equal for equal model file, recipe and precision, on every machine. */
  readonly id: string;
  readonly model: string;
  readonly dimensions: number;
}

/** The space that a model's vectors live in. */
export function spaceOf({ name, sha256, recipe, precision, dimensions }: CoverEmbedModel): VectorSpace {
  const { width, height, fit, kernel, colour, layout } = recipe;
  const identity = JSON.stringify([sha256, width, height, fit, kernel, colour, layout, precision]);
  const id = new Bun.CryptoHasher("sha256").update(identity).digest("hex").slice(0, 12);
  return { id, model: name, dimensions };
}

/** @throws LoteError `space-mismatch`, naming both and how to embed anew. */
export function assertSameSpace(left: VectorSpace, right: VectorSpace): void {
  if (left.id === right.id) return;
  throw new LoteError("space-mismatch", { left: nameOf(left), right: nameOf(right) });
}

function nameOf({ model, id }: VectorSpace): string {
  return `${model} (${id})`;
}
