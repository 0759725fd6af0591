/**
 * Brings a vector to unit length in place, so that a dot product of two is a cosine. One of nothing stays so.
 *
 * @returns the same vector
 */
export function toUnitLength(vector: Float32Array): Float32Array {
  let sum = 0;
  for (const value of vector) sum += value * value;
  const length = Math.sqrt(sum);
  if (length > 0) for (let at = 0; at < vector.length; at++) vector[at] = (vector[at] as number) / length;
  return vector;
}
