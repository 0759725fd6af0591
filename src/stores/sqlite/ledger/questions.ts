import type { Database } from "bun:sqlite";
import {
  type AskedQuestion,
  type Candidate,
  type ClaimedItem,
  type DecisionRow,
  type NewQuestion,
  type QuestionRow,
  type Recommendation,
  settleStage,
} from "../../ledger.ts";
import { fromText } from "./json.ts";
import { familyOf, type Rejections } from "./rejections.ts";

/** Weakest first: the number in the `recommendation` column. */
export const recommendations: readonly Recommendation[] = ["none", "low", "medium", "strong"];

interface Row {
  id: number;
  run: number;
  item: number;
  itemKey: string;
  name: string;
  subject: string;
  stage: number;
  recommendation: number;
  body: string;
  decided: number;
  decision: number | null;
  unit: number | null;
  choice: string | null;
  decidedBy: string | null;
  at: number | null;
  applied: number | null;
}

type Body = Pick<NewQuestion, "candidates" | "reasons" | "preview" | "together" | "onlyIf">;

const columns = `question.id, question.run, question.item, item.key AS itemKey, question.name, question.subject,
    question.stage, question.recommendation, question.body, question.decided, decision.id AS decision, decision.unit,
    decision.choice, decision.decided_by AS decidedBy, decision.at, decision.applied`;
const select = `SELECT ${columns} FROM question JOIN item ON item.id = question.item
  LEFT JOIN decision ON decision.question = question.id AND decision.undone_at IS NULL`;

/** What a person or a policy is asked. */
export class Questions {
  readonly #ask;
  readonly #undecided;
  readonly #ofItem;
  readonly #one;
  readonly #open;
  readonly #bucketCounts;
  readonly #postpone;
  readonly #lastDecided;
  readonly #answered;
  readonly #openTogether;
  readonly #close;
  readonly #setDecided;
  readonly #setBody;
  readonly #workflowOf;

  constructor(
    private readonly db: Database,
    private readonly rejections: Rejections,
  ) {
    this.#ask = db.query(
      `INSERT INTO question (run, item, name, subject, stage, recommendation, best, score, probability, body)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
       ON CONFLICT (item, name) DO UPDATE SET subject = excluded.subject, stage = excluded.stage,
         recommendation = excluded.recommendation, best = excluded.best, score = excluded.score,
         probability = excluded.probability, body = excluded.body,
         decided = EXISTS (SELECT 1 FROM decision WHERE decision.question = question.id AND undone_at IS NULL)`,
    );
    this.#setBody = db.query("UPDATE question SET body = ?2 WHERE id = ?1");
    this.#setDecided = db.query("UPDATE question SET decided = ?2 WHERE id = ?1");
    this.#undecided = db.query<{ open: number }, [number]>(
      "SELECT count(*) AS open FROM question WHERE item = ?1 AND decided = 0",
    );
    this.#ofItem = db.query<Row, [number]>(`${select} WHERE question.item = ?1 ORDER BY question.id`);
    this.#one = db.query<Row, [number]>(`${select} WHERE question.id = ?1`);
    this.#open = db.query<Row, [number, number, number, number]>(
      `${select} WHERE question.run = ?1 AND question.recommendation = ?2 AND question.decided = 0 AND item.state = 3
       ORDER BY question.position, question.id LIMIT ?3 OFFSET ?4`,
    );
    this.#bucketCounts = db.query<{ recommendation: number; open: number }, [number]>(
      "SELECT recommendation, count(*) AS open FROM question WHERE run = ?1 AND decided = 0 GROUP BY recommendation",
    );
    this.#postpone = db.query(
      `UPDATE question SET position = 1 + (SELECT max(position) FROM question AS other
         WHERE other.run = question.run AND other.decided = 0) WHERE id = ?1`,
    );
    this.#answered = db.query<Row, [string, string, number, number]>(
      // From the decisions on: the other way round every question would be looked at, and sorted.
      `${select} WHERE decision.id < ?3 AND decision.decided_by <> 'policy' AND +question.name = ?2
         AND +question.run IN (SELECT id FROM run WHERE workflow = ?1)
       ORDER BY decision.id DESC LIMIT ?4`,
    );
    this.#openTogether = db.query<{ id: number }, [number, string, string]>(
      "SELECT id FROM question WHERE run = ?1 AND name = ?2 AND subject = ?3 AND decided = 0",
    );
    this.#close = db.query("UPDATE question SET decided = 1 WHERE item = ?1 AND decided = 0");
    this.#workflowOf = db.query<{ workflow: string }, [number]>("SELECT workflow FROM run WHERE id = ?1");
    this.#lastDecided = db.query<Row, [number, number]>(
      // From the decisions on: the other way round every question would be looked at.
      `SELECT ${columns} FROM
         (SELECT * FROM decision WHERE run = ?1 AND undone_at IS NULL ORDER BY id DESC LIMIT ?2) AS decision
       JOIN question ON question.id = decision.question JOIN item ON item.id = question.item
       ORDER BY decision.id DESC`,
    );
  }

  /** Stores the questions of an item; one of the same name is replaced. */
  ask(item: Pick<ClaimedItem, "id" | "run">, questions: readonly AskedQuestion[]): void {
    for (const { name, subject, recommendation, stage = settleStage, ...body } of questions) {
      const best = body.candidates[0];
      this.#ask.run(
        item.run,
        item.id,
        name,
        subject,
        stage,
        recommendations.indexOf(recommendation),
        best?.target ?? null,
        best?.score ?? null,
        best?.probability ?? null,
        JSON.stringify(body),
      );
    }
  }

  /**
   * Adds a candidate behind the others, which nobody suggested; one of the same id stays as it is. It does not change
   * what is best, nor how that is recommended.
   */
  offer(question: number, candidate: Candidate): void {
    const row = this.#one.get(question);
    const body = row && fromText<Body>(row.body);
    if (!body || body.candidates.some(({ id }) => id === candidate.id)) return;
    this.#setBody.run(question, JSON.stringify({ ...body, candidates: [...body.candidates, candidate] }));
  }

  /** Nobody needs to answer these any more. */
  close(item: number): void {
    this.#close.run(item);
  }

  /** It has a decision that stands, or has none any more. */
  setDecided(question: number, decided: boolean): void {
    this.#setDecided.run(question, decided ? 1 : 0);
  }

  /** The open questions that are one question: of this name and subject. */
  openTogether(run: number, name: string, subject: string): QuestionRow[] {
    return this.#openTogether.all(run, name, subject).flatMap(({ id }) => this.get(id) ?? []);
  }

  /** To the end of its bucket. */
  postpone(question: number): void {
    this.#postpone.run(question);
  }

  undecided(item: number): number {
    return this.#undecided.get(item)?.open ?? 0;
  }

  ofItem(item: number): QuestionRow[] {
    return this.#ofItem.all(item).map((row) => this.#toRow(row));
  }

  get(question: number): QuestionRow | undefined {
    const row = this.#one.get(question);
    return row ? this.#toRow(row) : undefined;
  }

  /** Open questions of one bucket, in the order in which they are shown. */
  open(run: number, recommendation: Recommendation, limit: number, offset = 0): QuestionRow[] {
    return this.#open
      .all(run, recommendations.indexOf(recommendation), limit, offset)
      .map((row) => this.#toRow(row));
  }

  /** How many questions are open in each bucket. */
  buckets(run: number): Readonly<Record<Recommendation, number>> {
    const counts = { none: 0, low: 0, medium: 0, strong: 0 };
    for (const row of this.#bucketCounts.all(run))
      counts[recommendations[row.recommendation] ?? "none"] = row.open;
    return counts;
  }

  /** How many questions of a name got which recommendation. */
  tally(run: number, name: string): Readonly<Record<Recommendation, number>> {
    const counts = { none: 0, low: 0, medium: 0, strong: 0 };
    const rows = this.db
      .query<{ recommendation: number; number: number }, [number, string]>(
        "SELECT recommendation, count(*) AS number FROM question WHERE run = ?1 AND name = ?2 GROUP BY recommendation",
      )
      .all(run, name);
    for (const row of rows) counts[recommendations[row.recommendation] ?? "none"] = row.number;
    return counts;
  }

  /** Those whose decisions stand, the newest decision first. */
  lastDecided(run: number, limit: number): QuestionRow[] {
    return this.#lastDecided.all(run, limit).map((row) => this.#toRow(row));
  }

  /**
   * Questions of a name that a person answered in any run of a workflow, the newest answer first: those before the
   * decision of this number.
   */
  answeredByPersons(workflow: string, name: string, before: number, limit: number): QuestionRow[] {
    return this.#answered.all(workflow, name, before, limit).map((row) => this.#toRow(row));
  }

  #toRow(row: Row): QuestionRow {
    const body = fromText<Body>(row.body);
    const workflow = this.#workflowOf.get(row.run)?.workflow;
    const rejected = this.rejections.targets(familyOf(workflow ?? ""), row.subject);
    return {
      id: row.id,
      run: row.run,
      item: row.item,
      itemKey: row.itemKey,
      name: row.name,
      subject: row.subject,
      stage: row.stage,
      recommendation: recommendations[row.recommendation] ?? "none",
      ...body,
      rejected: body.candidates.filter((c) => rejected.has(c.target)).map((c) => c.id),
      decision:
        row.decision === null
          ? null
          : {
              id: row.decision,
              question: row.id,
              unit: row.unit ?? row.decision,
              choice: row.choice,
              by: (row.decidedBy ?? "person") as DecisionRow["by"],
              at: row.at ?? 0,
              applied: row.applied === 1,
            },
    };
  }
}
