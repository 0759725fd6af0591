import { basename } from "node:path";
import type { RunDocument } from "../../../../engine/run/document.ts";
import type { Part } from "../../components/line.tsx";
import { stageWords } from "../../run/words.ts";
import { fitProse } from "../../surface/fit.ts";
import type { Surface } from "../../surface/surface.ts";

/** The first failures, each with its reason and what mends it, in at most `room` lines. */
export function failureLines({ failures, counts }: RunDocument, surface: Surface, room: number): Part[][] {
  const { t, glyphs, columns } = surface;
  if (failures.length === 0 || room < 4) return [];
  const shown = failures.slice(0, Math.floor((room - 3) / 2));
  const more = Math.max(counts.failed, failures.length) - shown.length;
  return [
    [],
    [{ text: ` ${t.text("summary.failures")}`, bold: true }],
    ...shown.flatMap(({ item, stage, message, hint }): Part[][] => {
      const where = stage === "" ? "" : `${stageWords(stage, t)}: `;
      const name = basename(item);
      const text = name === "" || message.includes(name) ? message : `${name}: ${message}`;
      return [
        [
          { text: ` ${glyphs.state.failed} ${where}`, tone: "bad" },
          fitProse(surface, text, columns - 4 - Bun.stringWidth(where)),
        ],
        [{ text: `   ${fitProse(surface, hint, columns - 4)}`, tone: "quiet" }],
      ];
    }),
    ...(more > 0
      ? [[{ text: `   ${t.text("summary.moreFailures", { count: more })}`, tone: "quiet" as const }]]
      : []),
  ];
}
