import { join } from "node:path";
import { InFlight, type InsideStep } from "../../stores/files/in-flight.ts";
import { LifeLock } from "../../stores/files/life-lock.ts";
import { sweepWorkerFiles } from "../../stores/files/sweep.ts";
import type { Ledger } from "../../stores/sqlite/ledger/index.ts";
import { LoteError } from "../errors/lote-error.ts";
import { machineIdentity } from "./machine.ts";

/** How long another machine must wait before it takes what a silent worker held. */
const leaseMs = 30_000;

/** A worker's place among the workers of a workspace: its life lock, its lease, and the burial of the dead. */
export class Membership {
  #renewAt = 0;

  private constructor(
    private readonly ledger: Ledger,
    readonly id: number,
    private readonly machine: string,
    private readonly lock: LifeLock,
    readonly inFlight: InFlight,
  ) {}

  /** Joins; the ledger's `actor` is this worker from then on. The lock is held before the row is seen. */
  static async join(
    ledger: Ledger,
    folder: string,
    run: number | null,
    machine = machineIdentity(),
  ): Promise<Membership> {
    const workers = join(folder, "workers");
    sweepWorkerFiles(workers, new Set(ledger.workers.alive().map(({ lockPath }) => lockPath)), Date.now());
    const base = join(workers, crypto.randomUUID().slice(0, 13));
    const lock = LifeLock.take(`${base}.lock`);
    const inFlight = new InFlight(inFlightPath(lock.path));
    const id = await ledger.write(() => ledger.workers.enlist(machine, process.pid, run, lock.path, leaseMs));
    ledger.actor = id;
    return new Membership(ledger, id, machine, lock, inFlight);
  }

  get mustRenew(): boolean {
    return performance.now() >= this.#renewAt;
  }

  /**
   * Renews the lease where it is time; called inside every transaction of the worker.
   *
   * @throws LoteError `worker-lost` when others took this worker for dead: it owns nothing any more, and must not
   * claim anything either
   */
  renew(): void {
    const { workers } = this.ledger;
    const isDue = this.mustRenew;
    if (isDue) this.#renewAt = performance.now() + leaseMs / 6;
    if (isDue ? !workers.renew(this.id, leaseMs) : !workers.isAlive(this.id))
      throw new LoteError("worker-lost", { detail: "lease lost", run: "" });
  }

  /** Frees what dead workers held; returns how many items that were. */
  buryTheDead(): Promise<number> {
    return buryTheDead(this.ledger, this.machine, this.id);
  }

  /** Leaves in order: what it still held is freed, and nothing is suspected. */
  async leave(): Promise<void> {
    await this.ledger.write(() => this.ledger.workers.bury(this.id, [], false));
    this.inFlight.remove();
    this.lock.release();
  }
}

/** A dead worker's items are back at once when it ran on this machine, else when its lease is over. */
export async function buryTheDead(ledger: Ledger, machine = machineIdentity(), self = 0): Promise<number> {
  let freed = 0;
  for (const worker of ledger.workers.alive()) {
    if (worker.id === self || isAlive(worker, machine, ledger.now())) continue;
    const inside = InFlight.read(inFlightPath(worker.lockPath));
    freed += await ledger.write(() => ledger.workers.bury(worker.id, inside));
    await Promise.allSettled([
      Bun.file(worker.lockPath).delete(),
      Bun.file(inFlightPath(worker.lockPath)).delete(),
    ]);
  }
  return freed;
}

/** Is some worker at work on the run now? */
export function isAtWork(ledger: Ledger, run: number, machine = machineIdentity()): boolean {
  return ledger.workers
    .alive()
    .some((worker) => (worker.run === run || worker.run === null) && isAlive(worker, machine, ledger.now()));
}

/** What one hand of a worker does now. A worker has as many hands as it works on things at once. */
export interface HandAtWork {
  /** Of the workers that are at it, the how manieth; from 1. */
  readonly worker: number;
  /** From 1. */
  readonly hand: number;
  readonly stage: string;
  /** The key of its item, or of the first of several. */
  readonly item: string;
  /** How many more it has in the same batch. */
  readonly more: number;
}

/** What the workers of this machine do for a run at this instant: by worker and hand. */
export function handsAtWork(ledger: Ledger, run: number): HandAtWork[] {
  const workers = ledger.workers.alive().filter((worker) => worker.run === run || worker.run === null);
  return workers.flatMap(({ lockPath }, at) => {
    const hands = new Map<number, InsideStep[]>();
    for (const step of InFlight.steps(inFlightPath(lockPath))) {
      if (step.hand > 0) hands.set(step.hand, [...(hands.get(step.hand) ?? []), step]);
    }
    return [...hands]
      .sort(([one], [other]) => one - other)
      .flatMap(([hand, [first, ...more]]) => {
        // A worker of all runs has hands in the others too.
        const item = first && ledger.items.keyOf(run, first.item);
        return item === undefined
          ? []
          : [{ worker: at + 1, hand, stage: first?.step ?? "", item, more: more.length }];
      });
  });
}

function isAlive(
  worker: { machine: string; lockPath: string; leaseUntil: number },
  machine: string,
  now: number,
) {
  return worker.machine === machine ? LifeLock.isHeld(worker.lockPath) : worker.leaseUntil > now;
}

function inFlightPath(lockPath: string): string {
  return lockPath.replace(/\.lock$/, ".inflight");
}
