/** Brings a vector to unit length in place, so that a dot product of two is a cosine. One of nothing stays so. */
export function toUnitLength(vector: Float32Array): void {
  const length = Math.hypot(...vector);
  if (length > 0) for (let at = 0; at < vector.length; at++) vector[at] = (vector[at] as number) / length;
}
