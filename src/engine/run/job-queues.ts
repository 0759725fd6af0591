import type { Ledger } from "../../stores/sqlite/ledger/index.ts";
import type { JobRow } from "../../stores/sqlite/ledger/jobs.ts";
import type { Job } from "../flow/stage.ts";

/** A queue is filled with so many jobs: as one ends, the next fills its place while the others are at work. */
const jobsOfQueue = 5;

/** A place smaller than this part of the queue is left until it has grown. */
const leastPlace = 1 / 10;

/** What was found out about a queue is believed for so long, milliseconds: others may use the same account. */
const believedMs = 24 * 3600 * 1000;

/** A queue that is full although nothing of ours is in it is left alone for so long, milliseconds. */
const othersMs = 60_000;

interface Weighed {
  readonly id: number;
  readonly weight: number;
  readonly parts: number;
}

/** What services have waiting at a time, over all jobs of the workspace; see {@link Job.queue}. */
export class JobQueues {
  constructor(
    private readonly ledger: Ledger,
    private readonly workflow: string,
  ) {}

  nameOf(job: Job<object>): string {
    return job.queue?.name ?? `${this.workflow} ${job.name}`;
  }

  /** Is there a place worth filling? */
  hasRoom(job: Job<object>): boolean {
    const { jobs } = this.ledger;
    const { limit, pausedUntil } = this.#known(job);
    if (this.ledger.now() < pausedUntil) return false;
    if (!Number.isFinite(limit)) return true;
    const queued = jobs.queued(this.nameOf(job));
    return queued === 0 || limit - queued >= limit * leastPlace;
  }

  /** The most that one job should weigh. */
  shareOf(job: Job<object>): number {
    return Math.min(job.maxWeight ?? Number.POSITIVE_INFINITY, this.#known(job).limit / jobsOfQueue);
  }

  /**
   * The first of the items that fit besides what the job has. Called in the transaction that ties them. A job has at
   * least one: what is heavier than its share, or than the whole queue, goes alone, and the service says what it thinks.
   */
  fitting(
    job: Job<object>,
    weighed: readonly Weighed[],
    has: { readonly items: number; readonly weight: number; readonly parts: number },
    share: number,
  ): readonly Weighed[] {
    const { limit } = this.#known(job);
    const queued = this.ledger.jobs.queued(this.nameOf(job));
    const place = limit - queued;
    const { maxParts = Number.POSITIVE_INFINITY } = job;
    let weight = 0;
    let { parts } = has;
    const fitting: Weighed[] = [];
    for (const one of weighed) {
      weight += one.weight;
      parts += one.parts;
      const fits = weight <= place && has.weight + weight <= share && parts <= maxParts;
      const isAlone = has.items + fitting.length === 0 && (weight <= place || queued === 0);
      if (!fits && !isAlone) break;
      fitting.push(one);
    }
    return fitting;
  }

  /** The service did not take this job. Called inside a transaction, before the job is settled. */
  learn(job: Job<object>, row: JobRow, told: number | undefined): void {
    const { jobs } = this.ledger;
    const now = this.ledger.now();
    const name = this.nameOf(job);
    const others = Math.max(0, jobs.queued(name) - row.weight);
    const isTold = told !== undefined && told < others + row.weight;
    const learned = isTold ? told : others > 0 ? others : Math.max(1, row.weight / 2);
    jobs.learn(name, learned, now, others > 0 || isTold ? 0 : now + othersMs);
  }

  #known(job: Job<object>): { readonly limit: number; readonly pausedUntil: number } {
    const { learned, pausedUntil } = this.ledger.jobs.queueOf(
      this.nameOf(job),
      this.ledger.now() - believedMs,
    );
    const endless = Number.POSITIVE_INFINITY;
    return { limit: Math.min(job.queue?.limit ?? endless, learned ?? endless), pausedUntil };
  }
}
