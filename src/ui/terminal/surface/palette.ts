import type { ItemState, Recommendation } from "../../../stores/ledger.ts";

/**
 * What a colour means. Only the sixteen ANSI colours, which the terminal's own theme makes legible. Good is blue
 * and bad is magenta, so that nobody needs to tell red from green; and nothing is told by colour alone: a sign
 * and a word always say the same.
 */
export const palette = {
  good: "blueBright",
  attention: "yellow",
  bad: "magenta",
  busy: "cyan",
  accent: "cyan",
} as const;

/** A meaning, as components ask for it. */
export type Tone = keyof typeof palette | "quiet" | "plain";

export const toneOfState: Readonly<Record<ItemState, Tone>> = {
  pending: "quiet",
  leased: "busy",
  waiting: "quiet",
  review: "attention",
  done: "good",
  skipped: "quiet",
  failed: "bad",
};

export const toneOfRecommendation: Readonly<Record<Recommendation, Tone>> = {
  strong: "good",
  medium: "attention",
  low: "quiet",
  none: "bad",
};
