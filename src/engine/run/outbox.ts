import type { Commit } from "../../stores/ledger.ts";
import type { Ledger } from "../../stores/sqlite/ledger/index.ts";

/** A group is written when it holds so many commits, or when its first has waited so long. */
const groupItems = 256;
const groupMs = 25;

interface Entry {
  readonly commit: Commit;
  readonly resolve: (result: { held: boolean; effectId?: number }) => void;
}

/** Commits of finished items, gathered so that durability costs one transaction a group. */
export class Outbox {
  #entries: Entry[] = [];
  #oldest = 0;
  #urgent = false;

  constructor(private readonly onReady: () => void) {}

  /** `urgent` ones wait for no company. */
  add(urgent: boolean, commit: Commit): Promise<{ held: boolean; effectId?: number }> {
    if (urgent) this.#urgent = true;
    if (this.#entries.length === 0) {
      this.#oldest = performance.now();
      setTimeout(this.onReady, groupMs);
    }
    return new Promise((resolve) => {
      this.#entries.push({ commit, resolve });
      if (urgent || this.#entries.length === groupItems) this.onReady();
    });
  }

  /** Is a group full, or old enough? */
  get isDue(): boolean {
    return (
      this.#urgent ||
      this.#entries.length >= groupItems ||
      (this.#entries.length > 0 && performance.now() - this.#oldest >= groupMs - 1)
    );
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /**
   * Writes up to a group inside the caller's transaction. What is returned must be called once the transaction is
   * on the disk: only then do the items' owners learn of it.
   */
  drain(ledger: Ledger): () => void {
    const group = this.#entries.slice(0, groupItems);
    const results = group.map(({ commit }) => ledger.items.commit(commit));
    return () => {
      this.#entries = this.#entries.slice(group.length);
      this.#oldest = performance.now();
      this.#urgent = false;
      if (this.#entries.length > 0) setTimeout(this.onReady, groupMs);
      for (const [index, { resolve }] of group.entries()) resolve(results[index] ?? { held: false });
    };
  }
}
