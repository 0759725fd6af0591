import type { Commit } from "../../stores/ledger.ts";
import type { Ledger } from "../../stores/sqlite/ledger/index.ts";

/** A group is written when it holds so many commits, or when its first has waited so long. */
const groupItems = 256;
const groupMs = 25;
/** Nothing more is added to a transaction that has lasted so long: others wait for the lock. */
const transactionMs = 15;

/** What became of a commit: false when the lease was lost; the number of the effect that was stored. */
export interface Committed {
  readonly held: boolean;
  readonly effectId?: number;
}

interface Entry {
  readonly commit: Commit;
  readonly resolve: (result: Committed) => void;
}

/** A group that was written, but is not on the disk yet. */
export interface Drained {
  readonly count: number;
  /** So many of them end their items' time in this worker. */
  readonly ending: number;
  /** Some item may have failed for good. */
  readonly failures: boolean;
  /** Some item gave rise to others. */
  readonly children: boolean;
  /** Only now do the items' owners learn of it. */
  acknowledge(): void;
}

/** Commits of finished items, gathered so that durability costs one transaction a group. */
export class Outbox {
  #entries: Entry[] = [];
  #oldest = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly onReady: () => void) {}

  add(commit: Commit): Promise<Committed> {
    return new Promise((resolve) => {
      this.#entries.push({ commit, resolve });
      if (this.#entries.length === 1) this.#begin();
      if (this.#entries.length === groupItems) this.onReady();
    });
  }

  #begin(): void {
    this.#oldest = performance.now();
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.onReady();
    }, groupMs);
  }

  get size(): number {
    return this.#entries.length;
  }

  /** Is a group full, or old enough? */
  get isDue(): boolean {
    return (
      this.#entries.length >= groupItems ||
      (this.#entries.length > 0 && performance.now() - this.#oldest >= groupMs - 1)
    );
  }

  /** Does something outside the store change next, which must be known even after a power cut? */
  get holdsSecured(): boolean {
    return this.#entries.some(({ commit }) => commit.secured !== undefined);
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** Writes up to a group inside the caller's transaction, or as much of it as time allows. */
  drain(ledger: Ledger): Drained {
    const results: Committed[] = [];
    const until = performance.now() + transactionMs;
    for (const { commit } of this.#entries) {
      if (results.length === groupItems || (results.length > 0 && performance.now() > until)) break;
      results.push(ledger.items.commit(commit));
    }
    const group = this.#entries.slice(0, results.length);
    return {
      count: group.length,
      ending: group.filter(({ commit }) => commit.outcome.to !== "leased").length,
      failures: group.some(({ commit }) => commit.outcome.to === "failed" || commit.orElse !== undefined),
      children: group.some(({ commit }) => commit.children !== undefined),
      acknowledge: () => {
        this.#entries = this.#entries.slice(group.length);
        if (this.#entries.length > 0) this.#begin();
        for (const [index, { resolve }] of group.entries()) resolve(results[index] ?? { held: false });
      },
    };
  }
}
