import type { RunDocument } from "../../../../engine/run/document.ts";
import { inWorkspace } from "../../../command-line/in-workspace.ts";
import { ownSummary, skipWords } from "../../../presentation/words.ts";
import { bodyRowsOf, Frame, type FrameProps } from "../../components/frame.tsx";
import { Lines, type Part } from "../../components/line.tsx";
import { statusBadge } from "../../components/status-badge.ts";
import { SummaryTable } from "../../components/summary-table.tsx";
import { Box } from "../../ink.ts";
import { fitProse } from "../../surface/fit.ts";
import { fold } from "../../surface/fold.ts";
import { type Surface, useSurface } from "../../surface/surface.ts";
import { useObservable } from "../../view-model/observable.ts";
import { failureLines } from "./failures.ts";
import { figuresOf } from "./figures.ts";
import type { SummaryModel } from "./model.ts";
import { stepLines } from "./step-lines.ts";

/** Where a line goes on that is too long, columns. */
const foldIndent = 5;

/** Lines of the figures, with those that are empty around them; and what the failures get at least. */
const figureRows = 7;
const leastFailureRows = 4;

/** What became of a run. */
export function SummaryScreen({
  model,
  ...frame
}: Omit<FrameProps, "model" | "children" | "aside"> & {
  readonly model: SummaryModel;
}) {
  const surface = useSurface();
  const document = useObservable(model.state);
  const { workspaceFlag } = model.desk;
  const steps = stepLines(document, surface, workspaceFlag);
  const { columns } = surface;
  const own = ownSummary(document, surface.t, columns - 4).flatMap((text) =>
    fold(` ${inWorkspace(text, workspaceFlag)}`, columns - 1, foldIndent).map((line): Part[] => [
      fitProse(surface, line, columns),
    ]),
  );
  const skipped = skippedLines(document, surface);
  const space = bodyRowsOf(surface.rows) - figureRows - steps.length - skipped.length;
  // What failed has its place, however much a workflow has to tell.
  const told = own.slice(0, Math.max(0, document.failures.length > 0 ? space - leastFailureRows : space));
  const room = space - told.length;
  return (
    <Frame {...frame} model={model} aside={[statusBadge(document.status, surface), " "]}>
      <Box height={1} />
      <Box marginLeft={1}>
        <SummaryTable columns={figuresOf(document, surface.t)} />
      </Box>
      <Box height={1} />
      <Lines lines={skipped} />
      <Lines lines={told} />
      <Lines lines={steps} />
      <Lines lines={failureLines(document, surface, room)} />
    </Frame>
  );
}

/** Why items were skipped. */
function skippedLines({ skipReasons, workflow }: RunDocument, surface: Surface): Part[][] {
  if (skipReasons.length === 0) return [];
  const words = skipReasons.map((reason) => skipWords(workflow, reason, surface.t)).join("; ");
  const text = fitProse(surface, `${surface.t.text("summary.skippedFor")} ${words}`, surface.columns - 2);
  return [[{ text: ` ${text}`, tone: "quiet" }], []];
}
