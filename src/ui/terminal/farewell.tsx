import { documentOf } from "../../engine/run/document.ts";
import { reachableDocument } from "../presentation/reachable-document.ts";
import { SummaryTable } from "./components/summary-table.tsx";
import type { Application } from "./desk/application.ts";
import { renderToString } from "./ink.ts";
import { isOver } from "./run/run-actions.ts";
import type { RunView } from "./run/run-view.ts";
import { figuresOf, nextSteps } from "./screens/summary/figures.ts";
import { fit } from "./surface/fit.ts";
import { type Surface, SurfaceProvider } from "./surface/surface.ts";

const shownRuns = 3;
const shownFailures = 5;

/** What stays on the normal screen: for each run that was worked on, its figures and what to do next. */
export function farewell(application: Application): string {
  const surface = application.surface.get();
  return application.runs.touched
    .slice(-shownRuns)
    .map((view) => farewellOf(view, application, surface))
    .join("\n\n");
}

function farewellOf(view: RunView, { stores, t, workspaceFlag }: Application, surface: Surface): string {
  const document = reachableDocument(documentOf(stores.ledger, view.run, t.language), workspaceFlag);
  const { run, status, failures, refused, counts } = document;
  const figures = figuresOf(document, t);
  const table = surface.screenReader
    ? `${figures.map(({ label, value }) => `${label}: ${value}`).join(". ")}.`
    : renderToString(
        <SurfaceProvider value={surface}>
          <SummaryTable columns={figures} />
        </SurfaceProvider>,
        { columns: surface.columns },
      );
  const shown = failures.slice(0, shownFailures);
  const more = Math.max(counts.failed, failures.length) - shown.length;
  const typed = run + workspaceFlag;
  const isGoing = status === "running" || status === "waiting";
  return [
    t.text("summary.title", { run, status: t.text(`runStatus.${status}`) }),
    table,
    ...shown.flatMap(({ item, message, hint }) => [
      fit(
        surface,
        `${surface.glyphs.state.failed} ${message.includes(item) ? message : `${item}: ${message}`}`,
        400,
      ),
      `  ${fit(surface, hint, 400)}`,
    ]),
    ...refused
      .slice(0, shownFailures)
      .map(({ item, message }) =>
        fit(surface, `${surface.glyphs.warning} ${t.text("summary.refused")}: ${item}: ${message}`, 400),
      ),
    ...(shown.length > 0 && more > 0 ? [`  ${t.text("summary.moreFailures", { count: more })}`] : []),
    ...(isGoing ? [t.text("prompt.quitKeepsRunning", { run: typed })] : []),
    ...(isGoing || isOver(status)
      ? nextSteps(document, t, workspaceFlag)
      : [t.text("prompt.resumeWith", { run: typed })]),
  ].join("\n");
}
