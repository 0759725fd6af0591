import { alertLines, statsLines } from "../../../../presentation/products.ts";
import { bodyRowsOf, Frame, type FrameProps } from "../../../components/frame.tsx";
import { Lines, type Part } from "../../../components/line.tsx";
import { fold } from "../../../surface/fold.ts";
import { useSurface } from "../../../surface/surface.ts";
import { useObservable } from "../../../view-model/observable.ts";
import type { ProductStatsModel } from "./model.ts";

/** Where a line goes on that is too long, columns. */
const foldIndent = 3;

/** What normalising came to in this workspace, and the batches that failed. */
export function ProductStatsScreen({
  model,
  ...frame
}: Omit<FrameProps, "model" | "children"> & { readonly model: ProductStatsModel }) {
  const surface = useSurface();
  const { t, glyphs, columns } = surface;
  const { stats } = useObservable(model.state);
  const folded = (text: string) => fold(` ${text}`, columns - 1, foldIndent);
  const lines: Part[][] = stats
    ? [
        [],
        ...alertLines(stats.alerts, t).flatMap((alert) =>
          folded(`${glyphs.warning} ${alert}`).map((text): Part[] => [{ text, tone: "attention" }]),
        ),
        ...(stats.alerts.length > 0 ? [[]] : []),
        ...statsLines(stats, t).flatMap((line) => folded(line).map((text): Part[] => [text])),
      ]
    : [[], [{ text: ` ${t.text("terminal.counting")}`, tone: "busy" }]];
  return (
    <Frame {...frame} model={model}>
      <Lines lines={lines} rows={bodyRowsOf(surface.rows)} />
    </Frame>
  );
}
