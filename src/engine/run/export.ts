import type { Candidate, ItemState, Json, NewDecision, Recommendation, RunRow } from "../../stores/ledger.ts";
import type { Ledger } from "../../stores/sqlite/ledger/index.ts";
import { type FailureLine, failureLine } from "./document.ts";

/** A line of `lote runs export`. */
export interface ExportLine {
  readonly item: string;
  readonly parent?: string;
  readonly state: ItemState;
  readonly questions: readonly {
    readonly id: string;
    readonly recommendation: Recommendation;
    readonly candidates: readonly Pick<Candidate, "id" | "label" | "score" | "probability" | "reasons">[];
    readonly decision: {
      readonly by: NewDecision["by"];
      readonly choice: string | null;
      readonly applied: boolean;
    } | null;
  }[];
  readonly result: Json;
  readonly failure: Omit<FailureLine, "item"> | null;
}

const page = 500;

/** Every item of a run, by key. Read page by page: no read stays open while the reader is slow. */
export function* exportRun(ledger: Ledger, run: RunRow, language: "en" | "es"): Generator<ExportLine> {
  for (let after = ""; ; ) {
    const rows = ledger.items.page(run.id, after, page);
    for (const row of rows) {
      const failure =
        row.failure && row.state === "failed" ? failureLine(row.key, row.failure, run.name, language) : null;
      yield {
        item: row.key,
        ...(row.parentKey === null ? {} : { parent: row.parentKey }),
        state: row.state,
        questions: ledger.questions.ofItem(row.id).map((question) => ({
          id: question.name,
          recommendation: question.recommendation,
          candidates: question.candidates.map(({ id, label, score, probability, reasons }) => ({
            id,
            label,
            score,
            probability,
            reasons,
          })),
          decision: question.decision && {
            by: question.decision.by,
            choice: question.decision.choice,
            applied: question.decision.applied,
          },
        })),
        result: row.result,
        failure: failure && {
          stage: failure.stage,
          code: failure.code,
          message: failure.message,
          hint: failure.hint,
        },
      };
    }
    const last = rows.at(-1);
    if (!last || rows.length < page) return;
    after = last.key;
  }
}
