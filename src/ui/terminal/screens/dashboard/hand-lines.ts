import type { HandAtWork } from "../../../../engine/run/membership.ts";
import { handsWords } from "../../../presentation/present-work.ts";
import { stageWords } from "../../../presentation/words.ts";
import type { Part } from "../../components/line.tsx";
import { fit, fitProse, padEnd, padStart } from "../../surface/fit.ts";
import type { Surface } from "../../surface/surface.ts";

/** A cell narrower than this says too little of a file. */
const leastCell = 60;

/**
 * One line for each that works: which, at what stage, on which file. In a wide terminal they stand side by side; those
 * for whom there is no room are counted, and all are counted by stage above.
 *
 * @param room lines, an empty one before included
 */
export function handLines(
  hands: readonly HandAtWork[],
  workflow: string,
  surface: Surface,
  room: number,
): Part[][] {
  if (hands.length === 0 || room < 2) return [];
  const { t, columns } = surface;
  const across = Math.max(1, Math.floor(columns / leastCell));
  const rows = room - 2;
  const isWhole = hands.length <= rows * across;
  const shown = hands.slice(0, Math.max(0, isWhole ? rows : rows - 1) * across);
  const tall = Math.ceil(shown.length / across);
  const cells = cellsOf(shown, workflow, surface, Math.floor(columns / across));
  const lines = Array.from({ length: tall }, (_, row) =>
    // Down first, as one reads the numbers.
    Array.from({ length: across }, (_, at) => cells[at * tall + row] ?? []).flat(),
  );
  const left = hands.length - shown.length;
  return [
    [],
    [{ text: ` ${fitProse(surface, handsWords(hands, workflow, t), columns - 2)}`, bold: true }],
    ...lines,
    ...(left > 0 && rows > 0
      ? [[{ text: `   ${t.text("limits.more", { count: left })}`, tone: "quiet" } as Part]]
      : []),
  ];
}

function cellsOf(
  hands: readonly HandAtWork[],
  workflow: string,
  surface: Surface,
  columns: number,
): Part[][] {
  const { t, glyphs } = surface;
  const isCrowd = hands.some(({ worker }) => worker !== hands[0]?.worker);
  const names = hands.map(({ worker, hand }) => (isCrowd ? `${worker}.${hand}` : `${hand}`));
  const stages = hands.map(({ stage }) => stageWords(workflow, stage, t));
  const widestName = Math.max(0, ...names.map((name) => Bun.stringWidth(name)));
  const widestStage = Math.max(0, ...stages.map((stage) => Bun.stringWidth(stage)));
  return hands.map(({ item, more }, at): Part[] => {
    const head = `${padStart(names[at] ?? "", widestName)} ${padEnd(stages[at] ?? "", widestStage)}  `;
    const tail = more > 0 ? ` +${t.formats.number(more)}` : "";
    const room = columns - 4 - Bun.stringWidth(head) - Bun.stringWidth(tail);
    return [
      { text: ` ${glyphs.state.leased} `, tone: "busy" },
      { text: head, tone: "quiet" },
      padEnd(`${fit(surface, item, room)}${tail}`, columns - 3 - Bun.stringWidth(head)),
    ];
  });
}
