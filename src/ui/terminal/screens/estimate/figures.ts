import { z } from "zod";
import type { Estimate } from "../../../../engine/workflows/workflow.ts";
import type { Json } from "../../../../stores/ledger.ts";
import type { Translator } from "../../../language/translator.ts";
import { presentationOf } from "../../../presentation/of-workflow.ts";
import type { LabelledFigure } from "../../../presentation/presentation.ts";

/** The figures of an estimate in words. Money and requests only where there are any. */
export function estimateFigures(
  { items, seconds, requests, usd, detail }: Estimate,
  t: Translator,
  workflow: string,
): LabelledFigure[] {
  const count = (value: number) => t.formats.number(value);
  const own = detailOf(detail);
  return [
    {
      label: t.text("terminal.estimateItems"),
      value: items === null ? t.text("terminal.unknown") : count(items),
    },
    ...(own.linked ? [{ label: t.text("terminal.estimateLinked"), value: count(own.linked) }] : []),
    ...(own.archives ? [{ label: t.text("terminal.estimateArchives"), value: count(own.archives) }] : []),
    ...(own.imported ? [{ label: t.text("people.estimateImported"), value: count(own.imported) }] : []),
    ...(own.unchanged ? [{ label: t.text("skip.unchanged"), value: count(own.unchanged) }] : []),
    ...(own.others ? [{ label: t.text("documents.skipNotADocument"), value: count(own.others) }] : []),
    ...(own.tokens === undefined
      ? []
      : [{ label: t.text("documents.estimateTokens"), value: count(own.tokens) }]),
    ...formatFigures(own.formats ?? {}, t),
    ...(own.problems ? [{ label: t.text("terminal.estimateProblems"), value: count(own.problems) }] : []),
    {
      label: t.text("terminal.estimateTime"),
      value: seconds === null ? t.text("terminal.estimateNoTime") : t.formats.duration(seconds * 1000),
    },
    ...(requests > 0 ? [{ label: t.text("summary.requests"), value: count(requests) }] : []),
    ...(usd > 0 ? [{ label: t.text("people.estimateCost"), value: t.formats.money(usd) }] : []),
    ...(own.contact === false
      ? [{ label: t.text("people.estimateContact"), value: t.text("people.estimateNoContact") }]
      : []),
    ...(own.covers === undefined
      ? []
      : [{ label: t.text("terminal.estimateCatalogue"), value: count(own.covers) }]),
    ...(presentationOf(workflow).estimates?.[workflow]?.(detail, t) ?? []),
  ];
}

/** What will be read by format, the most first. */
function formatFigures(formats: Readonly<Record<string, number>>, t: Translator): LabelledFigure[] {
  const told = Object.entries(formats)
    .toSorted(([, left], [, right]) => right - left)
    .map(([format, files]) => `${format}\u00a0${t.formats.number(files)}`);
  return told.length === 0 ? [] : [{ label: t.text("documents.estimateFormats"), value: told.join(", ") }];
}

const figure = z.number().optional().catch(undefined);

/** What single workflows say beside the common figures; absent in others. */
const ownFigures = z
  .object({
    linked: figure,
    problems: figure,
    archives: figure,
    imported: figure,
    unchanged: figure,
    others: figure,
    tokens: figure,
    formats: z.record(z.string(), z.number()).optional().catch(undefined),
    contact: z.boolean().optional().catch(undefined),
    catalogue: z.object({ covers: figure }).optional().catch(undefined),
  })
  .catch({});

function detailOf(detail: Json) {
  const { catalogue, ...own } = ownFigures.parse(detail);
  return { ...own, covers: catalogue?.covers };
}
