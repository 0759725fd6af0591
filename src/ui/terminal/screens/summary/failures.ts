import { basename } from "node:path";
import type { FailureLine, RunDocument } from "../../../../engine/run/document.ts";
import { stageWords } from "../../../presentation/words.ts";
import type { Part } from "../../components/line.tsx";
import { fitProse } from "../../surface/fit.ts";
import type { Surface } from "../../surface/surface.ts";

/**
 * The first failures, and the first changes that were not taken back, each with its reason and what mends it, in at
 * most `room` lines.
 */
export function failureLines(
  { failures, refused, counts, workflow }: RunDocument,
  surface: Surface,
  room: number,
): Part[][] {
  const { t } = surface;
  const block = (heading: string, reasons: readonly FailureLine[], total: number, room: number) =>
    reasonLines({ heading, reasons, total, workflow }, surface, room);
  const left = block(t.text("summary.refused"), refused, refused.length, room);
  const failed = Math.max(counts.failed, failures.length);
  return [...left, ...block(t.text("summary.failures"), failures, failed, room - left.length)];
}

interface Block {
  readonly heading: string;
  readonly reasons: readonly FailureLine[];
  /** How many there are, shown or not. */
  readonly total: number;
  readonly workflow: string;
}

function reasonLines({ heading, reasons, total, workflow }: Block, surface: Surface, room: number): Part[][] {
  const { t, glyphs, columns } = surface;
  // Below an empty line and the heading two lines each; where not all fit, the last line counts the others.
  const all = room - 2;
  const space = total === 1 || total * 2 <= all ? all : all - 1;
  if (reasons.length === 0 || space < 1) return [];
  const shown = reasons.slice(0, Math.ceil(space / 2));
  const more = total - shown.length;
  return [
    [],
    [{ text: ` ${heading}`, bold: true }],
    ...shown
      .flatMap(({ item, stage, message, hint }): Part[][] => {
        const where = stage === "" ? "" : `${stageWords(workflow, stage, t)}: `;
        const name = basename(item);
        // A whole path would leave no room for the reason.
        const told = item === "" ? message : message.replaceAll(item, () => name);
        const fitted = (text: string) => fitProse(surface, text, columns - 4 - Bun.stringWidth(where));
        // Where it stands at the end of a long reason it would be cut off.
        const reason = fitted(told).includes(name) ? fitted(told) : fitted(`${name}: ${told}`);
        return [
          [{ text: ` ${glyphs.state.failed} ${where}`, tone: "bad" }, reason],
          [{ text: `   ${fitProse(surface, hint, columns - 4)}`, tone: "quiet" }],
        ];
      })
      .slice(0, space),
    ...(more > 0
      ? [[{ text: `   ${t.text("summary.moreFailures", { count: more })}`, tone: "quiet" as const }]]
      : []),
  ];
}
