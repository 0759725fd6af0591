import type { CoverPreparation } from "../cover-features.ts";
import type { ComicsReason } from "../reasons.ts";

/** What was done to a comic's picture before it was compared: it speaks for no candidate, but a person may ask. */
export function preparationReasons({
  straightened,
  trimmed,
  layout,
  notes,
}: CoverPreparation): readonly ComicsReason[] {
  const percent = (share: number) => Math.round(share * 100);
  const reasons: ComicsReason[] = [];
  if (straightened) {
    // Minus zero would be shown as such.
    const degrees = Math.round(straightened.turn) || 0;
    reasons.push({ code: "straightened", speaks: "info", data: { degrees } });
  }
  if (trimmed) {
    const { top, right, bottom, left } = trimmed;
    const data = { top: percent(top), right: percent(right), bottom: percent(bottom), left: percent(left) };
    reasons.push({ code: "trimmed", speaks: "info", data });
  }
  if (layout.kind === "wraparound")
    reasons.push({ code: "wraparound", speaks: "info", data: { front: layout.front } });
  for (const code of notes) reasons.push({ code, speaks: "info" });
  return reasons;
}
