import type { HandAtWork } from "../../engine/run/membership.ts";
import type { RateGauge } from "../../stores/ledger.ts";
import type { Translator } from "../language/translator.ts";
import { stageWords } from "./words.ts";

/** How much of a limit was used in the last minute: "45 of 400"; where nothing is known of a limit, what was used. */
export function usedWords(used: number, limit: number | null, t: Translator): string {
  const number = (value: number) => t.formats.number(Math.round(value));
  if (limit === null) return t.text("limits.unlimited", { used: number(used) });
  return t.text("limits.used", { used: number(used), limit: number(limit) });
}

/** What holds requests back at this moment, and how many. */
export function heldWords({ heldBy, heldUntil, waiting }: RateGauge, t: Translator, now: number): string {
  const held =
    heldBy === "service"
      ? t.text("limits.heldService", { time: t.formats.duration(Math.max(0, (heldUntil ?? now) - now)) })
      : t.text(`limits.held_${heldBy}`);
  return waiting > 0 ? `${held}, ${t.text("limits.waiting", { count: waiting })}` : held;
}

/** How many hands are at work, and at what: "8 (reading 3, vectors 5)". */
export function handsWords(hands: readonly HandAtWork[], workflow: string, t: Translator): string {
  const stages = new Map<string, number>();
  for (const { stage } of hands) stages.set(stage, (stages.get(stage) ?? 0) + 1);
  const told = [...stages].map(
    ([stage, count]) => `${stageWords(workflow, stage, t)} ${t.formats.number(count)}`,
  );
  return t.text("limits.hands", { count: hands.length, stages: told.join(", ") });
}
