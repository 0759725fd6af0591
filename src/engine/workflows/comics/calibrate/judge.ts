import type { Suggestion } from "../classify/candidates.ts";
import type { CalibrateTravel, Truth } from "./travel.ts";

/**
 * Is the best candidate what the picture shows? Null where nothing was suggested, and where a person said "none of
 * these" and it is none of those: then nobody knows.
 */
export function judge(
  { candidates, numbers }: Suggestion,
  { issue, not }: Truth,
): Exclude<CalibrateTravel["match"], undefined> {
  const best = candidates[0];
  if (!best || !numbers) return null;
  if (not && !not.includes(best.target)) return null;
  return { numbers, right: best.target === issue };
}
