/** Numbers for pieces of work that are under way together, from 1; the lowest that is free is given out. */
export class Hands {
  readonly #busy: boolean[] = [];

  take(): number {
    const free = this.#busy.indexOf(false);
    const at = free < 0 ? this.#busy.length : free;
    this.#busy[at] = true;
    return at + 1;
  }

  giveBack(hand: number): void {
    this.#busy[hand - 1] = false;
  }
}
