import { failureLine } from "../../../../engine/run/document.ts";
import type { RunProgress } from "../../../../engine/run/progress.ts";
import { itemStates } from "../../../../stores/ledger.ts";
import { inWorkspace } from "../../../command-line/in-workspace.ts";
import type { LiveLine } from "../../../presentation/presentation.ts";
import { noteWords, skipWords, stageWords } from "../../../presentation/words.ts";
import { bodyRowsOf, Frame, type FrameProps } from "../../components/frame.tsx";
import { Line, Lines, type Part } from "../../components/line.tsx";
import { Picture } from "../../components/picture.tsx";
import { progressBar } from "../../components/progress-bar.ts";
import { type Badge, stateBadge, statusBadge } from "../../components/status-badge.ts";
import type { Desk } from "../../desk/desk.ts";
import { errorWords } from "../../desk/error-words.ts";
import { Box } from "../../ink.ts";
import type { PictureCache, PictureSize } from "../../pictures/picture-cache.ts";
import type { RunPicture } from "../../run/run-view.ts";
import { fit, fitProse, padEnd, padStart } from "../../surface/fit.ts";
import { fold } from "../../surface/fold.ts";
import { type Surface, useSurface } from "../../surface/surface.ts";
import { useObservable } from "../../view-model/observable.ts";
import { deviceWords } from "./device.ts";
import { handLines } from "./hand-lines.ts";
import { limitLines } from "./limit-lines.ts";
import type { DashboardModel } from "./model.ts";

const leastRecentRows = 4;

/** A run at work. */
export function DashboardScreen({
  model,
  pictures,
  ...frame
}: Omit<FrameProps, "model" | "children" | "aside"> & {
  readonly model: DashboardModel;
  readonly pictures: PictureCache;
}) {
  const whole = useSurface();
  const picture = useObservable(model.state);
  const live = useObservable(model.live);
  const newest = model.newest();
  const size = pictureSize(whole);
  const surface = newest ? { ...whole, columns: whole.columns - size.columns - 1 } : whole;
  const head = [
    [],
    ...overall(picture, surface),
    [],
    ...stageLines(picture, surface),
    [],
    ...countLines(picture, surface),
    ...limitLines(picture.progress.present.limits, surface, Date.now()),
    ...(live.length > 0 ? [[], ...live.flatMap((line) => liveLines(line, surface))] : []),
    ...troubleLines(picture, surface, model.desk),
    ...failureLines(picture, surface, model.desk),
  ];
  // What happened last keeps a few lines, whoever is at work.
  const { present, run, recent } = picture.progress;
  const kept = recent.length > 0 ? leastRecentRows : 0;
  const inside = handLines(
    present.hands,
    run.workflow,
    surface,
    bodyRowsOf(surface.rows) - head.length - kept,
  );
  const room = bodyRowsOf(surface.rows) - head.length - inside.length - 2;
  const lines = [
    ...head,
    ...inside,
    ...(room > 0 && picture.progress.recent.length > 0 ? [[], ...recentLines(picture, surface, room)] : []),
  ];
  return (
    <Frame {...frame} model={model} aside={[statusBadge(picture.progress.status, surface), " "]}>
      {newest ? (
        <Box height={bodyRowsOf(surface.rows)}>
          <Box flexDirection="column" width={surface.columns}>
            <Lines lines={lines} rows={bodyRowsOf(surface.rows)} />
          </Box>
          <Box flexDirection="column" width={size.columns + 1}>
            <Box height={1} />
            <Picture cache={pictures} content={newest.preview} size={size} />
            <Line parts={[{ text: fit(surface, newest.item, size.columns), tone: "quiet" }]} />
          </Box>
        </Box>
      ) : (
        <Lines lines={lines} rows={bodyRowsOf(surface.rows)} />
      )}
    </Frame>
  );
}

function liveLines({ text, isAlert }: LiveLine, surface: Surface): Part[][] {
  const { glyphs, columns } = surface;
  const lines = fold(isAlert ? ` ${glyphs.warning} ${text}` : ` ${text}`, columns - 1, 3);
  return lines.map((line): Part[] => [
    { text: fitProse(surface, line, columns), ...(isAlert ? { tone: "attention" as const } : {}) },
  ]);
}

/** What the picture of the newest item gets: a quarter of the width, and a cell is two high and one wide. */
function pictureSize({ columns, rows }: Surface): PictureSize {
  const wide = Math.min(32, Math.floor(columns / 4));
  return { columns: wide, rows: Math.min(Math.round((wide * 3) / 5), bodyRowsOf(rows) - 2) };
}

/** One bar for all, and below it how fast and how long. */
function overall(picture: RunPicture, surface: Surface): Part[][] {
  const { t, glyphs, columns } = surface;
  const { progress, gathered, rate, remainingMs } = picture;
  const finished = picture.finished + gathered;
  const { total, run, money } = progress;
  const isKnown = run.sourceDone;
  const share = total > 0 ? finished / total : isKnown ? 1 : 0;
  const figures = isKnown
    ? t.text("progress.line", { finished, total, percent: t.formats.percent(share) })
    : t.text("progress.lineOpen", { finished });
  const barColumns = Math.max(10, Math.min(60, columns - Bun.stringWidth(figures) - 4));
  const speed = [
    ...(rate === null || rate === 0 ? [] : [t.text("progress.rate", { rate: rateWords(rate, t) })]),
    ...(remainingMs === null
      ? []
      : [t.text("progress.remaining", { time: t.formats.duration(remainingMs) })]),
    ...(money.usd > 0 ? [t.formats.money(money.usd)] : []),
    ...(picture.device ? [deviceWords(picture.device, surface)] : []),
  ];
  return [
    [" ", { text: progressBar(isKnown ? share : 0, barColumns, glyphs), tone: "good" }, `  ${figures}`],
    [{ text: ` ${speed.join(" · ").replaceAll("·", glyphs.state.pending)}`, tone: "quiet" }],
  ];
}

function rateWords(rate: number, t: Surface["t"]): string {
  return t.formats.number(rate >= 10 ? Math.round(rate) : Math.round(rate * 10) / 10);
}

/** One bar a stage. A stage that skips what it knows already counts it as passed. */
function stageLines({ stages, progress }: RunPicture, { t, glyphs, columns }: Surface): Part[][] {
  const names = stages.map(({ stage }) => stageWords(progress.run.workflow, stage, t));
  const widest = Math.max(0, ...names.map((name) => Bun.stringWidth(name)));
  const barColumns = Math.max(8, Math.min(40, columns - widest - 34));
  return stages.map(({ finished, entered }, index): Part[] => {
    const inside = entered - finished;
    return [
      { text: `  ${padEnd(names[index] ?? "", widest)} `, tone: "plain" },
      {
        text: progressBar(progress.total > 0 ? finished / progress.total : 0, barColumns, glyphs),
        tone: "busy",
      },
      ` ${padStart(t.formats.number(finished), 9)}`,
      { text: inside > 0 ? `  ${t.text("terminal.inside", { count: inside })}` : "", tone: "quiet" },
    ];
  });
}

/** Every state that has items, as sign, word and number. */
function countLines({ progress, gathered }: RunPicture, surface: Surface): Part[][] {
  const { t, columns } = surface;
  const parts = itemStates
    .filter((state) => progress.counts[state] > 0)
    .map((state) => {
      const isGathered = state === "waiting" && gathered > 0;
      const badge = stateBadge(state, surface, isGathered ? t.text("terminal.gathered") : undefined);
      return { ...badge, text: `${badge.text} ${t.formats.number(progress.counts[state])}` };
    });
  const lines: Part[][] = [];
  let width = columns;
  for (const part of parts) {
    const needed = Bun.stringWidth(part.text) + 3;
    if (width + needed > columns) {
      lines.push([" "]);
      width = 1;
    }
    lines.at(-1)?.push(" ", part, "  ");
    width += needed;
  }
  return lines;
}

/** Why nothing works on it, and how to mend that. */
function troubleLines({ trouble, progress }: RunPicture, surface: Surface, desk: Desk): Part[][] {
  const { t, glyphs, columns } = surface;
  const words = trouble ? errorWords(desk, trouble) : stopped();
  if (!words) return [];
  return [
    [],
    [
      {
        text: ` ${glyphs.warning} ${fitProse(surface, words.message, columns - 4)}`,
        tone: "bad",
        bold: true,
      },
    ],
    [`   ${fitProse(surface, words.hint, columns - 4)}`],
  ];

  function stopped() {
    const { run } = progress;
    if (!run.stopped) return undefined;
    const { message, hint } = failureLine("", run.stopped, run.name, t.language);
    return { message, hint: inWorkspace(hint, desk.workspaceFlag) };
  }
}

const shownCauses = 3;

/** Failures by cause, the commonest first, each with what mends it. */
function failureLines({ progress }: RunPicture, surface: Surface, { workspaceFlag }: Desk): Part[][] {
  const { t, glyphs, columns } = surface;
  if (progress.failures.length === 0) return [];
  const shown = progress.failures.slice(0, shownCauses).flatMap((cause): Part[][] => {
    const { message, hint } = failureLine(t.text("terminal.theFile"), cause, progress.run.name, t.language);
    const head = ` ${glyphs.state.failed} ${t.formats.number(cause.count)}${glyphs.times} ${stageWords(progress.run.workflow, cause.stage, t)}: `;
    return [
      [{ text: head, tone: "bad" }, fitProse(surface, message, columns - Bun.stringWidth(head))],
      [{ text: `     ${fitProse(surface, inWorkspace(hint, workspaceFlag), columns - 5)}`, tone: "quiet" }],
    ];
  });
  return [[], ...shown];
}

/** What happened last, newest first; as many lines as there is room for. */
function recentLines({ progress }: RunPicture, surface: Surface, room: number): Part[][] {
  const { t, columns } = surface;
  const events = progress.recent.flatMap((event) => recentEvent(event, progress.run.workflow, surface) ?? []);
  if (events.length === 0) return [];
  const shown = events.slice(0, room);
  const widest = Math.max(0, ...shown.map(({ badge }) => Bun.stringWidth(badge.text)));
  return [
    [{ text: ` ${t.text("terminal.recent")}`, bold: true }],
    ...shown.map(({ badge, item, words }): Part[] => {
      const left = columns - widest - 3;
      const behind = words === "" ? "" : `  ${fitProse(surface, words, Math.floor(left / 2))}`;
      return [
        " ",
        { ...badge, text: padEnd(badge.text, widest) },
        `  ${fit(surface, item, left - Bun.stringWidth(behind))}`,
        { text: behind, tone: "quiet" },
      ];
    }),
  ];
}

/** What happened to an item, and why where that is not the state alone; undefined for what is not for people. */
function recentEvent(event: RunProgress["recent"][number], workflow: string, surface: Surface) {
  const { t, glyphs } = surface;
  if (event.type === "note") {
    const words = noteWords(workflow, event, t);
    const badge: Badge = { text: `${glyphs.warning} ${t.text("error.warning")}`, tone: "attention" };
    return words === undefined ? undefined : { badge, item: String(event.data.item ?? ""), words };
  }
  const waits = event.retryAt === undefined ? undefined : t.text("terminal.retryWaits");
  const words = event.reason === undefined ? "" : skipWords(workflow, event.reason, t);
  return { badge: stateBadge(event.state, surface, waits), item: event.item, words };
}
