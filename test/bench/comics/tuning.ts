import { join } from "node:path";
import {
  type StoredCalibration,
  storedCalibrationSchema,
} from "../../../src/engine/matching/calibration/stored-calibration.ts";
import { open } from "../../../src/library.ts";
import { openStores } from "../../../src/stores/sqlite/open.ts";
import type { BenchEmbedder } from "./embedders.ts";
import { type PaintedCorpus, paintCorpus } from "./painted-corpus.ts";

/** The catalogue of the tuning half; its queries are those that `lote comics calibrate` makes of it. */
export function paintTuningCatalogue(folder: string): Promise<PaintedCorpus> {
  return paintCorpus(folder, "tuning", { light: 0, middle: 0, hard: 0 });
}

/** What `lote comics calibrate` makes of the tuning half: reprints and absent issues are among it, and real covers. */
export async function calibrateOnTuning(
  corpus: PaintedCorpus,
  workspace: string,
  { model, settings, space }: BenchEmbedder,
  max: number,
): Promise<StoredCalibration> {
  const lote = open(workspace, { settings, ...(model === null ? {} : { model }) });
  await lote.comics.addCovers([corpus.catalogue]);
  const { failures } = await lote.comics.calibrate({ max });
  await lote.close();
  if (failures[0]) throw new Error(`${failures[0].item}: ${failures[0].message}`);
  const stores = openStores(join(workspace));
  const calibration = storedCalibrationSchema.parse(stores.calibrations.get(space.comparison));
  stores.close();
  return calibration;
}
