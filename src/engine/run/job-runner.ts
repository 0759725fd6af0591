import type { ClaimedItem, NewItem, RunRow } from "../../stores/ledger.ts";
import type { Ledger } from "../../stores/sqlite/ledger/index.ts";
import type { JobRow } from "../../stores/sqlite/ledger/jobs.ts";
import { LoteError, toLoteError } from "../errors/lote-error.ts";
import type { Job, JobItem, StageContext } from "../flow/stage.ts";
import type { Workflow } from "../workflows/workflow.ts";
import { backOffMs } from "./retry.ts";

interface Entry {
  readonly item: ClaimedItem;
  readonly travel: object;
  readonly saves: readonly (() => void)[];
  readonly children: readonly NewItem[];
  readonly tied: (joined: boolean) => void;
}

/**
 * Runs the job stages. A job is written, with its items tied to it, before it is submitted; a crash in between is
 * mended by asking the service for the job's key, so that nothing is submitted twice and nothing is lost.
 */
export class JobRunner {
  readonly #gathering = new Map<number, { entries: Entry[]; since: number }>();

  constructor(
    private readonly workflow: Workflow<object>,
    private readonly ledger: Ledger,
    private readonly run: RunRow,
    private readonly context: StageContext,
    private readonly active: () => number,
    private readonly wake: () => void,
  ) {}

  /** The item joins the next job; resolves to true when it waits in the ledger, to false when no job is opened. */
  add(
    stage: number,
    item: ClaimedItem,
    travel: object,
    brought: Pick<Entry, "saves" | "children">,
  ): Promise<boolean> {
    return new Promise((resolve) => {
      const group = this.#gathering.get(stage) ?? { entries: [], since: performance.now() };
      group.entries.push({ item, travel, ...brought, tied: resolve });
      this.#gathering.set(stage, group);
      this.wake();
    });
  }

  /** No job is opened any more: what was gathered for one is given back. */
  abandon(): void {
    for (const { entries } of this.#gathering.values())
      for (const entry of entries.splice(0)) entry.tied(false);
  }

  /** Submits, polls and settles what is due. */
  async tend(): Promise<void> {
    for (const [stage, group] of this.#gathering) {
      const job = this.workflow.stages[stage];
      if (job?.kind !== "job" || group.entries.length === 0) continue;
      const alone = this.active() <= group.entries.length;
      const waited = performance.now() - group.since >= job.waitMs;
      if (group.entries.length >= job.maxItems || alone || waited) await this.#open(stage, job, group);
    }
    for (;;) {
      const row = await this.#claimDue();
      if (!row) return;
      await this.#advance(row);
    }
  }

  async #open(stage: number, job: Job<object>, group: { entries: Entry[]; since: number }): Promise<void> {
    const entries = group.entries.splice(0, job.maxItems);
    group.since = performance.now();
    const key = `lote-${crypto.randomUUID()}`;
    const { id, tied } = await this.ledger.write(
      () => {
        const opened = this.ledger.jobs.open(
          this.run.id,
          stage,
          key,
          entries.map((entry) => entry.item),
          entries.map((entry) => this.workflow.carry(entry.travel)),
          this.ledger.now(),
        );
        // Only of items that this worker still held.
        for (const { item, saves, children } of entries) {
          if (!opened.tied.includes(item)) continue;
          for (const save of saves) save();
          this.ledger.items.insert(this.run.id, children, item.id);
        }
        return opened;
      },
      { durable: true },
    );
    for (const entry of entries) entry.tied(true);
    if (tied.length > 0) await this.#guard(id, () => this.#submit(job, id, key));
  }

  async #submit(job: Job<object>, id: number, key: string): Promise<void> {
    const { remote, pollAfterMs } = await job.submit(key, this.#items(id), this.context);
    await this.ledger.write(() => this.ledger.jobs.submitted(id, remote, this.ledger.now() + pollAfterMs), {
      durable: true,
    });
    await this.ledger.write(() => this.ledger.jobs.postpone(id, this.ledger.now() + pollAfterMs));
  }

  #items(id: number): JobItem<object>[] {
    return this.ledger.jobs.items(id).map((row) => ({
      key: row.key,
      input: row.input as JobItem<object>["input"],
      travel: this.#travel(row),
    }));
  }

  #travel(row: { id: number; key: string; input: unknown; carry: unknown }): object {
    return this.workflow.begin({
      ...(row as unknown as ClaimedItem),
      run: this.run.id,
      parent: null,
      stage: 0,
      lease: 0,
      attempts: 0,
      aloneDeaths: null,
    });
  }

  #claimDue(): Promise<JobRow | undefined> {
    const next = this.ledger.jobs.nextPoll(this.run.id);
    if (next === null || next > this.ledger.now()) return Promise.resolve(undefined);
    return this.ledger.write(() => this.ledger.jobs.claim(this.run.id, this.ledger.now()));
  }

  async #advance(row: JobRow): Promise<void> {
    const job = this.workflow.stages[row.stage];
    if (job?.kind !== "job") return;
    await this.#guard(row.id, async () => {
      if (row.remote === null) {
        // The process died between writing and submitting: did the service get it?
        const remote = await job.find(row.key, this.context);
        if (remote === undefined) return this.#submit(job, row.id, row.key);
        return this.ledger.write(() => {
          this.ledger.jobs.submitted(row.id, remote, this.ledger.now());
          this.ledger.jobs.postpone(row.id, this.ledger.now());
        });
      }
      const { remote } = row;
      const state = await job.poll(remote, this.context);
      if (state.state === "running") {
        return this.ledger.write(() =>
          this.ledger.jobs.postpone(row.id, this.ledger.now() + state.pollAfterMs),
        );
      }
      if (state.state === "unknown") return this.#submit(job, row.id, row.key);
      await this.#settle(job, row, remote);
    });
  }

  async #settle(job: Job<object>, row: JobRow, remote: string): Promise<void> {
    const rows = this.ledger.jobs.items(row.id);
    const results = await job.settle(
      remote,
      rows.map((item) => ({
        key: item.key,
        input: item.input as JobItem<object>["input"],
        travel: this.#travel(item),
      })),
      this.context,
    );
    const group = 200;
    for (let from = 0; from < rows.length; from += group) {
      await this.ledger.write(
        () => {
          for (const item of rows.slice(from, from + group)) {
            const result = results.get(item.key);
            const travel = this.#travel(item);
            if (result && !(result instanceof Error)) {
              this.ledger.jobs.release(
                this.run.id,
                item.id,
                row.stage + 1,
                this.workflow.carry({ ...travel, ...result }),
              );
            } else {
              const error =
                result ??
                new LoteError("worker-lost", { detail: "no answer in the job", run: this.run.name });
              const known = toLoteError(error);
              this.ledger.jobs.fail(
                this.run.id,
                item.id,
                { stage: job.name, code: known.code, data: known.data },
                known.retry === "transient",
              );
            }
          }
        },
        { durable: true },
      );
    }
    await this.ledger.write(() => this.ledger.jobs.settle(row.id));
  }

  /** A service that fails for the moment is asked again later; the job itself stays. */
  async #guard(id: number, step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      const known = toLoteError(error);
      if (known.retry === "permanent") {
        await this.ledger.write(() => this.ledger.jobs.postpone(id, this.ledger.now()));
        // A wrong key is wrong for every job: the run stops, and says why.
        throw known;
      }
      this.context.note("job-delayed", { detail: known.message });
      const wait = backOffMs(2, known.retryAfterMs);
      await this.ledger.write(() => this.ledger.jobs.postpone(id, this.ledger.now() + wait));
    }
  }
}
