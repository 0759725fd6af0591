import type { EffectRow, Json, NewEffect } from "../../../../stores/ledger.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import type { StoredCalibration } from "../../../matching/calibration/stored-calibration.ts";

/** The calibration becomes the workspace's own for its space. */
export function planCalibration(calibration: StoredCalibration): NewEffect {
  return { kind: "calibration", plan: calibration as unknown as Json };
}

/** Keeps it; returns the one that it takes the place of, or null. */
export function performCalibration({ calibrations }: Stores, { plan }: NewEffect): Json {
  const { space } = plan as unknown as StoredCalibration;
  const before = calibrations.get(space) ?? null;
  calibrations.put(space, plan);
  return before;
}

/** Puts the former one back, or none; false when the space was calibrated again since. */
export function revertCalibration({ calibrations }: Stores, { plan, before }: EffectRow): boolean {
  const { space } = plan as unknown as StoredCalibration;
  if (JSON.stringify(calibrations.get(space)) !== JSON.stringify(plan)) return false;
  if (before === null) calibrations.remove(space);
  else calibrations.put(space, before);
  return true;
}
