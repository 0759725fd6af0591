import { workflowWords } from "../../../presentation/words.ts";
import { bodyRowsOf, Frame, type FrameProps } from "../../components/frame.tsx";
import { Line, type Part } from "../../components/line.tsx";
import { statusBadge } from "../../components/status-badge.ts";
import { VirtualList } from "../../components/virtual-list.tsx";
import { fitProse, padEnd, padStart } from "../../surface/fit.ts";
import { useSurface } from "../../surface/surface.ts";
import { useObservable } from "../../view-model/observable.ts";
import type { RunLine, RunsModel } from "./model.ts";

/** The runs of the workspace. */
export function RunsScreen({
  model,
  ...frame
}: Omit<FrameProps, "model" | "children"> & {
  readonly model: RunsModel;
}) {
  const surface = useSurface();
  const { t, glyphs, columns, rows } = surface;
  const { runs, selected } = useObservable(model.state);
  const head = `${padEnd(` ${t.text("terminal.columnRun")}`, 9)}${padEnd(t.text("terminal.columnWhat"), 12)}${padStart(t.text("summary.total"), 7)}${padStart(t.text("summary.review"), 12)}${padStart(t.text("summary.failed"), 10)}  ${t.text("terminal.columnStatus")}`;
  return (
    <Frame {...frame} model={model}>
      <Line parts={[{ text: fitProse(surface, `  ${head}`, columns), bold: true }]} />
      <VirtualList
        length={runs.length}
        selected={selected}
        rows={bodyRowsOf(rows) - 1}
        read={(start, end) => model.lines(start, end)}
        draw={(line, isSelected) => ({ key: line.run.id, parts: runLine(line, isSelected) })}
      />
    </Frame>
  );

  function runLine({ run, status, total, review, failed }: RunLine, isSelected: boolean): Part[] {
    const number = (value: number) => t.formats.number(value);
    const badge = statusBadge(status, surface);
    const name = `${isSelected ? glyphs.cursor : " "} ${padEnd(run.name, 7)} `;
    const what = padEnd(fitProse(surface, workflowWords(run.workflow, t), 11), 12);
    return [
      { text: ` ${name}${what}${padStart(number(total), 7)}`, inverse: isSelected },
      { text: padStart(number(review), 12), tone: review > 0 ? "attention" : "quiet", inverse: isSelected },
      { text: padStart(number(failed), 10), tone: failed > 0 ? "bad" : "quiet", inverse: isSelected },
      "  ",
      { ...badge, text: fitProse(surface, badge.text, Math.max(4, columns - 54)) },
    ];
  }
}
