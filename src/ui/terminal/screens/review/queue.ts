import type { QuestionRow, Recommendation, RunRow } from "../../../../stores/ledger.ts";
import type { Ledger } from "../../../../stores/sqlite/ledger/index.ts";
import { recommendations } from "../../../../stores/sqlite/ledger/questions.ts";

/** As they are shown: what is surest first. */
export const buckets: readonly Recommendation[] = ["strong", "medium", "low", "none"];

export type BucketCounts = Readonly<Record<Recommendation, number>>;

/** Where a person stands in what waits. */
export interface Standing {
  readonly run: RunRow | undefined;
  readonly bucket: Recommendation;
  /** Of the question shown, in its bucket, from 0. */
  readonly index: number;
  readonly counts: BucketCounts;
  /** Undefined: nothing waits any more. */
  readonly question: QuestionRow | undefined;
}

const nothing: BucketCounts = { strong: 0, medium: 0, low: 0, none: 0 };
const recentRuns = 100;

/**
 * What waits for a person, one question after the other, read from the ledger a few at a time. A decided question
 * is gone from its bucket, so that the same position is the next one.
 */
export class ReviewQueue {
  #run: RunRow | undefined;
  #bucket: Recommendation = "strong";
  #index = 0;
  /** Shown out of its order: one whose decision was taken back. */
  #brought: number | undefined;

  /** `only`: the questions of this run; else of every run, newest first. */
  constructor(
    private readonly ledger: Ledger,
    private readonly only?: RunRow,
  ) {
    this.#run = only;
    this.#settle();
  }

  /** Reads where one stands now. */
  standing(): Standing {
    this.#settle();
    const counts = this.#run ? this.ledger.questions.buckets(this.#run.id) : nothing;
    const brought = this.#broughtQuestion();
    const question = brought ?? this.#at(this.#index, 1)[0];
    return { run: this.#run, bucket: this.#bucket, index: this.#index, counts, question };
  }

  /** The questions after the one shown. */
  ahead(count: number): readonly QuestionRow[] {
    return this.#at(this.#index + (this.#broughtQuestion() ? 0 : 1), count);
  }

  /** To a neighbour in the bucket; false at its ends. */
  move(by: 1 | -1): boolean {
    this.#brought = undefined;
    const next = this.#index + by;
    if (next < 0 || next >= this.#counts()[this.#bucket]) return false;
    this.#index = next;
    return true;
  }

  /** To the next bucket that holds something. */
  moveBucket(by: 1 | -1): void {
    this.#brought = undefined;
    const counts = this.#counts();
    const from = buckets.indexOf(this.#bucket);
    for (let step = 1; step <= buckets.length; step++) {
      const bucket = buckets[(from + by * step + buckets.length * step) % buckets.length];
      if (bucket === undefined || counts[bucket] === 0) continue;
      this.#bucket = bucket;
      this.#index = 0;
      return;
    }
  }

  /** Shows this question next, wherever it stands. */
  bring(question: QuestionRow): void {
    if (this.only === undefined) this.#run = this.ledger.runs.get(question.run);
    this.#bucket = question.recommendation;
    this.#brought = question.id;
  }

  /** The person is done with the question shown. */
  release(): void {
    this.#brought = undefined;
  }

  #counts(): BucketCounts {
    return this.#run ? this.ledger.questions.buckets(this.#run.id) : nothing;
  }

  #broughtQuestion(): QuestionRow | undefined {
    const question = this.#brought === undefined ? undefined : this.ledger.questions.get(this.#brought);
    return question && question.decision === null ? question : undefined;
  }

  #at(index: number, count: number): readonly QuestionRow[] {
    return this.#run ? this.ledger.questions.open(this.#run.id, this.#bucket, count, index) : [];
  }

  /** Moves on where nothing is left: to the bucket after this one, then to another run. */
  #settle(): void {
    if (this.#broughtQuestion()) return;
    let counts = this.#counts();
    if (isEmpty(counts) && this.only === undefined) {
      this.#run = this.ledger.runs
        .list(recentRuns)
        .find((run) => this.ledger.counters.counts(run.id).review > 0);
      counts = this.#counts();
    }
    if (counts[this.#bucket] === 0) {
      this.#index = 0;
      this.#bucket = buckets.find((bucket) => counts[bucket] > 0) ?? this.#bucket;
    }
    this.#index = Math.max(0, Math.min(this.#index, counts[this.#bucket] - 1));
  }
}

function isEmpty(counts: BucketCounts): boolean {
  return recommendations.every((bucket) => counts[bucket] === 0);
}
