import { z } from "zod";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import type { EngineSettings } from "../../../config/engine-settings.ts";
import { LoteError } from "../../../errors/lote-error.ts";
import type { FaceReader, FaceThresholds } from "../../../faces/face-model.ts";

/** What `lote faces calibrate` keeps for a space. */
const kept = z.looseObject({ strict: z.number(), loose: z.number() });

/** Where the thresholds of a space are kept. */
export function thresholdsKey(space: string): string {
  return `faces:${space}`;
}

/**
 * How far a face may be from a person's: what is set, else what was calibrated on this workspace's people, else the
 * model's own. Thresholds belong to one space.
 *
 * @throws LoteError `config-value`
 */
export function thresholdsOf(
  stores: Stores,
  settings: Pick<EngineSettings, "face-distance">,
  { space, thresholds }: Pick<FaceReader, "space" | "thresholds">,
): FaceThresholds {
  const set = settings["face-distance"];
  if (set !== undefined) {
    const strict = Number(set.replace(",", "."));
    if (!(strict > 0 && strict < 1)) {
      const given = JSON.stringify(set.slice(0, 40));
      throw new LoteError("config-value", {
        source: "LOTE_FACE_DISTANCE",
        key: "face-distance",
        expected: "0.30",
        given,
      });
    }
    return { strict, loose: Math.max(thresholds.loose, strict) };
  }
  const { data } = kept.safeParse(stores.calibrations.get(thresholdsKey(space.id)));
  return data ? { strict: data.strict, loose: Math.max(data.loose, data.strict) } : thresholds;
}
