import { bodyRowsOf, Frame, type FrameProps } from "../../components/frame.tsx";
import { Lines, type Part } from "../../components/line.tsx";
import { fit, fitProse, padEnd } from "../../surface/fit.ts";
import { fold } from "../../surface/fold.ts";
import { useSurface } from "../../surface/surface.ts";
import { useObservable } from "../../view-model/observable.ts";
import { estimateFigures } from "./figures.ts";
import type { EstimateModel } from "./model.ts";
import { treeLines } from "./tree-lines.ts";

/** What the run will take, before it starts. */
export function EstimateScreen({
  model,
  ...frame
}: Omit<FrameProps, "model" | "children"> & {
  readonly model: EstimateModel;
}) {
  const surface = useSurface();
  const { t, glyphs, columns } = surface;
  const { estimate, error, elapsedMs } = useObservable(model.state);
  const path = String(model.values.path ?? "");
  const lines: Part[][] = [[]];
  if (path !== "") lines.push([` ${fit(surface, path, columns - 2)}`], []);
  if (!estimate && !error) {
    const seconds = t.formats.duration(Math.floor(elapsedMs / 1000) * 1000);
    const words =
      elapsedMs < 1000 ? t.text("terminal.counting") : t.text("terminal.countingFor", { time: seconds });
    lines.push([{ text: ` ${glyphs.state.leased} ${words}`, tone: "busy" }]);
  }
  if (estimate) {
    const figures = estimateFigures(estimate, t, model.workflow);
    const widest = Math.max(...figures.map(({ label }) => Bun.stringWidth(label)));
    for (const { label, value } of figures) {
      const values = fold(value, columns - widest - 4);
      values.forEach((text, at) => {
        lines.push([
          { text: ` ${padEnd(at === 0 ? label : "", widest)}  `, tone: "quiet" },
          { text, bold: true },
        ]);
      });
    }
  }
  const missing = model.missing();
  if (missing.length > 0) {
    lines.push([], [{ text: ` ${t.text("terminal.missing")}`, bold: true }]);
    for (const { message, hint } of missing) {
      lines.push(
        [{ text: ` ${glyphs.warning} ${fitProse(surface, message, columns - 4)}`, tone: "bad" }],
        [`   ${fitProse(surface, hint, columns - 4)}`],
      );
    }
  } else if (estimate && estimate.items !== 0) {
    lines.push([], [{ text: ` ${t.text("terminal.enterStarts")}`, tone: "accent" }]);
  }
  if (estimate) lines.push(...treeLines(estimate.detail, surface, bodyRowsOf(surface.rows) - lines.length));
  return (
    <Frame {...frame} model={model}>
      <Lines lines={lines} rows={bodyRowsOf(surface.rows)} />
    </Frame>
  );
}
