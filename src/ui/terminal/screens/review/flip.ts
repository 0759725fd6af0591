/** Whose picture is shown. */
export type Side = "mine" | "theirs";

/** Slow enough not to flash (under two changes a second), fast enough for the eye to see what moved. */
const sideMs = 600;

/** Shows two pictures in turns in the same place, until it is stopped. */
export class Flip {
  #timer: ReturnType<typeof setInterval> | undefined;

  /** @param show null: both again, side by side */
  constructor(private readonly show: (side: Side | null) => void) {}

  get isOn(): boolean {
    return this.#timer !== undefined;
  }

  start(): void {
    if (this.#timer) return;
    let side: Side = "mine";
    this.show(side);
    this.#timer = setInterval(() => {
      side = side === "mine" ? "theirs" : "mine";
      this.show(side);
    }, sideMs);
  }

  stop(): void {
    if (!this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.show(null);
  }
}
