import { z } from "zod";
import {
  type StoredCalibration,
  storedCalibrationSchema,
} from "../../engine/matching/calibration/stored-calibration.ts";
import type { Json } from "../../stores/ledger.ts";
import type { Translator } from "../language/translator.ts";
import { safeText } from "../safe-text.ts";

const detailSchema = z.object({
  space: z.object({ model: z.string() }),
  calibration: storedCalibrationSchema.nullable(),
});

/** Columns of a diagram from 0 to 1. */
const axis = 31;

/**
 * How far the probabilities of a space can be believed, as a reliability diagram in plain characters: for each range of
 * probabilities what was said, what came true, and the 95 % interval of that. None where nothing was fitted.
 */
export function calibrationLines(detail: Json, t: Translator): string[] {
  const { data } = detailSchema.safeParse(detail);
  if (!data?.calibration) return [];
  const { examples, right, error } = data.calibration;
  const { share } = t.formats;
  return [
    t.text("calibration.title", { model: safeText(data.space.model, 60), count: examples, right }),
    t.text("calibration.error", { ece: share(error.ece), brier: t.formats.decimals(error.brier) }),
    "",
    ...table([
      [
        t.text("calibration.said"),
        t.text("calibration.count"),
        t.text("calibration.was"),
        t.text("calibration.interval"),
        `0${" ".repeat(axis - 2)}1`,
      ],
      ...error.bins.map((bin) => [
        share(bin.said),
        t.formats.number(bin.count),
        share(bin.was),
        `${share(bin.low)} - ${share(bin.high)}`,
        diagramOf(bin),
      ]),
    ]),
    `  ${t.text("calibration.legend")}`,
  ];
}

/** One line of the diagram: `|` what was said, `o` what came true, `-` where that may lie, `*` both in one place. */
function diagramOf({ said, was, low, high }: StoredCalibration["error"]["bins"][number]): string {
  const column = (value: number) => Math.round(value * (axis - 1));
  return Array.from({ length: axis }, (_, at) => {
    const [isSaid, isTrue] = [at === column(said), at === column(was)];
    if (isSaid || isTrue) return isSaid && isTrue ? "*" : isSaid ? "|" : "o";
    return at >= column(low) && at <= column(high) ? "-" : ".";
  }).join("");
}

/** Columns under each other, all but the last at their right ends. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => Bun.stringWidth(row[column] ?? ""))),
  );
  return rows.map(
    (row) =>
      `  ${row.map((cell, column) => " ".repeat((widths[column] ?? 0) - Bun.stringWidth(cell)) + cell).join("  ")}`,
  );
}
