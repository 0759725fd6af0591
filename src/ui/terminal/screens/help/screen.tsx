import { bodyRowsOf, Frame, type FrameProps } from "../../components/frame.tsx";
import { Line, type Part } from "../../components/line.tsx";
import { VirtualList } from "../../components/virtual-list.tsx";
import { fitProse, padEnd } from "../../surface/fit.ts";
import { useSurface } from "../../surface/surface.ts";
import { useObservable } from "../../view-model/observable.ts";
import type { HelpLine, HelpModel } from "./model.ts";

/** The keys of the screen below, and what each does now. */
export function HelpScreen({
  model,
  ...frame
}: Omit<FrameProps, "model" | "children"> & {
  readonly model: HelpModel;
}) {
  const surface = useSurface();
  const { t, glyphs, columns, rows } = surface;
  const { filter, selected } = useObservable(model.state);
  const lines = model.lines();
  const keyColumns = Math.max(8, ...lines.map(({ keys }) => Bun.stringWidth(keys)));
  return (
    <Frame {...frame} model={model}>
      <Line
        parts={[
          { text: ` ${t.text("terminal.helpFilter")} `, tone: "quiet" },
          fitProse(surface, filter, columns - 30),
          { text: glyphs.caret, tone: "accent" },
        ]}
      />
      <Line
        parts={lines.length === 0 ? [{ text: ` ${t.text("terminal.helpNothing")}`, tone: "quiet" }] : []}
      />
      <VirtualList
        length={lines.length}
        selected={selected}
        rows={bodyRowsOf(rows) - 2}
        read={(start, end) => lines.slice(start, end)}
        draw={(line, isSelected) => ({ key: line.keys + line.words, parts: helpLine(line, isSelected) })}
      />
    </Frame>
  );

  function helpLine({ keys, words, off }: HelpLine, isSelected: boolean): Part[] {
    const head = ` ${isSelected ? glyphs.cursor : " "} ${padEnd(keys, keyColumns)}  `;
    const room = columns - Bun.stringWidth(head);
    const shown = fitProse(surface, words, room);
    const why = off === undefined ? "" : fitProse(surface, `  ${off}`, room - Bun.stringWidth(shown));
    return [
      { text: head, tone: off === undefined ? "accent" : "quiet", bold: off === undefined },
      { text: shown, tone: off === undefined ? "plain" : "quiet", inverse: isSelected },
      { text: why, tone: "quiet" },
    ];
  }
}
