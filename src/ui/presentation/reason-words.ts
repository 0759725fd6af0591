import type { Reason } from "../../stores/ledger.ts";
import type { Translator } from "../language/translator.ts";
import { safeText } from "../safe-text.ts";
import type { Presentation, Sided } from "./presentation.ts";
import { valueWords } from "./words.ts";

/** Texts of a reason's data are cut to so many columns. */
const figureColumns = 60;

/** A reason as part of a sentence, with its figures; one of an unknown code is shown as it is. */
export function reasonSentence(reason: Reason, presentation: Presentation, t: Translator): string {
  const row = presentation.reasons[reason.code];
  if (row) return filled(row.sentence, reason, presentation, t);
  const figures = Object.values(reason.data ?? {}).map((value) => safeText(String(value), 20));
  return [safeText(reason.code, 20), ...figures].join(" ");
}

/** The signal in a word or two. */
export function reasonName({ code }: Reason, { reasons }: Presentation, t: Translator): string {
  const row = reasons[code];
  return row ? t.chosen(row.name) : safeText(code, 12);
}

/** What the panel of reasons says beside name, bar and number; may be empty. */
export function reasonNote(reason: Reason, presentation: Presentation, t: Translator): string {
  const row = presentation.reasons[reason.code];
  if (row) return row.note === undefined ? "" : filled(row.note, reason, presentation, t);
  const rest = Object.entries(reason.data ?? {}).filter(([name]) => name !== "value");
  return rest.map(([, value]) => safeText(String(value), 20)).join(" ");
}

/** What is said beside the score; undefined where that is not its place, empty where the score says it. */
export function reasonHeadline(
  reason: Reason,
  presentation: Presentation,
  t: Translator,
): string | undefined {
  const headline = presentation.reasons[reason.code]?.headline;
  if (headline === undefined) return undefined;
  return headline === "score" ? "" : filled(headline, reason, presentation, t);
}

/** How full its bar is, 0..1, and the number beside it; null where there is no measure. */
export function reasonMeasure(
  reason: Reason,
  { reasons }: Presentation,
  t: Translator,
): { readonly share: number; readonly figure: string } | null {
  const { code, speaks, data = {} } = reason;
  const row = reasons[code];
  // A measure that nobody has described yet is most likely a share.
  const bar = row ? row.bar : ({ figure: "value", empty: 0, full: 1 } as const);
  if (bar === undefined || (bar === "speaks" && speaks === "info")) return null;
  if (bar === "speaks") return speaks === "for" ? { share: 1, figure: "1" } : { share: 0, figure: "0" };
  const value = data[bar.figure];
  if (typeof value !== "number" || !Number.isFinite(value)) return null;
  const share = Math.min(1, Math.max(0, (value - bar.empty) / (bar.full - bar.empty)));
  return { share, figure: figureOf(bar.figure, value, t) };
}

/** The reasons in the order in which they are shown: known ones as described, then the others as they came. */
export function inOrder(reasons: readonly Reason[], presentation: Presentation): readonly Reason[] {
  const codes = Object.keys(presentation.reasons);
  const place = ({ code }: Reason) => (codes.indexOf(code) + codes.length + 1) % (codes.length + 1);
  return reasons.toSorted((a, b) => place(a) - place(b));
}

function filled(
  text: Sided,
  { speaks, data = {} }: Reason,
  presentation: Presentation,
  t: Translator,
): string {
  const values = Object.entries(data).map(([name, value]) => [
    name,
    valueWords(name, value, presentation, t) ??
      (typeof value === "number"
        ? figureOf(name, value, t)
        : safeText(value, figureColumns, { keep: "ends" })),
  ]);
  return t.chosen(typeof text === "string" ? text : text[speaks], Object.fromEntries(values));
}

/** A figure called `value` is a measure and has two decimals; others are counts, years, numbers of issues. */
function figureOf(name: string, value: number, t: Translator): string {
  return name === "value" || !Number.isInteger(value) ? t.formats.decimals(value) : String(value);
}
