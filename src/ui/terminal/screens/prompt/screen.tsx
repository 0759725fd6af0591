import { bodyRowsOf, Frame, type FrameProps } from "../../components/frame.tsx";
import { Lines, type Part } from "../../components/line.tsx";
import { fit } from "../../surface/fit.ts";
import { useSurface } from "../../surface/surface.ts";
import { useObservable } from "../../view-model/observable.ts";
import type { PromptModel } from "./model.ts";

/** One line that is typed. */
export function PromptScreen({
  model,
  ...frame
}: Omit<FrameProps, "model" | "children"> & { readonly model: PromptModel }) {
  const surface = useSurface();
  const { text } = useObservable(model.state);
  const label = ` ${model.asked.label}: `;
  const lines: Part[][] = [
    [],
    [
      { text: label, bold: true },
      fit(surface, text, surface.columns - Bun.stringWidth(label) - 2),
      { text: surface.glyphs.caret, tone: "accent" },
    ],
  ];
  return (
    <Frame {...frame} model={model}>
      <Lines lines={lines} rows={bodyRowsOf(surface.rows)} />
    </Frame>
  );
}
