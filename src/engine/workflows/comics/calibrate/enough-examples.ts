import type { Stores } from "../../../../stores/sqlite/open.ts";
import { fewestExamples, fewestOfEach } from "../../../matching/calibration/fit-calibration.ts";
import type { Estimate } from "../../workflow.ts";
import { examples, usualSample } from "./examples.ts";
import type { ExampleInput } from "./travel.ts";

/** What is known of the examples before any is matched. */
export interface ExamplesAhead {
  readonly count: number;
  /** Why they cannot be enough, whatever comes of them, as the fit would say it at the end; empty where they can be. */
  readonly missing: Estimate["missing"];
  /** The catalogue does not fill a usual sample: only matching tells whether there are enough wrong ones. */
  readonly mayBeTooFew: boolean;
}

/** @param max examples wanted; null for as many as usual */
export function examplesAhead(stores: Stores, max: number | null): ExamplesAhead {
  let count = 0;
  let findable = 0;
  let refused = 0;
  for (const { input } of examples(stores, max ?? usualSample)) {
    const { truth } = input as unknown as ExampleInput;
    count++;
    if (truth.issue !== null) findable++;
    else if (truth.withheld === undefined) refused++;
  }
  // Only another issue can be taken for one, or what a person said it is not.
  const confusable = stores.comics.catalogue.size().issues > 1 ? count : refused;
  const isEnough = count >= fewestExamples && Math.min(findable, confusable) >= fewestOfEach;
  // What comes of them where each is matched as well as it can be.
  const data = { right: findable, wrong: count - findable, examples: fewestExamples, each: fewestOfEach };
  return {
    count,
    missing: isEnough ? [] : [{ code: "calibration-too-small", data }],
    mayBeTooFew: isEnough && count < usualSample,
  };
}
