import type { Database } from "bun:sqlite";
import type {
  ClaimedItem,
  DecisionRow,
  NewDecision,
  NewQuestion,
  QuestionRow,
  Recommendation,
} from "../../ledger.ts";
import type { Events } from "./events.ts";
import { fromText } from "./json.ts";

/** Weakest first: the number in the `recommendation` column. */
export const recommendations: readonly Recommendation[] = ["none", "low", "medium", "strong"];

/** What workflows of one kind of collection share: `comics` of `comics.classify`. */
export function familyOf(workflow: string): string {
  return workflow.split(".", 1)[0] ?? workflow;
}

interface Row {
  id: number;
  run: number;
  item: number;
  itemKey: string;
  name: string;
  subject: string;
  recommendation: number;
  body: string;
  decided: number;
  decision: number | null;
  choice: string | null;
  decidedBy: string | null;
  at: number | null;
  applied: number | null;
}

type Body = Pick<NewQuestion, "candidates" | "reasons" | "preview" | "together" | "onlyIf">;

const select = `SELECT question.id, question.run, question.item, item.key AS itemKey, question.name, question.subject,
    question.recommendation, question.body, question.decided, decision.id AS decision, decision.choice, decision.decided_by AS decidedBy,
    decision.at, decision.applied
  FROM question JOIN item ON item.id = question.item
  LEFT JOIN decision ON decision.question = question.id AND decision.undone_at IS NULL`;

/** What a person or a policy is asked, what was answered, and which pairs were rejected for good. */
export class Questions {
  readonly #ask;
  readonly #decide;
  readonly #setDecided;
  readonly #undecided;
  readonly #ofItem;
  readonly #one;
  readonly #open;
  readonly #bucketCounts;
  readonly #postpone;
  readonly #undo;
  readonly #applied;
  readonly #reject;
  readonly #unreject;
  readonly #isRejected;
  readonly #lastDecisions;
  readonly #openTogether;
  readonly #close;
  readonly #workflowOf;

  constructor(
    private readonly db: Database,
    private readonly now: () => number,
    private readonly events: Events,
  ) {
    this.#ask = db.query(
      `INSERT INTO question (run, item, name, subject, recommendation, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
       ON CONFLICT (item, name) DO UPDATE SET subject = excluded.subject,
         recommendation = excluded.recommendation, body = excluded.body,
         decided = EXISTS (SELECT 1 FROM decision WHERE decision.question = question.id AND undone_at IS NULL)`,
    );
    this.#decide = db.query<{ id: number }, [number, number, number | null, string | null, string, number]>(
      `INSERT INTO decision (run, question, unit, choice, decided_by, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING id`,
    );
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
    this.#undo = db.query<{ id: number }, [number, number]>(
      "UPDATE decision SET undone_at = ?2 WHERE question = ?1 AND undone_at IS NULL RETURNING id",
    );
    this.#applied = db.query(
      `UPDATE decision SET applied = ?2 WHERE undone_at IS NULL
       AND question IN (SELECT id FROM question WHERE item = ?1)`,
    );
    this.#reject = db.query(
      "INSERT INTO rejection (family, subject, target, at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
    );
    this.#unreject = db.query("DELETE FROM rejection WHERE family = ?1 AND subject = ?2 AND target = ?3");
    this.#isRejected = db.query<{ target: string }, [string, string]>(
      "SELECT target FROM rejection WHERE family = ?1 AND subject = ?2",
    );
    this.#openTogether = db.query<{ id: number }, [number, string, string]>(
      "SELECT id FROM question WHERE run = ?1 AND name = ?2 AND subject = ?3 AND decided = 0",
    );
    this.#close = db.query("UPDATE question SET decided = 1 WHERE item = ?1 AND decided = 0");
    this.#workflowOf = db.query<{ workflow: string }, [number]>("SELECT workflow FROM run WHERE id = ?1");
    this.#lastDecisions = db.query<Row, [number, number]>(
      `${select} WHERE decision.id IN
         (SELECT id FROM decision WHERE run = ?1 AND undone_at IS NULL ORDER BY id DESC LIMIT ?2)
       ORDER BY decision.id DESC`,
    );
  }

  /** Stores the questions of an item; one of the same name is replaced. */
  ask(item: ClaimedItem, questions: readonly NewQuestion[]): void {
    for (const { name, subject, recommendation, ...body } of questions) {
      this.#ask.run(
        item.run,
        item.id,
        name,
        subject,
        recommendations.indexOf(recommendation),
        JSON.stringify(body),
      );
    }
  }

  /**
   * Writes one decision, and those that follow from it: of the questions that are asked together with this one, and
   * of those of the item that are moot now. Returns the questions that are decided by it; none when an earlier
   * decision stands.
   */
  decide(question: number, decision: NewDecision): QuestionRow[] {
    const row = this.get(question);
    const unit = row && this.#decideOne(question, decision, null);
    if (!row || unit === undefined) return [];
    const decided = [row];
    if (row.together) {
      for (const { id } of this.#openTogether.all(row.run, row.name, row.subject)) {
        const other = this.get(id);
        if (other && this.#decideOne(id, decision, unit) !== undefined) decided.push(other);
      }
    }
    for (const one of [...decided]) {
      for (const other of this.ofItem(one.item)) {
        const { onlyIf } = other;
        if (other.decision || onlyIf?.question !== one.name || onlyIf.choice === decision.choice) continue;
        const moot = { by: decision.by, choice: null };
        if (this.#decideOne(other.id, moot, unit) !== undefined) decided.push(other);
      }
    }
    return decided;
  }

  /** The decision's unit; undefined when an earlier one stands, or nobody needs an answer any more. */
  #decideOne(question: number, decision: NewDecision, unit: number | null): number | undefined {
    const row = this.#one.get(question);
    if (!row || row.decided === 1) return undefined;
    const made = this.#decide.get(row.run, question, unit, decision.choice, decision.by, this.now());
    this.#setDecided.run(question, 1);
    this.events.add(row.run, {
      type: "decision",
      item: row.itemKey,
      question: row.name,
      choice: decision.choice,
      by: decision.by,
    });
    return unit ?? made?.id;
  }

  /** Decisions for an item's questions, by the questions' names. */
  decideAll(item: ClaimedItem, decisions: Readonly<Record<string, NewDecision>>): void {
    for (const row of this.#ofItem.all(item.id)) {
      const decision = decisions[row.name];
      if (decision) this.decide(row.id, decision);
    }
  }

  /** The questions that were decided together with this one, itself included. */
  unitOf(question: number): QuestionRow[] {
    const rows = this.db
      .query<{ question: number }, [number]>(
        `SELECT other.question FROM decision AS this
         JOIN decision AS other ON coalesce(other.unit, other.id) = coalesce(this.unit, this.id)
         WHERE this.question = ?1 AND this.undone_at IS NULL AND other.undone_at IS NULL
           AND (other.unit = coalesce(this.unit, this.id) OR other.id = coalesce(this.unit, this.id))`,
      )
      .all(question);
    return rows.flatMap((row) => this.get(row.question) ?? []);
  }

  /** Takes the standing decision back; returns whether there was one. */
  undo(question: number): boolean {
    return this.#takeBack(question, this.now());
  }

  /** Takes it back for as long as its effect is being reverted: {@link endWithdrawal} says how that went. */
  withdraw(question: number): boolean {
    return this.#takeBack(question, 0);
  }

  #takeBack(question: number, at: number): boolean {
    const row = this.#one.get(question);
    if (!row || !this.#undo.get(question, at)) return false;
    this.#setDecided.run(question, 0);
    this.events.add(row.run, {
      type: "decision",
      item: row.itemKey,
      question: row.name,
      choice: row.choice,
      by: "undo",
    });
    return true;
  }

  /**
   * The item's effect was reverted, or could not be. Decisions that were withdrawn are gone, or stand again; where
   * none was, it was the run that was undone, and all of the item's decisions go.
   */
  endWithdrawal(item: number, reverted: boolean): void {
    const withdrawn = this.db
      .query<{ question: number }, [number | null, number]>(
        `UPDATE decision SET undone_at = ?1 WHERE undone_at = 0
         AND question IN (SELECT id FROM question WHERE item = ?2) RETURNING question`,
      )
      .all(reverted ? this.now() : null, item);
    if (!reverted) for (const { question } of withdrawn) this.#setDecided.run(question, 1);
    else if (withdrawn.length === 0) for (const row of this.#ofItem.all(item)) this.undo(row.id);
  }

  /** The decisions of the item are in force, or no longer. */
  setApplied(item: number, applied: boolean): void {
    this.#applied.run(item, applied ? 1 : 0);
  }

  /** Nobody needs to answer these any more. */
  close(item: number): void {
    this.#close.run(item);
  }

  /** To the end of its bucket. */
  postpone(question: number): void {
    this.#postpone.run(question);
  }

  reject(family: string, subject: string, target: string): void {
    this.#reject.run(family, subject, target, this.now());
  }

  unreject(family: string, subject: string, target: string): void {
    this.#unreject.run(family, subject, target);
  }

  /** What was rejected for good for this subject, by any workflow of the family (`comics` of `comics.classify`). */
  rejectedTargets(family: string, subject: string): Set<string> {
    return new Set(this.#isRejected.all(family, subject).map((row) => row.target));
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

  /** The newest decisions that stand, newest first. */
  latestDecisions(run: number, limit: number): QuestionRow[] {
    return this.#lastDecisions.all(run, limit).map((row) => this.#toRow(row));
  }

  #toRow(row: Row): QuestionRow {
    const body = fromText<Body>(row.body);
    const workflow = this.#workflowOf.get(row.run)?.workflow;
    const rejected = this.rejectedTargets(familyOf(workflow ?? ""), row.subject);
    return {
      id: row.id,
      run: row.run,
      item: row.item,
      itemKey: row.itemKey,
      name: row.name,
      subject: row.subject,
      recommendation: recommendations[row.recommendation] ?? "none",
      ...body,
      rejected: body.candidates.filter((c) => rejected.has(c.target)).map((c) => c.id),
      decision:
        row.decision === null
          ? null
          : {
              id: row.decision,
              question: row.id,
              choice: row.choice,
              by: (row.decidedBy ?? "person") as DecisionRow["by"],
              at: row.at ?? 0,
              applied: row.applied === 1,
            },
    };
  }
}
