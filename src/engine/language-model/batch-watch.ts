import type { JobState } from "../flow/stage.ts";
import { type BatchClient, isEnded, type RemoteBatch } from "./batch.ts";

/** Stands for a batch that was not made: nothing was left to ask, or the service refused to take it. */
export const noRemote = "none";
export const noBatch: RemoteBatch = { id: noRemote, status: "failed" };

/** A batch that was just handed over is looked at sooner than one that goes on for hours. */
const firstLookMs = 2000;

/** How often a batch is looked at where nothing is set, seconds. */
const usualPollSeconds = 60;

/** The time between two looks at a batch as it is set, milliseconds. */
export function pollMsOf(settings: { readonly "batch-poll-seconds"?: number | undefined }): number {
  return (settings["batch-poll-seconds"] ?? usualPollSeconds) * 1000;
}

/** Looks at batches: often at first, then as it is set. A job stage's `poll` and what `settle` takes of it. */
export class BatchWatch {
  readonly #looks = new Map<string, number>();

  constructor(
    private readonly client: BatchClient,
    private readonly pollMs: number,
    /** Told of each look at a batch that there is. */
    private readonly tell: (batch: RemoteBatch) => void = () => undefined,
  ) {}

  get firstLookMs(): number {
    return Math.min(firstLookMs, this.pollMs);
  }

  async poll(remote: string): Promise<JobState> {
    if (remote === noRemote) return { state: "ended" };
    const batch = await this.client.look(remote);
    if (!batch) return { state: "unknown" };
    const count = (this.#looks.get(remote) ?? 0) + 1;
    this.#looks.set(remote, count);
    this.tell(batch);
    return stateOf(batch, Math.min(this.pollMs, firstLookMs * 2 ** Math.min(count - 1, 20)));
  }

  async cancel(remote: string): Promise<void> {
    if (remote !== noRemote) await this.client.cancel(remote);
  }

  /** The batch as it ended; undefined where the service does not know it any more. */
  async ended(remote: string): Promise<RemoteBatch | undefined> {
    const batch = remote === noRemote ? noBatch : await this.client.look(remote);
    if (batch) this.#looks.delete(remote);
    return batch;
  }
}

function stateOf(batch: RemoteBatch, pollAfterMs: number): JobState {
  if (!isEnded(batch)) return { state: "running", pollAfterMs };
  const full = batch.errors?.data?.find(({ code }) => code === "token_limit_exceeded");
  if (batch.status === "failed" && full) {
    const told = /Limit:\s*([\d,._]+)/.exec(full.message ?? "")?.[1]?.replace(/[^\d]/g, "");
    return { state: "over-queue", ...(told ? { limit: Number(told) } : {}) };
  }
  return { state: "ended" };
}
