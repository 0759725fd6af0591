import { expect, test } from "bun:test";
import type { StoredCalibration } from "../../../../../src/engine/matching/calibration/stored-calibration.ts";
import {
  performCalibration,
  planCalibration,
  revertCalibration,
} from "../../../../../src/engine/workflows/comics/calibrate/keep.ts";
import { openStores } from "../../../../../src/stores/sqlite/open.ts";
import { temporaryFolder } from "../../../../fixtures/temporary-folder.ts";

/** A calibration of one space, told apart by its examples. */
function calibration(examples: number): StoredCalibration {
  return {
    version: 1,
    space: "covers",
    featuresVersion: 1,
    names: ["cosine"],
    intercept: 0,
    weights: [1],
    most: 0.9,
    examples,
    right: 400,
    error: { ece: 0, brier: 0, bins: [] },
    madeAt: "2026-01-01T00:00:00.000Z",
  };
}

test("a calibration that another took the place of is not taken back; that other one is, to the one before it", () => {
  const stores = openStores(temporaryFolder());
  const [first, second] = [500, 600].map((examples) => {
    const { plan } = planCalibration(calibration(examples));
    return { plan, before: performCalibration(stores, { plan }) };
  });
  if (!first || !second) throw new Error("two were kept");
  expect(() => revertCalibration(stores, first)).toThrow(
    expect.objectContaining({ code: "target-changed", data: { detail: "covers" } }),
  );
  expect(stores.calibrations.get("covers")).toEqual(second.plan);
  revertCalibration(stores, second);
  expect(stores.calibrations.get("covers")).toEqual(first.plan);
  revertCalibration(stores, first);
  expect(stores.calibrations.get("covers")).toBeUndefined();
  stores.close();
});
