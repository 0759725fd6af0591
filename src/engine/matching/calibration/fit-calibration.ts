import { LoteError } from "../../errors/lote-error.ts";
import { featureNames, featuresVersion } from "../evidence.ts";
import { fitLogistic, logisticOf } from "./logistic.ts";
import { type Forecast, reliabilityOf } from "./reliability.ts";
import { bounded, type StoredCalibration } from "./stored-calibration.ts";

/** A match whose answer is known. */
export interface Example {
  /** The {@link featureNames} of the best candidate. */
  readonly numbers: readonly number[];
  /** Is the best candidate what the picture shows? */
  readonly right: boolean;
  /** What it was made from (a cover): all examples of one are fitted to, or all are used to judge the fit. */
  readonly group: string;
}

export interface FitOptions {
  /** The vector space that the examples' evidence comes from. */
  readonly space: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Fewer examples than this say too little, and so do fewer right or wrong ones. */
export const fewestExamples = 100;
export const fewestOfEach = 10;

const folds = 5;
/** Weights of standardised numbers lie between 0 and 3 or so: this holds them back only where there is little. */
const ridge = 1;

/**
 * Fits a calibration to labelled examples. Its error is that of forecasts for examples that the fit had not seen:
 * the groups are dealt into five parts, and each part is judged by a fit to the other four.
 *
 * @throws LoteError `calibration-too-small`
 */
export function fitCalibration(examples: readonly Example[], { space, now }: FitOptions): StoredCalibration {
  const right = examples.filter((example) => example.right).length;
  const wrong = examples.length - right;
  if (examples.length < fewestExamples || Math.min(right, wrong) < fewestOfEach) {
    throw new LoteError("calibration-too-small", {
      ...{ right, wrong, examples: fewestExamples, each: fewestOfEach },
    });
  }
  const most = mostCertain(examples.length);
  const { intercept, weights } = fitLogistic(examples, ridge);
  return {
    version: 1,
    space,
    featuresVersion,
    names: [...featureNames],
    intercept,
    weights: [...weights],
    most,
    examples: examples.length,
    right,
    error: reliabilityOf(crossFitted(examples)),
    madeAt: new Date(now).toISOString(),
  };
}

/** A forecast for each example by a fit to groups that it is not of. */
function crossFitted(examples: readonly Example[]): Forecast[] {
  const part = new Map<string, number>();
  for (const { group } of examples) if (!part.has(group)) part.set(group, part.size % folds);
  const forecasts: Forecast[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const known = examples.filter(({ group }) => part.get(group) !== fold);
    const asked = examples.filter(({ group }) => part.get(group) === fold);
    if (known.length === 0 || asked.length === 0) continue;
    const fit = fitLogistic(known, ridge);
    const most = mostCertain(known.length);
    for (const { numbers, right } of asked) {
      forecasts.push({ probability: bounded(logisticOf(fit, numbers), most), right });
    }
  }
  return forecasts;
}

/** Laplace's rule of succession: so many examples, all of them right, still leave this much doubt. */
function mostCertain(examples: number): number {
  return (examples + 1) / (examples + 2);
}
