import type { Database } from "bun:sqlite";
import type { ClaimedItem, NewDecision, QuestionRow } from "../../ledger.ts";
import type { Events } from "./events.ts";
import type { Questions } from "./questions.ts";
import type { Rejections } from "./rejections.ts";

/** What one answer decided. */
export interface Decided {
  /** The decision's number. */
  readonly id: number;
  readonly unit: number;
  /** The question that was answered, and those that were answered by it. */
  readonly questions: readonly QuestionRow[];
}

interface AskedRow {
  run: number;
  itemKey: string;
  name: string;
  decided: number;
  choice: string | null;
}

/** What was answered, and what was taken back. */
export class Decisions {
  readonly #insert;
  readonly #asked;
  readonly #undo;
  readonly #applied;
  readonly #unit;
  readonly #unitSize;
  readonly #endWithdrawal;
  readonly #later;
  readonly #drop;

  constructor(
    db: Database,
    private readonly now: () => number,
    private readonly questions: Questions,
    private readonly rejections: Rejections,
    private readonly events: Events,
  ) {
    this.#insert = db.query<{ id: number }, [number, number, number | null, string | null, string, number]>(
      `INSERT INTO decision (run, question, unit, choice, decided_by, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING id`,
    );
    this.#asked = db.query<AskedRow, [number]>(
      `SELECT question.run, item.key AS itemKey, question.name, question.decided, decision.choice
       FROM question JOIN item ON item.id = question.item
       LEFT JOIN decision ON decision.question = question.id AND decision.undone_at IS NULL WHERE question.id = ?1`,
    );
    this.#undo = db.query<{ id: number }, [number, number]>(
      "UPDATE decision SET undone_at = ?2 WHERE question = ?1 AND undone_at IS NULL RETURNING id",
    );
    this.#applied = db.query(
      `UPDATE decision SET applied = ?2 WHERE undone_at IS NULL
       AND question IN (SELECT id FROM question WHERE item = ?1)`,
    );
    this.#unit = db.query<{ id: number; item: number }, [number, number, number]>(
      `SELECT id, item FROM (
         SELECT id, question FROM decision WHERE id = ?1 AND id > ?2 AND undone_at IS NULL
         UNION ALL SELECT id, question FROM decision WHERE unit = ?1 AND id > ?2 AND undone_at IS NULL
         ORDER BY id LIMIT ?3) AS taken
       JOIN (SELECT id AS asked, item FROM question) ON asked = taken.question`,
    );
    this.#unitSize = db.query<{ size: number }, [number]>(
      `SELECT (SELECT count(*) FROM decision WHERE id = ?1 AND undone_at IS NULL)
         + (SELECT count(*) FROM decision WHERE unit = ?1 AND undone_at IS NULL) AS size`,
    );
    this.#later = db.query<{ id: number }, [number]>(
      `SELECT id FROM question WHERE item = ?1
       AND stage > (SELECT min(stage) FROM question WHERE item = ?1 AND decided = 0)`,
    );
    this.#drop = db.query("DELETE FROM question WHERE id = ?1");
    this.#endWithdrawal = db.query<{ id: number; question: number }, [number | null, number]>(
      `UPDATE decision SET undone_at = ?1 WHERE undone_at = 0
       AND question IN (SELECT id FROM question WHERE item = ?2) RETURNING id, question`,
    );
  }

  /**
   * Writes one decision, and those that follow from it: of the questions that are asked together with this one, and
   * of those of the item that are moot now. Undefined when an earlier decision stands.
   *
   * @param partOf the unit that it is taken back with; one of its own when left out
   */
  decide(question: number, decision: NewDecision, partOf: number | null = null): Decided | undefined {
    const row = this.questions.get(question);
    const id = row && this.#decideOne(question, decision, partOf);
    if (!row || id === undefined) return undefined;
    const unit = partOf ?? id;
    const decided = [row];
    if (row.together) {
      for (const other of this.questions.openTogether(row.run, row.name, row.subject)) {
        if (this.#decideOne(other.id, decision, unit) !== undefined) decided.push(other);
      }
    }
    for (const one of [...decided]) {
      for (const other of this.questions.ofItem(one.item)) {
        const { onlyIf } = other;
        if (other.decision || onlyIf?.question !== one.name || onlyIf.choice === decision.choice) continue;
        const moot = { by: decision.by, choice: null };
        if (this.#decideOne(other.id, moot, unit) !== undefined) decided.push(other);
      }
    }
    return { id, unit, questions: decided };
  }

  /** The decision's number; undefined when an earlier one stands, or nobody needs an answer any more. */
  #decideOne(question: number, { choice, by }: NewDecision, unit: number | null): number | undefined {
    const row = this.#asked.get(question);
    if (!row || row.decided === 1) return undefined;
    const made = this.#insert.get(row.run, question, unit, choice, by, this.now());
    this.questions.setDecided(question, true);
    this.events.add(row.run, { type: "decision", item: row.itemKey, question: row.name, choice, by });
    return made?.id;
  }

  /** Decisions for an item's questions, by the questions' names. */
  decideAll(item: ClaimedItem, decisions: Readonly<Record<string, NewDecision>>): void {
    for (const row of this.questions.ofItem(item.id)) {
      const decision = decisions[row.name];
      if (decision) this.decide(row.id, decision);
    }
  }

  /** Decisions of a unit that stand, with their items, from after decision number `after`. */
  ofUnit(
    unit: number,
    after: number,
    limit: number,
  ): readonly { readonly id: number; readonly item: number }[] {
    return this.#unit.all(unit, after, limit);
  }

  /** How many decisions of a unit stand. */
  unitSize(unit: number): number {
    return this.#unitSize.get(unit)?.size ?? 0;
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
    const row = this.#asked.get(question);
    const undone = row && this.#undo.get(question, at);
    if (!row || !undone) return false;
    if (at > 0) this.rejections.undo(undone.id);
    this.questions.setDecided(question, false);
    const { itemKey: item, name, choice } = row;
    this.events.add(row.run, { type: "decision", item, question: name, choice, by: "undo" });
    return true;
  }

  /**
   * The item's effect was reverted, or could not be. Decisions that were withdrawn are gone, or stand again; where
   * none was, it was the run that was undone, and all of the item's decisions go.
   */
  endWithdrawal(item: number, reverted: boolean): void {
    const withdrawn = this.#endWithdrawal.all(reverted ? this.now() : null, item);
    for (const { id } of reverted ? withdrawn : []) this.rejections.undo(id);
    for (const { question } of reverted ? [] : withdrawn) this.questions.setDecided(question, true);
    if (reverted) this.#reopen(item, withdrawn.length === 0);
    this.dropLater(item);
  }

  /** Also questions that were closed while the taking back had failed for a time. */
  #reopen(item: number, all: boolean): void {
    for (const { id, decision } of this.questions.ofItem(item)) {
      if (decision && all) this.undo(id);
      else if (!decision) this.questions.setDecided(id, false);
    }
  }

  /** Questions of the item that came up only after one that is open again are asked anew, if at all. */
  dropLater(item: number): void {
    for (const { id } of this.#later.all(item)) {
      this.undo(id);
      this.#drop.run(id);
    }
  }

  /** The decisions of the item are in force, or no longer. */
  setApplied(item: number, applied: boolean): void {
    this.#applied.run(item, applied ? 1 : 0);
  }
}
