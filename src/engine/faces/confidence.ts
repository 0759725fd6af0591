import type { FaceThresholds } from "./face-model.ts";

/** What the two thresholds of every space are in the scale of confidence. */
export const confidenceAt = { strict: 0.7, loose: 0.6 } as const;

/**
 * A distance as a number that means the same in every space: 1 for the same vector, 0.70 at the space's strict
 * threshold, 0.60 at its loose one, 0 at a distance of 1 (unrelated) and beyond; straight lines between. For
 * Facenet512, whose thresholds are 0.30 and 0.40, that is `1 - distance`.
 *
 * It is a scale, not a probability: how often a face at a threshold is somebody else is what `lote faces calibrate`
 * measures.
 */
export function confidenceOf(distance: number, { strict, loose }: FaceThresholds): number {
  const points = [
    [0, 1],
    [strict, confidenceAt.strict],
    [loose, confidenceAt.loose],
    [Math.max(1, loose + 1e-9), 0],
  ] as const;
  for (let at = 1; at < points.length; at++) {
    const [from, to] = [points[at - 1] as readonly [number, number], points[at] as readonly [number, number]];
    if (distance > to[0]) continue;
    const share = to[0] === from[0] ? 1 : (Math.max(distance, from[0]) - from[0]) / (to[0] - from[0]);
    return from[1] + share * (to[1] - from[1]);
  }
  return 0;
}
