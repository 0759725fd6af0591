import { bodyRowsOf, Frame, type FrameProps } from "../../components/frame.tsx";
import { Lines, type Part } from "../../components/line.tsx";
import { fitProse, padEnd } from "../../surface/fit.ts";
import { useSurface } from "../../surface/surface.ts";
import { useObservable } from "../../view-model/observable.ts";
import type { SubmenuModel } from "./model.ts";

/** A menu within the menu: of people and characters, of faces. */
export function SubmenuScreen({
  model,
  ...frame
}: Omit<FrameProps, "model" | "children"> & { readonly model: SubmenuModel }) {
  const surface = useSurface();
  const { t, glyphs, columns } = surface;
  const { entries, selected } = useObservable(model.state);
  const words = entries.map((entry) => t.chosen(entry.words));
  const widest = Math.max(...words.map((one) => Bun.stringWidth(one)));
  const off = entries[selected]?.off;
  const lines: Part[][] = [
    [],
    ...entries.map(({ count, off }, index): Part[] => [
      { text: index === selected ? ` ${glyphs.cursor} ` : "   ", tone: "accent", bold: true },
      {
        text: ` ${padEnd(words[index] ?? "", widest)} `,
        tone: off === undefined ? "plain" : "quiet",
        inverse: index === selected,
        bold: index === selected,
      },
      { text: count ? `  ${t.formats.number(count)}` : "", tone: "quiet" },
    ]),
    [],
    [{ text: off ? fitProse(surface, ` ${t.chosen(off)}`, columns) : "", tone: "quiet" }],
  ];
  return (
    <Frame {...frame} model={model}>
      <Lines lines={lines} rows={bodyRowsOf(surface.rows)} />
    </Frame>
  );
}
