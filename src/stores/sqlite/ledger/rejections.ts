import type { Database } from "bun:sqlite";

/** What workflows of one kind of collection share: `comics` of `comics.classify`. */
export function familyOf(workflow: string): string {
  return workflow.split(".", 1)[0] ?? workflow;
}

/** A subject and what a person said it is not. */
export interface Pair {
  readonly family: string;
  readonly subject: string;
  readonly target: string;
}

/** Pairs that a person said no to: never suggested again, by any workflow of the family. */
export class Rejections {
  readonly #add;
  readonly #remove;
  readonly #lift;
  readonly #forget;
  readonly #restore;
  readonly #targets;

  constructor(
    db: Database,
    private readonly now: () => number,
  ) {
    this.#add = db.query(
      `INSERT INTO rejection (family, subject, target, at, decision) VALUES (?1, ?2, ?3, ?4, ?5)
       ON CONFLICT DO UPDATE SET at = excluded.at, decision = excluded.decision, lifted = NULL
         WHERE lifted IS NOT NULL`,
    );
    this.#remove = db.query("DELETE FROM rejection WHERE family = ?1 AND subject = ?2 AND target = ?3");
    this.#targets = db.query<{ target: string }, [string, string]>(
      "SELECT target FROM rejection WHERE family = ?1 AND subject = ?2 AND lifted IS NULL",
    );
    this.#lift = db.query(
      "UPDATE rejection SET lifted = ?4 WHERE family = ?1 AND subject = ?2 AND target = ?3 AND lifted IS NULL",
    );
    this.#forget = db.query("DELETE FROM rejection WHERE decision = ?1");
    this.#restore = db.query("UPDATE rejection SET lifted = NULL WHERE lifted = ?1");
  }

  /** `decision`: the one that says it, where it was not said by itself. */
  add({ family, subject, target }: Pair, decision: number | null = null): void {
    this.#add.run(family, subject, target, this.now(), decision);
  }

  remove({ family, subject, target }: Pair): void {
    this.#remove.run(family, subject, target);
  }

  /** A decision chose the pair after all. */
  lift({ family, subject, target }: Pair, decision: number): void {
    this.#lift.run(family, subject, target, decision);
  }

  /** The decision is gone: so is what it rejected, and what it lifted stands again. */
  undo(decision: number): void {
    this.#forget.run(decision);
    this.#restore.run(decision);
  }

  /** What was rejected for good for this subject. */
  targets(family: string, subject: string): Set<string> {
    return new Set(this.#targets.all(family, subject).map((row) => row.target));
  }
}
