/**
 * A bounded queue seen from outside: so many may stand in it, the next one waits before it. An item keeps its place
 * until the next stage's gate lets it in, so that the slowest stage holds back all before it.
 */
export class Gate {
  #inside = 0;
  #waiting: (() => void)[] = [];

  constructor(private readonly capacity: number) {}

  /** Undefined when there is room; else resolves when there is. The caller is inside from then on. */
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

  /** Lets in everyone who waits, room or not: they are about to be turned away inside. */
  flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#inside += waiting.length;
    for (const enter of waiting) enter();
  }
}
