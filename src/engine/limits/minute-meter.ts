const seconds = 60;

/** What was sent in the last minute, counted by the second: never more than it was. */
export class MinuteMeter {
  readonly #requests = new Float64Array(seconds);
  readonly #tokens = new Float64Array(seconds);
  /** The second that was written last. */
  #at = 0;

  /** A request of so many tokens is sent at `now`, milliseconds. */
  add(now: number, tokens: number): void {
    const place = this.#moveTo(now);
    this.#requests[place] = (this.#requests[place] ?? 0) + 1;
    this.#tokens[place] = (this.#tokens[place] ?? 0) + tokens;
  }

  /** Of the minute before `now`. */
  total(now: number): { readonly requests: number; readonly tokens: number } {
    this.#moveTo(now);
    const sum = (values: Float64Array) => values.reduce((all, value) => all + value, 0);
    return { requests: sum(this.#requests), tokens: sum(this.#tokens) };
  }

  /** Forgets what is a minute old. */
  #moveTo(now: number): number {
    const second = Math.floor(now / 1000);
    for (let old = Math.max(this.#at + 1, second - seconds + 1); old <= second; old++) {
      this.#requests[old % seconds] = 0;
      this.#tokens[old % seconds] = 0;
    }
    this.#at = Math.max(this.#at, second);
    return this.#at % seconds;
  }
}
