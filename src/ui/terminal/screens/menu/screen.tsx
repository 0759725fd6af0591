import { bodyRowsOf, Frame, type FrameProps } from "../../components/frame.tsx";
import { Lines, type Part } from "../../components/line.tsx";
import { fit, padEnd } from "../../surface/fit.ts";
import { useSurface } from "../../surface/surface.ts";
import { useObservable } from "../../view-model/observable.ts";
import type { MenuModel } from "./model.ts";

/** The main menu. */
export function MenuScreen({
  model,
  folder,
  ...frame
}: Omit<FrameProps, "model" | "children"> & {
  readonly model: MenuModel;
  readonly folder: string;
}) {
  const surface = useSurface();
  const { t, glyphs, columns } = surface;
  const { entries, selected, covers, issues, linked } = useObservable(model.state);
  const widest = Math.max(...entries.map(({ words }) => Bun.stringWidth(words)));
  const lines: Part[][] = [
    [],
    [{ text: ` ${t.text("terminal.menuHeading")}`, bold: true }],
    [],
    ...entries.map((entry, index): Part[] => {
      const isSelected = index === selected;
      const tone = entry.off === undefined ? "plain" : "quiet";
      return [
        { text: isSelected ? ` ${glyphs.cursor} ` : "   ", tone: "accent", bold: true },
        { text: ` ${padEnd(entry.words, widest)} `, tone, inverse: isSelected, bold: isSelected },
        { text: entry.note === "" ? "" : `  ${entry.note}`, tone: "attention" },
      ];
    }),
    [],
    [{ text: ` ${entries[selected]?.off ?? ""}`, tone: "quiet" }],
    [],
    [{ text: ` ${t.text("terminal.menuCounts", { covers, issues, linked })}`, tone: "quiet" }],
    [{ text: ` ${t.text("terminal.workspace")} ${fit(surface, folder, columns - 24)}`, tone: "quiet" }],
  ];
  return (
    <Frame {...frame} model={model}>
      <Lines lines={lines} rows={bodyRowsOf(surface.rows)} />
    </Frame>
  );
}
