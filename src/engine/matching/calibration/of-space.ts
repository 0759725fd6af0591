import { join } from "node:path";
import type { Policy } from "../../../stores/ledger.ts";
import type { Stores } from "../../../stores/sqlite/open.ts";
import type { VectorSpace } from "../../embedding/space.ts";
import { LoteError } from "../../errors/lote-error.ts";
import { modelFolders } from "../../models/folders.ts";
import { featuresVersion } from "../evidence.ts";
import { type StoredCalibration, storedCalibrationSchema } from "./stored-calibration.ts";

/**
 * The calibration of a vector space, by its `comparison`: the workspace's own, else the one that lote carries for it, else null. One of
 * other evidence than today's, or one that cannot be read, counts as none: a match without a probability is asked
 * about, a match with a wrong one may be applied.
 */
export async function calibrationOf(
  { calibrations }: { readonly calibrations: Pick<Stores["calibrations"], "get"> },
  space: string,
  folder: string = modelFolders().carried,
): Promise<StoredCalibration | null> {
  return usable(calibrations.get(space), space) ?? usable(await carried(space, folder), space);
}

/**
 * Sees to it that a policy that asks for a probability gets one.
 *
 * @throws LoteError `not-calibrated`
 */
export async function assertCalibrated(
  stores: Pick<Stores, "calibrations">,
  { acceptAbove }: Policy,
  { comparison, model }: VectorSpace,
): Promise<void> {
  if (acceptAbove !== undefined && (await calibrationOf(stores, comparison)) === null)
    throw new LoteError("not-calibrated", { space: model });
}

/** Where a models folder holds the calibration of a space. */
export function carriedCalibration(space: string, folder: string = modelFolders().carried): string {
  return join(folder, "calibrations", `${space}.json`);
}

async function carried(space: string, folder: string): Promise<unknown> {
  const file = Bun.file(carriedCalibration(space, folder));
  return (await file.exists()) ? file.json().catch(() => undefined) : undefined;
}

function usable(body: unknown, space: string): StoredCalibration | null {
  const { data } = storedCalibrationSchema.safeParse(body);
  return data?.space === space && data.featuresVersion === featuresVersion ? data : null;
}
