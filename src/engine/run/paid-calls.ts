import type { Json, RunRow } from "../../stores/ledger.ts";
import type { Ledger } from "../../stores/sqlite/ledger/index.ts";
import type { Reservation } from "../../stores/sqlite/ledger/money.ts";
import { LoteError } from "../errors/lote-error.ts";
import type { PaidWork } from "../flow/stage.ts";

/** How often to look whether somebody else's call has been settled. */
const lookAgainMs = 50;
/** What is under way may take hours: the pause between two looks grows up to this. */
const longestLookMs = 5000;

/**
 * Calls that cost money, for one run in one worker. Each is journalled on the disk with its worst price before it is
 * made and settled from the real one after, with what was bought: killed at any moment, the same is not bought twice,
 * and the run's cap is never passed.
 */
export class PaidCalls {
  readonly #underWay = new Map<string, Promise<Json>>();

  constructor(
    private readonly ledger: Ledger,
    private readonly run: RunRow,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * What was bought, now or before.
   *
   * @throws LoteError `max-cost`, `price-unknown`, which stop the run; `paid-unknown`; what `make` throws
   */
  make<Answer extends Json>(work: PaidWork<Answer>): Promise<Answer> {
    const underWay = this.#underWay.get(work.key);
    if (underWay) return underWay as Promise<Answer>;
    const made = this.#make(work).finally(() => this.#underWay.delete(work.key));
    this.#underWay.set(work.key, made);
    return made;
  }

  async #make<Answer extends Json>(work: PaidWork<Answer>): Promise<Answer> {
    // Not a number, negative or endless: nothing that could be held against a cap.
    if (!(work.worstUsd >= 0 && Number.isFinite(work.worstUsd))) {
      throw new LoteError("price-unknown", { detail: work.service });
    }
    let admitted = work.admit === undefined;
    for (let looks = 0; ; looks++) {
      this.signal.throwIfAborted();
      if (!admitted && !this.ledger.spending.has(work.key)) {
        admitted = true;
        await work.admit?.();
      }
      const reservation = await this.#reserve(work);
      switch (reservation.state) {
        case "reserved":
          return this.#call(work);
        case "settled":
          return reservation.answer as Answer;
        case "orphaned":
          await this.#recover(work);
          break;
        case "lost":
          await this.#meetLost(work);
          break;
        case "over-cap":
          if (!this.#mayShrink()) throw this.#overCap(reservation);
          await Bun.sleep(Math.min(lookAgainMs * 2 ** Math.floor(looks / 8), longestLookMs));
          break;
        case "open":
          await Bun.sleep(lookAgainMs);
          break;
      }
    }
  }

  async #meetLost<Answer extends Json>({ key, ifLost, service }: PaidWork<Answer>): Promise<void> {
    const { spending } = this.ledger;
    if (ifLost === "repeat") {
      await this.ledger.write(() => spending.forgetLost(this.run.id, key));
      return;
    }
    await this.ledger.write(() => spending.meetLost(this.run.id, key));
    throw new LoteError("paid-unknown", { detail: service });
  }

  /** An open call whose owner is gone becomes this worker's to look after, in the same transaction. */
  #reserve<Answer extends Json>(work: PaidWork<Answer>): Promise<Reservation | { state: "orphaned" }> {
    const { spending, workers } = this.ledger;
    const { key, service, worstUsd, item = null } = work;
    const call = { key, run: this.run.id, item, service, reservedUsd: worstUsd };
    return this.ledger.write(
      () => {
        const found = spending.reserve(call, this.run.policy.maxCostUsd);
        if (found.state !== "open" || workers.get(found.owner)) return found;
        spending.adopt(key);
        return { state: "orphaned" as const };
      },
      { durable: true },
    );
  }

  async #call<Answer extends Json>(work: PaidWork<Answer>): Promise<Answer> {
    const { spending } = this.ledger;
    let bought: Awaited<ReturnType<typeof work.make>>;
    try {
      bought = await work.make();
    } catch (error) {
      if (work.isUnpaid(error)) {
        await this.ledger.write(() => spending.release(work.key));
        throw error;
      }
      await this.ledger.write(() => spending.lose(work.key), { durable: true });
      if (work.ifLost === "repeat" || this.signal.aborted) throw error;
      throw new LoteError("paid-unknown", { detail: work.service }, { cause: error });
    }
    await this.ledger.write(() => spending.settle(work.key, bought.cost, bought.answer), { durable: true });
    return bought.answer;
  }

  /** Its process died between sending the call and writing down the answer. */
  async #recover<Answer extends Json>(work: PaidWork<Answer>): Promise<void> {
    const { spending } = this.ledger;
    try {
      const found = await work.find?.();
      await this.ledger.write(
        () => {
          if (found === undefined) spending.lose(work.key);
          else if (found === "not-received") spending.release(work.key);
          else spending.settle(work.key, found.cost, found.answer);
        },
        { durable: true },
      );
    } catch (error) {
      await this.ledger.write(() => spending.disown(work.key));
      throw error;
    }
  }

  /** Is something under way that may turn out cheaper than its worst? */
  #mayShrink(): boolean {
    return this.ledger.spending.owners(this.run.id).some((owner) => this.ledger.workers.get(owner));
  }

  #overCap({ usd }: { readonly usd: number }): LoteError {
    const cap = this.run.policy.maxCostUsd ?? 0;
    return new LoteError("max-cost", { spent: usd.toFixed(4), cap: String(cap), run: this.run.name });
  }
}
