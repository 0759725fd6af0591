/**
 * Sees to it that in one worker either many items are at work, of any run, or a single suspect alone: when the worker
 * dies then, it is known of what.
 */
export class Solitude {
  #active = 0;
  #holder: object | undefined;

  started(count: number): void {
    this.#active += count;
  }

  ended(): void {
    this.#active--;
  }

  /** May this run take items that need no solitude? */
  isOpenTo(run: object): boolean {
    return this.#holder === undefined || (this.#holder === run && this.#active === 0);
  }

  /**
   * From now on no run takes anything; true as soon as nothing is at work any more, `ending` items left out that are
   * done but for their commit.
   */
  ask(run: object, ending = 0): boolean {
    this.#holder ??= run;
    return this.#holder === run && this.#active <= ending;
  }

  /** Is some item to be at work alone? */
  get isTaken(): boolean {
    return this.#holder !== undefined;
  }

  end(run: object): void {
    if (this.#holder === run) this.#holder = undefined;
  }
}
