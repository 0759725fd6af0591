import type { RunStatus } from "../../../engine/run/progress.ts";
import type { ItemState } from "../../../stores/ledger.ts";
import { type Tone, toneOfState } from "../surface/palette.ts";
import type { Surface } from "../surface/surface.ts";
import type { Part } from "./line.tsx";

/** A sign with its words. */
export type Badge = Exclude<Part, string>;

/**
 * A state as sign and word, so that neither colour nor symbols are needed to tell it. `words` say it better where
 * more is known: that it is tried again, or what it waits for.
 */
export function stateBadge(
  state: ItemState,
  { glyphs, t }: Pick<Surface, "glyphs" | "t">,
  words?: string,
): Badge {
  const isRetry = state === "pending" && words !== undefined;
  const glyph = isRetry ? glyphs.retry : glyphs.state[state];
  return {
    text: `${glyph} ${words ?? t.text(`itemState.${state}`)}`,
    tone: isRetry ? "attention" : toneOfState[state],
  };
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
export function statusBadge(status: RunStatus, { glyphs, t }: Pick<Surface, "glyphs" | "t">): Badge {
  const { state, tone } = statusLooks[status];
  return { text: `${glyphs.state[state]} ${t.text(`runStatus.${status}`)}`, tone };
}
