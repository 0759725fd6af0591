import { z } from "zod";
import type { Calibration } from "../evidence.ts";
import { logisticOf } from "./logistic.ts";

const share = z.number().min(0).max(1);

/** A calibration as it is written to a file or a table, with all that tells whether and how far to believe it. */
export const storedCalibrationSchema = z.object({
  version: z.literal(1),
  /** Id of the vector space that it is of. */
  space: z.string(),
  /** Of the evidence that it was fitted to. */
  featuresVersion: z.number().int(),
  /** The evidence's numbers, in the order of the weights. */
  names: z.array(z.string()),
  intercept: z.number(),
  /** None is negative: more of a number never makes a match less likely. */
  weights: z.array(z.number().min(0)),
  /** No probability is nearer to 0 or 1 than this is to 1. */
  most: share,
  /** How many examples it was fitted to, and how many of them were right. */
  examples: z.number().int(),
  right: z.number().int(),
  /** Of forecasts for examples that were not fitted to. */
  error: z.object({
    ece: share,
    brier: share,
    bins: z
      .array(
        z.object({
          from: share,
          to: share,
          count: z.number().int(),
          right: z.number().int(),
          said: share,
          was: share,
          low: share,
          high: share,
        }),
      )
      .readonly(),
  }),
  /** ISO 8601. */
  madeAt: z.string(),
});
export type StoredCalibration = z.infer<typeof storedCalibrationSchema>;

/** Makes a stored calibration ready to be asked. */
export function openCalibration(stored: StoredCalibration): Calibration {
  return {
    featuresVersion: stored.featuresVersion,
    probability: (features) => bounded(logisticOf(stored, features), stored.most),
  };
}

/** Keeps a probability from being more certain than its examples allow. */
export function bounded(probability: number, most: number): number {
  return Math.min(most, Math.max(1 - most, probability));
}
