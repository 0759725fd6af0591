import type { Estimate } from "../../../../engine/workflows/workflow.ts";
import type { Json } from "../../../../stores/ledger.ts";
import type { Translator } from "../../../language/translator.ts";

export interface Figure {
  readonly label: string;
  readonly value: string;
}

/** The figures of an estimate in words. Money and requests only where there are any. */
export function estimateFigures(
  { items, seconds, requests, usd, detail }: Estimate,
  t: Translator,
): Figure[] {
  const count = (value: number) => t.formats.number(value);
  const own = detailOf(detail);
  return [
    {
      label: t.text("terminal.estimateItems"),
      value: items === null ? t.text("terminal.unknown") : count(items),
    },
    ...(own.linked ? [{ label: t.text("terminal.estimateLinked"), value: count(own.linked) }] : []),
    ...(own.problems ? [{ label: t.text("terminal.estimateProblems"), value: count(own.problems) }] : []),
    {
      label: t.text("terminal.estimateTime"),
      value: seconds === null ? t.text("terminal.estimateNoTime") : t.formats.duration(seconds * 1000),
    },
    ...(requests > 0 ? [{ label: t.text("summary.requests"), value: count(requests) }] : []),
    ...(usd > 0 ? [{ label: t.text("summary.cost"), value: t.formats.money(usd) }] : []),
    ...(own.covers === undefined
      ? []
      : [{ label: t.text("terminal.estimateCatalogue"), value: count(own.covers) }]),
  ];
}

/** What the comics workflows say beside the common figures; absent in others. */
function detailOf(detail: Json): { linked?: number; problems?: number; covers?: number } {
  if (detail === null || typeof detail !== "object" || Array.isArray(detail)) return {};
  const { linked, problems, catalogue } = detail as Readonly<Record<string, Json>>;
  const covers =
    catalogue !== null && typeof catalogue === "object" && !Array.isArray(catalogue)
      ? (catalogue as Readonly<Record<string, Json>>).covers
      : undefined;
  return {
    ...(typeof linked === "number" ? { linked } : {}),
    ...(typeof problems === "number" ? { problems } : {}),
    ...(typeof covers === "number" ? { covers } : {}),
  };
}
