import { toLoteError } from "../../../errors/lote-error.ts";
import type { WholeRun } from "../../../flow/stage.ts";
import { type Example, fitCalibration } from "../../../matching/calibration/fit-calibration.ts";
import type { CalibrateTravel, Fit } from "./travel.ts";

/** The item that stands for the fit: the calibration is its effect. */
export const fitKey = "calibration";

/** Fits a calibration to all examples, once they were all matched. */
export function fitStage(space: string, now: () => number): WholeRun<CalibrateTravel> {
  return {
    kind: "whole-run",
    name: "fit",
    async *run(items) {
      const examples: Example[] = [];
      for (const { travel } of items()) {
        // All distortions of one cover stand or fall together.
        if (travel.match) examples.push({ ...travel.match, group: travel.file.path });
      }
      for (const { id, key, travel, waiting } of items()) {
        if (key === fitKey && waiting)
          yield { id, travel: { ...travel, fit: fitted(examples, space, now()) } };
      }
    },
  };
}

/** That the examples are too few fails the item that stands for the fit, when its turn comes: the others are done. */
function fitted(examples: readonly Example[], space: string, now: number): Fit {
  try {
    return { calibration: fitCalibration(examples, { space, now }) };
  } catch (error) {
    const { code, data } = toLoteError(error);
    return { problem: { code, data } };
  }
}
