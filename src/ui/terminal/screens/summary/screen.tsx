import type { RunDocument } from "../../../../engine/run/document.ts";
import { bodyRowsOf, Frame, type FrameProps } from "../../components/frame.tsx";
import { Lines, type Part } from "../../components/line.tsx";
import { statusBadge } from "../../components/status-badge.ts";
import { SummaryTable } from "../../components/summary-table.tsx";
import { Box } from "../../ink.ts";
import { type Surface, useSurface } from "../../surface/surface.ts";
import { useObservable } from "../../view-model/observable.ts";
import { failureLines } from "./failures.ts";
import { figuresOf, nextSteps } from "./figures.ts";
import type { SummaryModel } from "./model.ts";

/** What became of a run. */
export function SummaryScreen({
  model,
  ...frame
}: Omit<FrameProps, "model" | "children" | "aside"> & {
  readonly model: SummaryModel;
}) {
  const surface = useSurface();
  const document = useObservable(model.state);
  const steps = stepLines(document, surface);
  const room = bodyRowsOf(surface.rows) - 8 - steps.length;
  return (
    <Frame {...frame} model={model} aside={[statusBadge(document.status, surface), " "]}>
      <Box height={1} />
      <Box marginLeft={1}>
        <SummaryTable columns={figuresOf(document, surface.t)} />
      </Box>
      <Box height={1} />
      <Lines lines={steps} />
      <Lines lines={failureLines(document, surface, room)} />
    </Frame>
  );
}

function stepLines(document: RunDocument, surface: Surface): Part[][] {
  return nextSteps(document, surface.t).map((text) => [
    { text: ` ${surface.glyphs.arrow} ${text}`, tone: "accent" },
  ]);
}
