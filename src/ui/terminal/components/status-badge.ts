import type { RunStatus } from "../../../engine/run/progress.ts";
import type { ItemState } from "../../../stores/ledger.ts";
import { type Tone, toneOfState } from "../surface/palette.ts";
import type { Surface } from "../surface/surface.ts";
import type { Part } from "./line.tsx";

/** A state as sign and word, so that neither colour nor symbols are needed to tell it. */
export function stateBadge(
  state: ItemState,
  { glyphs, t }: Pick<Surface, "glyphs" | "t">,
  isRetry = false,
): Part {
  const glyph = isRetry ? glyphs.retry : glyphs.state[state];
  const words = isRetry ? t.text("terminal.retryWaits") : t.text(`itemState.${state}`);
  return { text: `${glyph} ${words}`, tone: isRetry ? "attention" : toneOfState[state] };
}

const statusLooks: Readonly<Record<RunStatus, { readonly state: ItemState; readonly tone: Tone }>> = {
  completed: { state: "done", tone: "good" },
  partial: { state: "failed", tone: "attention" },
  failed: { state: "failed", tone: "bad" },
  cancelled: { state: "skipped", tone: "quiet" },
  running: { state: "leased", tone: "busy" },
  paused: { state: "waiting", tone: "attention" },
  waiting: { state: "waiting", tone: "quiet" },
  interrupted: { state: "failed", tone: "attention" },
};

/** The status of a run as sign and word. */
export function statusBadge(status: RunStatus, { glyphs, t }: Pick<Surface, "glyphs" | "t">): Part {
  const { state, tone } = statusLooks[status];
  return { text: `${glyphs.state[state]} ${t.text(`runStatus.${status}`)}`, tone };
}
