import type { Action, ScreenModel } from "../desk/screen-model.ts";
import { keyLabel, keyLabels, keysOf } from "../keymap/lookup.ts";
import type { Surface } from "../surface/surface.ts";
import { type Part, widthOf } from "./line.tsx";

const between = "  ";

/**
 * The keys of a screen in at most `maxLines` lines, in the order of the table. A key that does nothing now is
 * dimmed, not hidden, so that it stays where the hand knows it. `?` and the way back are always there, but for keys that
 * a text takes while one is typed.
 */
export function footerLines(model: ScreenModel, surface: Surface, maxLines = 2): Part[][] {
  const { t, columns } = surface;
  const actions: Readonly<Record<string, Action | undefined>> = model.actions();
  const shown = keysOf(model.name).filter(
    (row) =>
      !row.minor &&
      (actions[row.action] !== undefined || row.action === "back" || row.action === "help") &&
      !(model.isTyping && row.keys.every((key) => key.length === 1)),
  );
  const entries = shown.map((row) => {
    const action = actions[row.action];
    const words = action?.words ?? t.text(row.words as "terminalKeys.back");
    const label = row.keys.length > 3 ? keyLabels(row, surface) : keyLabel(row.keys[0] ?? "", surface);
    const off = action?.off !== undefined;
    const parts: Part[] = [
      off ? { text: label, tone: "quiet" } : { text: label, bold: true, tone: "accent" },
      { text: ` ${words}`, tone: off ? "quiet" : "plain" },
    ];
    const isAlways =
      row.action === "help" ||
      row.action === "back" ||
      row.action === "cancelForm" ||
      row.action === "closeSearch";
    return { parts, isAlways };
  });
  const lines = pack(
    entries.map(({ parts }) => parts),
    columns,
  );
  if (lines.length <= maxLines) return lines;
  // Too many: the last of the others give way, one by one, to those that are always there.
  const kept = [...entries];
  for (;;) {
    const packed = pack(
      kept.map(({ parts }) => parts),
      columns,
    );
    if (packed.length <= maxLines) return packed;
    const drop = kept.findLastIndex(({ isAlways }) => !isAlways);
    if (drop === -1) return packed.slice(0, maxLines);
    kept.splice(drop, 1);
  }
}

function pack(entries: readonly Part[][], columns: number): Part[][] {
  const lines: Part[][] = [];
  let line: Part[] = [" "];
  for (const entry of entries) {
    const isFirst = line.length === 1;
    const width = widthOf(line) + (isFirst ? 0 : between.length) + widthOf(entry);
    if (!isFirst && width > columns) {
      lines.push(line);
      line = [" "];
    }
    line.push(...(line.length === 1 ? [] : [between]), ...entry);
  }
  if (line.length > 1) lines.push(line);
  return lines;
}
