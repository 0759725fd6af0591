/**
 * A bounded queue seen from outside: so many may stand in it, the next one waits before it. A stage keeps its
 * slot until the next stage's gate lets its item in, so that the slowest stage holds back all before it.
 */
export class Gate {
  #inside = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(private readonly capacity: number) {}

  /** Resolves when there is room; the caller is inside from then on. */
  enter(): Promise<void> | undefined {
    if (this.#inside < this.capacity) {
      this.#inside++;
      return undefined;
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** One has left; the first that waits takes its place. */
  leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#inside--;
  }
}
