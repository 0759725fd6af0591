import { z } from "zod";
import { documentEffects } from "../../engine/workflows/documents/effects.ts";
import type { Json } from "../../stores/ledger.ts";
import { alignedRows } from "../headless/columns.ts";
import type { Translator } from "../language/translator.ts";
import type { Presentation } from "./presentation.ts";

const ingestDetail = z.object({
  index: z.object({ documents: z.number(), chunks: z.number(), tokens: z.number() }),
  files: z.object({ total: z.number(), pending: z.number(), perHour: z.number().nullable() }),
  dryRun: z
    .object({
      added: z.number(),
      replaced: z.number(),
      moved: z.number(),
      removed: z.number(),
      missing: z.object({ chunks: z.number(), tokens: z.number() }),
    })
    .optional(),
});

/** What a dry run found that an ingest would do. */
function dryLines(
  { added, replaced, moved, removed, missing }: NonNullable<z.infer<typeof ingestDetail>["dryRun"]>,
  t: Translator,
): string[] {
  const { number } = t.formats;
  const rows = alignedRows([
    [t.text("documents.rowAdded"), number(added)],
    [t.text("documents.rowReplaced"), number(replaced)],
    [t.text("documents.rowMoved"), number(moved)],
    [t.text("documents.rowRemoved"), number(removed)],
    [
      t.text("documents.rowMissing"),
      t.text("documents.missing", { chunks: number(missing.chunks), tokens: number(missing.tokens) }),
    ],
  ]);
  return [t.text("summary.wouldChange"), ...rows.map((line) => `  ${line.trimEnd()}`)];
}

/** The seed's account of an ingest: indexed, pending, share, files an hour. */
function ingestLines(detail: Json, t: Translator): string[] {
  const { data } = ingestDetail.safeParse(detail);
  if (!data) return [];
  const { index, files, dryRun } = data;
  if (dryRun) return dryLines(dryRun, t);
  const share = files.total === 0 ? 1 : (files.total - files.pending) / files.total;
  const indexed = t.text("documents.indexed", { ...sizeWords(index, t), share: t.formats.percent(share) });
  return alignedRows([
    [t.text("documents.rowIndexed"), indexed],
    [t.text("documents.rowPending"), t.formats.number(files.pending)],
    ...(files.perHour === null
      ? []
      : [[t.text("documents.rowRate"), t.formats.number(Math.round(files.perHour))]]),
  ]).map((line) => `  ${line.trimEnd()}`);
}

/** How much an index holds, in words. */
export function sizeWords(
  { documents, chunks }: { readonly documents: number; readonly chunks: number },
  t: Translator,
) {
  return {
    documents: t.text("documents.documents", { count: documents }),
    passages: t.text("documents.passages", { count: chunks }),
  };
}

/** Where a passage stands in its document, in words. */
export function placeWords(
  { page, line }: { readonly page: number | null; readonly line: number },
  t: Translator,
): string {
  return page === null ? t.text("documents.line", { line }) : t.text("documents.page", { page });
}

/** How the documents workflow is shown. */
export const documents: Presentation = {
  workflows: { "documents.ingest": "documents.workflowIngest" },
  stages: {
    read: "documents.stageRead",
    await: "documents.stageAwait",
    batch: "documents.stageBatch",
    reread: "documents.stageReread",
    embed: "documents.stageEmbed",
    write: "documents.stageWrite",
    hold: "documents.stageHold",
    prune: "documents.stagePrune",
  },
  skips: { "not-a-document": "documents.skipNotADocument", unchanged: "skip.unchanged" },
  notes: {
    "table-broken": "documents.noteTable",
    "pages-without-text": "documents.notePages",
    "attachments-unread": "documents.noteAttachments",
    "space-waits": "documents.noteSpace",
    "vectors-at-once": "documents.noteAtOnce",
    "vectors-awaited": "documents.noteAwaited",
  },
  reasons: {},
  summaries: { "documents.ingest": ingestLines },
  lasting: [documentEffects.replaced, documentEffects.removed],
  questions: {},
};
