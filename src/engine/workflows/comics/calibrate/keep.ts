import type { EffectRow, Json, NewEffect } from "../../../../stores/ledger.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import {
  type NewCalibration,
  replaceCalibration,
  restoreCalibration,
} from "../../../matching/calibration/replace-calibration.ts";
import type { StoredCalibration } from "../../../matching/calibration/stored-calibration.ts";

/** The calibration becomes the workspace's own for its space. */
export function planCalibration(calibration: StoredCalibration): NewEffect {
  return { kind: "calibration", plan: calibration as unknown as Json };
}

/** Keeps it; returns the one that it takes the place of, or null. */
export function performCalibration(stores: Stores, { plan }: Pick<NewEffect, "plan">): Json {
  return replaceCalibration(stores, ofPlan(plan));
}

/** Puts the former one back, or none. @throws LoteError `target-changed` where the space was calibrated again since */
export function revertCalibration(
  stores: Stores,
  { plan, before }: Pick<EffectRow, "plan" | "before">,
): void {
  restoreCalibration(stores, ofPlan(plan), before);
}

function ofPlan(plan: Json): NewCalibration {
  const { space } = plan as unknown as StoredCalibration;
  return { key: space, kept: plan };
}
