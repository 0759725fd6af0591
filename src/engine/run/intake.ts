import type { ClaimedItem, NewItem, RunRow } from "../../stores/ledger.ts";
import type { Ledger } from "../../stores/sqlite/ledger/index.ts";
import type { StageContext } from "../flow/stage.ts";
import type { Workflow } from "../workflows/workflow.ts";
import { SourceReader } from "./source-reader.ts";

/** New items of one transaction; fewer where that takes longer than so many milliseconds. */
const groupItems = 2048;
const transactionMs = 15;
const chunk = 256;
/** The source is not read further ahead of the work than this; what is ahead is on the disk, not in memory. */
const backlogLimit = 50_000;
/** How soon to look again whether the backlog shrank, or whether the source's reader died. */
const lookAgainMs = 100;

/** What one transaction took in. */
export interface TakenIn {
  /** Items that this worker works on at once. */
  readonly claimed: ClaimedItem[];
  /** More entered than that. */
  readonly surplus: boolean;
  /** To be called once it is on the disk. */
  acknowledge(): void;
}

const nothing: TakenIn = { claimed: [], surplus: false, acknowledge: () => undefined };

/** Brings the items of a run's source into the ledger. One worker at a time reads the source of a run. */
export class Intake {
  #reader: SourceReader | undefined;
  #done: boolean;
  #stopped = false;
  #notBefore = 0;

  constructor(
    private readonly ledger: Ledger,
    private readonly run: RunRow,
    private readonly workflow: Workflow<object>,
    private readonly context: StageContext,
    private readonly wake: () => void,
  ) {
    this.#done = run.sourceDone;
  }

  /** Does the next transaction have something to do here? */
  get isReady(): boolean {
    if (this.#done || this.#stopped || performance.now() < this.#notBefore) return false;
    const reader = this.#reader;
    return !reader || reader.isDue;
  }

  /** May it still bring items to this worker? */
  get mayBring(): boolean {
    return !this.#done && !this.#stopped;
  }

  /** Why the source broke off, if it did. */
  get failure(): unknown {
    return this.#reader?.failure;
  }

  /** Enters what is ready inside the caller's transaction, and claims up to `room` of it. */
  take(room: number): TakenIn {
    if (!this.isReady) return nothing;
    const reader = this.#reader ?? this.#start();
    if (!reader) return nothing;
    if (reader.isDone) {
      this.ledger.runs.closeSource(this.run.id);
      this.#done = true;
      return nothing;
    }
    const ready = reader.ready.slice(0, groupItems);
    const now = ready.slice(0, Math.max(0, room));
    const claimed = this.ledger.items.insertClaimed(this.run.id, now);
    const { entered, taken } = this.#enter(this.#within(ready.slice(now.length)));
    return { claimed, surplus: entered > 0, acknowledge: () => reader.taken(now.length + taken) };
  }

  #enter(items: readonly NewItem[]): { entered: number; taken: number } {
    const until = performance.now() + transactionMs;
    let entered = 0;
    let taken = 0;
    while (taken < items.length && (taken === 0 || performance.now() < until)) {
      const some = items.slice(taken, taken + chunk);
      entered += this.ledger.items.insert(this.run.id, some);
      taken += some.length;
    }
    return { entered, taken };
  }

  /** What may still go onto the disk ahead of the work. */
  #within(rest: readonly NewItem[]): readonly NewItem[] {
    if (rest.length === 0) return rest;
    if (this.ledger.counters.counts(this.run.id).pending <= backlogLimit) return rest;
    this.#notBefore = performance.now() + lookAgainMs;
    return [];
  }

  #start(): SourceReader | undefined {
    const { items, runs, actor } = this.ledger;
    if (!runs.ownSource(this.run.id, actor)) {
      this.#notBefore = performance.now() + lookAgainMs;
      this.#done = runs.get(this.run.id)?.sourceDone ?? true;
      return undefined;
    }
    const again = items.page(this.run.id, "", 1).length > 0;
    this.#reader = new SourceReader(
      this.workflow.items(this.context),
      again ? (key) => items.knows(this.run.id, key) : () => false,
      this.wake,
    );
    this.#reader.start();
    return undefined;
  }

  stop(): void {
    this.#stopped = true;
    this.#reader?.stop();
  }
}
