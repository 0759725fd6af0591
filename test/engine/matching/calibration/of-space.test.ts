import { expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { calibrationOf, carriedCalibration } from "../../../../src/engine/matching/calibration/of-space.ts";
import type { StoredCalibration } from "../../../../src/engine/matching/calibration/stored-calibration.ts";
import { featureNames, featuresVersion } from "../../../../src/engine/matching/evidence.ts";
import type { Json } from "../../../../src/stores/ledger.ts";
import { openStores } from "../../../../src/stores/sqlite/open.ts";
import { temporaryFolder } from "../../../fixtures/temporary-folder.ts";

function stored(space: string, changed: Partial<StoredCalibration> = {}): StoredCalibration {
  return {
    version: 1,
    space,
    featuresVersion,
    names: [...featureNames],
    intercept: -1,
    weights: featureNames.map(() => 1),
    most: 0.99,
    examples: 100,
    right: 60,
    error: { ece: 0.01, brier: 0.02, bins: [] },
    madeAt: "2026-01-01T00:00:00.000Z",
    ...changed,
  };
}

const json = (calibration: StoredCalibration) => calibration as unknown as Json;

async function carry(folder: string, calibration: unknown, space: string): Promise<void> {
  const path = carriedCalibration(space, folder);
  mkdirSync(dirname(path), { recursive: true });
  await Bun.write(path, typeof calibration === "string" ? calibration : JSON.stringify(calibration));
}

test("a space has no calibration until one is carried or made, and the workspace's own comes first", async () => {
  const [folder, models] = [temporaryFolder(), temporaryFolder()];
  const stores = openStores(folder);
  expect(await calibrationOf(stores, "abc", models)).toBeNull();
  await carry(models, stored("abc"), "abc");
  expect(await calibrationOf(stores, "abc", models)).toEqual(stored("abc"));
  expect(await calibrationOf(stores, "def", models)).toBeNull();
  const own = stored("abc", { intercept: -3 });
  stores.calibrations.put("abc", json(own));
  expect(await calibrationOf(stores, "abc", models)).toEqual(own);
  stores.calibrations.remove("abc");
  expect(await calibrationOf(stores, "abc", models)).toEqual(stored("abc"));
  stores.close();
});

test("a calibration of other evidence, of another space or that cannot be read is none", async () => {
  const [folder, models] = [temporaryFolder(), temporaryFolder()];
  const stores = openStores(folder);
  stores.calibrations.put("abc", json(stored("abc", { featuresVersion: featuresVersion - 1 })));
  expect(await calibrationOf(stores, "abc", models)).toBeNull();
  stores.calibrations.put("abc", json(stored("other")));
  expect(await calibrationOf(stores, "abc", models)).toBeNull();
  // The one that is carried serves instead.
  await carry(models, stored("abc"), "abc");
  expect(await calibrationOf(stores, "abc", models)).toEqual(stored("abc"));
  await carry(models, "{", "abc");
  expect(await calibrationOf(stores, "abc", models)).toBeNull();
  await carry(models, stored("abc", { weights: featureNames.map(() => -1) }), "abc");
  expect(await calibrationOf(stores, "abc", models)).toBeNull();
  stores.close();
});
