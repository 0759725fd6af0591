import { bodyRowsOf, Frame, type FrameProps } from "../../components/frame.tsx";
import { Line, type Part } from "../../components/line.tsx";
import { VirtualList } from "../../components/virtual-list.tsx";
import { fit } from "../../surface/fit.ts";
import { type Surface, useSurface } from "../../surface/surface.ts";
import { useObservable } from "../../view-model/observable.ts";
import type { NameLine, NamesModel } from "./model.ts";

/** Names with a box each. */
export function NamesScreen({
  model,
  ...frame
}: Omit<FrameProps, "model" | "children"> & { readonly model: NamesModel }) {
  const surface = useSurface();
  const { t, glyphs, columns, rows } = surface;
  const { ticked, selected } = useObservable(model.state);
  const count = t.text("people.ticked", { count: ticked.size, total: model.lines.length });
  return (
    <Frame {...frame} model={model}>
      <Line parts={[{ text: ` ${count}`, bold: true }]} />
      <VirtualList
        length={model.lines.length}
        selected={selected}
        rows={bodyRowsOf(rows) - 1}
        read={(start, end) => model.lines.slice(start, end).map((line, at) => ({ line, index: start + at }))}
        draw={({ line, index }, isSelected) => ({ key: index, parts: parts(line, index, isSelected) })}
      />
    </Frame>
  );

  function parts(line: NameLine, index: number, isSelected: boolean): Part[] {
    const isTicked = ticked.has(index);
    const note = noteWords(line, surface);
    const behind = note === "" ? "" : `  ${note}`;
    return [
      { text: isSelected ? ` ${glyphs.cursor} ` : "   ", tone: "accent", bold: true },
      { text: `[${isTicked ? glyphs.checked : glyphs.unchecked}] `, bold: isTicked },
      { text: fit(surface, line.name, columns - 8 - Bun.stringWidth(behind)), inverse: isSelected },
      { text: behind, tone: "quiet" },
    ];
  }
}

/** Why it may not be wanted, in words. */
export function noteWords({ note }: NameLine, { t }: Surface): string {
  return note === null ? "" : t.text(`people.${note}`);
}
