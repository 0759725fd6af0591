import { describeError } from "../../../../engine/errors/lote-error.ts";
import { failureLine } from "../../../../engine/run/document.ts";
import { itemStates } from "../../../../stores/ledger.ts";
import { bodyRowsOf, Frame, type FrameProps } from "../../components/frame.tsx";
import { Lines, type Part } from "../../components/line.tsx";
import { progressBar } from "../../components/progress-bar.ts";
import { stateBadge, statusBadge } from "../../components/status-badge.ts";
import type { RunPicture } from "../../run/run-view.ts";
import { stageWords } from "../../run/words.ts";
import { fit, fitProse, padEnd, padStart } from "../../surface/fit.ts";
import { type Surface, useSurface } from "../../surface/surface.ts";
import { useObservable } from "../../view-model/observable.ts";
import { deviceWords } from "./device.ts";
import type { DashboardModel } from "./model.ts";

/** A run at work. */
export function DashboardScreen({
  model,
  ...frame
}: Omit<FrameProps, "model" | "children" | "aside"> & {
  readonly model: DashboardModel;
}) {
  const surface = useSurface();
  const picture = useObservable(model.state);
  const head = [
    [],
    ...overall(picture, surface),
    [],
    ...stageLines(picture, surface),
    [],
    ...countLines(picture, surface),
    ...troubleLines(picture, surface),
    ...failureLines(picture, surface),
  ];
  const room = bodyRowsOf(surface.rows) - head.length - 2;
  const lines = [
    ...head,
    ...(room > 0 && picture.progress.recent.length > 0 ? [[], ...recentLines(picture, surface, room)] : []),
  ];
  return (
    <Frame {...frame} model={model} aside={[statusBadge(picture.progress.status, surface), " "]}>
      <Lines lines={lines} rows={bodyRowsOf(surface.rows)} />
    </Frame>
  );
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
  const names = stages.map(({ stage }) => stageWords(stage, t));
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
function troubleLines({ trouble, progress }: RunPicture, surface: Surface): Part[][] {
  const { t, glyphs, columns } = surface;
  const words = trouble ? describeError(trouble.code, trouble.data, t.language) : stopped();
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
    return run.stopped ? failureLine("", run.stopped, run.name, t.language) : undefined;
  }
}

const shownCauses = 3;

/** Failures by cause, the commonest first, each with what mends it. */
function failureLines({ progress }: RunPicture, surface: Surface): Part[][] {
  const { t, glyphs, columns } = surface;
  if (progress.failures.length === 0) return [];
  const shown = progress.failures.slice(0, shownCauses).flatMap((cause): Part[][] => {
    const { message, hint } = failureLine(t.text("terminal.theFile"), cause, progress.run.name, t.language);
    const head = ` ${glyphs.state.failed} ${t.formats.number(cause.count)}${glyphs.times} ${stageWords(cause.stage, t)}: `;
    return [
      [{ text: head, tone: "bad" }, fitProse(surface, message, columns - Bun.stringWidth(head))],
      [{ text: `     ${fitProse(surface, hint, columns - 5)}`, tone: "quiet" }],
    ];
  });
  return [[], ...shown];
}

/** What happened last, newest first; as many lines as there is room for. */
function recentLines({ progress }: RunPicture, surface: Surface, room: number): Part[][] {
  const { t, columns } = surface;
  const badges = progress.recent.slice(0, room).map((event) => ({
    event,
    badge: stateBadge(
      event.state,
      surface,
      event.retryAt === undefined ? undefined : t.text("terminal.retryWaits"),
    ),
  }));
  const widest = Math.max(0, ...badges.map(({ badge }) => Bun.stringWidth(badge.text)));
  return [
    [{ text: ` ${t.text("terminal.recent")}`, bold: true }],
    ...badges.map(({ event, badge }): Part[] => {
      return [
        " ",
        { ...badge, text: padEnd(badge.text, widest) },
        `  ${fit(surface, event.item, columns - widest - 3)}`,
      ];
    }),
  ];
}
