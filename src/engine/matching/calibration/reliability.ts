import { wilson } from "./proportion.ts";

/** A probability that was given, and whether the match was right. */
export interface Forecast {
  readonly probability: number;
  readonly right: boolean;
}

/** The forecasts between two probabilities. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly right: number;
  /** Mean of the probabilities given. */
  readonly said: number;
  /** Share that was right, and its 95 % interval: a bin is off where `said` lies outside. */
  readonly was: number;
  readonly low: number;
  readonly high: number;
}

/** How far probabilities can be believed. */
export interface CalibrationError {
  /** Expected calibration error: mean distance of said and was over the bins, weighed by their counts. */
  readonly ece: number;
  /** Mean square of probability less outcome: also small where right and wrong are told apart well. */
  readonly brier: number;
  /** Those with forecasts in them, ascending. */
  readonly bins: readonly ReliabilityBin[];
}

/** Narrow where it matters: what is applied unseen lies in the last two. */
const edges = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1] as const;

/** Compares forecasts with what came true. Of none there are no bins, and the errors are 0. */
export function reliabilityOf(forecasts: readonly Forecast[]): CalibrationError {
  const bins = edges.slice(1).flatMap((to, index): ReliabilityBin[] => {
    const from = edges[index] ?? 0;
    const inside = forecasts.filter(
      ({ probability }) => probability >= from && (probability < to || (to === 1 && probability <= 1)),
    );
    if (inside.length === 0) return [];
    const right = inside.filter((one) => one.right).length;
    const said = inside.reduce((sum, { probability }) => sum + probability, 0) / inside.length;
    const was = right / inside.length;
    return [{ from, to, count: inside.length, right, said, was, ...wilson(right, inside.length) }];
  });
  const all = Math.max(1, forecasts.length);
  return {
    ece: bins.reduce((sum, { count, said, was }) => sum + (count / all) * Math.abs(said - was), 0),
    brier:
      forecasts.reduce((sum, { probability, right }) => sum + (probability - Number(right)) ** 2, 0) / all,
    bins,
  };
}
