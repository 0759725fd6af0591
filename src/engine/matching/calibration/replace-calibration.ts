import type { Json } from "../../../stores/ledger.ts";
import type { Stores } from "../../../stores/sqlite/open.ts";
import { LoteError } from "../../errors/lote-error.ts";

/** What is kept, and under which name of a vector space. */
export interface NewCalibration {
  readonly key: string;
  readonly kept: Json;
}

type Kept = Pick<Stores, "calibrations">;

/** Called inside a transaction: keeps it, and returns the one that it takes the place of, or null. */
export function replaceCalibration({ calibrations }: Kept, { key, kept }: NewCalibration): Json {
  const before = calibrations.get(key) ?? null;
  calibrations.put(key, kept);
  return before;
}

/**
 * Called inside a transaction: puts the former one back, or none.
 *
 * @throws LoteError `target-changed` where another one took its place since
 */
export function restoreCalibration(
  { calibrations }: Kept,
  { key, kept }: NewCalibration,
  before: Json,
): void {
  if (!Bun.deepEquals(calibrations.get(key), kept)) throw new LoteError("target-changed", { detail: key });
  if (before === null) calibrations.remove(key);
  else calibrations.put(key, before);
}
