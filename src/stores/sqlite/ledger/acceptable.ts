import type { Database } from "bun:sqlite";
import type { QuestionRow } from "../../ledger.ts";
import type { Questions } from "./questions.ts";
import { familyOf } from "./rejections.ts";

/** Which open questions of a run are meant. */
export interface Sureness {
  readonly run: { readonly id: number; readonly workflow: string };
  /** From this probability up, 0..1; null where none is known: those that are strongly recommended. */
  readonly above: number | null;
}

/** What accepting them all would do. */
export interface Acceptances {
  readonly count: number;
  /** Of the weakest of them. */
  readonly lowest: { readonly score: number | null; readonly probability: number | null };
  /** The newest of them: a question that comes after it is not meant. */
  readonly last: number;
}

/** Open questions that could be answered with their best candidate, many at once. None whose pair was rejected. */
export class Acceptable {
  readonly #isCalibrated;
  readonly #statements;

  constructor(
    db: Database,
    private readonly questions: Questions,
  ) {
    this.#isCalibrated = db.query(
      "SELECT 1 FROM question WHERE run = ?1 AND decided = 0 AND probability IS NOT NULL LIMIT 1",
    );
    const statements = (measure: "probability" | "score", isSure: string) => {
      const meant = `${isSure} AND item.state = 3 AND question.best IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM rejection WHERE family = ?2 AND subject = question.subject AND target = question.best
          AND lifted IS NULL)`;
      const joined = "FROM question JOIN item ON item.id = question.item WHERE";
      return {
        sum: db.query<
          { count: number; score: number | null; probability: number | null; last: number | null },
          [number, string, number | null]
        >(
          `SELECT count(*) AS count, min(score) AS score, min(probability) AS probability, max(question.id) AS last
           ${joined} question.run = ?1 AND question.decided = 0 AND ${meant}`,
        ),
        weakest: db.query<{ id: number }, [number, string, number | null, number]>(
          `SELECT question.id ${joined} question.run = ?1 AND question.decided = 0 AND ${meant}
           ORDER BY question.${measure}, question.id LIMIT ?4`,
        ),
        // By number alone: an index would be sorted anew for every page.
        page: db.query<{ id: number }, [number, string, number | null, number, number, number]>(
          `SELECT question.id ${joined} +question.run = ?1 AND +question.decided = 0 AND ${meant}
             AND question.id > ?4 AND question.id <= ?5 ORDER BY question.id LIMIT ?6`,
        ),
      };
    };
    this.#statements = {
      probability: statements("probability", "question.probability >= ?3"),
      // Their probability is unknown; ?3 is null, and is named so that both forms take the same parameters.
      recommendation: statements("score", "question.recommendation = 3 AND ?3 IS NULL"),
    };
  }

  /** Is a probability known for any open question of the run? */
  isCalibrated(run: number): boolean {
    return this.#isCalibrated.get(run) !== null;
  }

  sum(which: Sureness): Acceptances {
    const row = this.#of(which).sum.get(...this.#parameters(which));
    const { count = 0, score = null, probability = null, last } = row ?? {};
    return { count, lowest: { score, probability }, last: last ?? 0 };
  }

  /** Those that are the least sure, the least first. */
  weakest(which: Sureness, limit: number): QuestionRow[] {
    const rows = this.#of(which).weakest.all(...this.#parameters(which), limit);
    return rows.flatMap(({ id }) => this.questions.get(id) ?? []);
  }

  /** Questions from after number `after` up to number `last`, by number. */
  page(which: Sureness, after: number, last: number, limit: number): QuestionRow[] {
    const rows = this.#of(which).page.all(...this.#parameters(which), after, last, limit);
    return rows.flatMap(({ id }) => this.questions.get(id) ?? []);
  }

  #of({ above }: Sureness) {
    return above === null ? this.#statements.recommendation : this.#statements.probability;
  }

  #parameters({ run, above }: Sureness): [number, string, number | null] {
    return [run.id, familyOf(run.workflow), above];
  }
}
