import type { ItemState, Reason, Recommendation } from "../../../stores/ledger.ts";

/** Every sign that is drawn and is no word. All are one column wide. */
export interface Glyphs {
  readonly state: Readonly<Record<ItemState, string>>;
  readonly recommendation: Readonly<Record<Recommendation, string>>;
  readonly speaks: Readonly<Record<Reason["speaks"], string>>;
  readonly cursor: string;
  readonly retry: string;
  readonly trail: string;
  readonly barFull: string;
  readonly barEmpty: string;
  readonly rule: string;
  readonly separator: string;
  readonly ellipsis: string;
  readonly arrow: string;
  /** The arrow keys; words where there is no such sign. */
  readonly up: string | undefined;
  readonly down: string | undefined;
  readonly left: string | undefined;
  readonly right: string | undefined;
  readonly checked: string;
  readonly unchecked: string;
  readonly caret: string;
  readonly warning: string;
  readonly times: string;
  /** Looks the same as another. */
  readonly same: string;
  /** Two things in turns. */
  readonly flip: string;
}

/** For terminals that draw Unicode. */
export const unicodeGlyphs: Glyphs = {
  state: { pending: "·", leased: "◐", waiting: "◌", review: "?", done: "✓", skipped: "⊘", failed: "✗" },
  recommendation: { strong: "●", medium: "◐", low: "○", none: "∅" },
  speaks: { for: "+", against: "≠", info: "·" },
  cursor: "▸",
  retry: "↺",
  trail: "▸",
  barFull: "█",
  barEmpty: "░",
  rule: "─",
  separator: "│",
  ellipsis: "…",
  arrow: "→",
  up: "↑",
  down: "↓",
  left: "←",
  right: "→",
  checked: "×",
  unchecked: " ",
  caret: "▏",
  warning: "▲",
  times: "×",
  same: "≈",
  flip: "⇄",
};

/** For the Linux console, old terminals and fonts without symbols. */
export const asciiGlyphs: Glyphs = {
  state: { pending: ".", leased: "~", waiting: "z", review: "?", done: "+", skipped: "-", failed: "x" },
  recommendation: { strong: "*", medium: "o", low: ".", none: "-" },
  speaks: { for: "+", against: "!", info: "." },
  cursor: ">",
  retry: "r",
  trail: ">",
  barFull: "#",
  barEmpty: ".",
  rule: "-",
  separator: "|",
  ellipsis: "...",
  arrow: "->",
  up: undefined,
  down: undefined,
  left: undefined,
  right: undefined,
  checked: "x",
  unchecked: " ",
  caret: "_",
  warning: "!",
  times: "x",
  same: "=",
  flip: "<>",
};
