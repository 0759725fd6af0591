import pLimit from "p-limit";
import { Released } from "../flow/pipeline.ts";

/** So many at once: each may read and write a file of gigabytes, and hold handles and buffers meanwhile. */
const concurrency = 4;

/** Plans, performs and reverts effects a few at a time. */
export class EffectPool {
  readonly #limit = pLimit({ concurrency, rejectOnClear: true });
  #draining = false;

  /** @throws Released when the worker leaves before its turn has come */
  run<T>(step: () => Promise<T>): Promise<T> {
    let begun = false;
    const whenTurned = async () => {
      if (this.#draining) throw new Released();
      begun = true;
      return step();
    };
    return this.#limit(whenTurned).catch((error: unknown) => {
      throw begun ? error : new Released();
    });
  }

  /** Nothing more begins; what has begun may end. */
  drain(): void {
    this.#draining = true;
    this.#limit.clearQueue();
  }
}
