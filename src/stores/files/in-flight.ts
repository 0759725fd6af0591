import { rmSync, writeFileSync } from "node:fs";

const slots = 4096;

/**
 * Which items are inside a stage at this instant, in a small file shared with the kernel's page cache: a store
 * costs nanoseconds, and what is written survives `kill -9` of the writer. (It does not survive a power cut,
 * after which no item is suspect.) Read by whoever finds the worker dead.
 */
export class InFlight {
  readonly #ids: Float64Array;
  readonly #free: number[] = [];
  readonly #slotOf = new Map<number, number>();

  constructor(readonly path: string) {
    writeFileSync(path, new Uint8Array(slots * 8));
    const bytes = Bun.mmap(path, { shared: true });
    this.#ids = new Float64Array(bytes.buffer, bytes.byteOffset, slots);
    for (let slot = slots - 1; slot >= 0; slot--) this.#free.push(slot);
  }

  /** The item goes into a stage. */
  enter(item: number): void {
    const slot = this.#slotOf.has(item) ? undefined : this.#free.pop();
    if (slot === undefined) return;
    this.#slotOf.set(item, slot);
    this.#ids[slot] = item;
  }

  /** It came out. */
  leave(item: number): void {
    const slot = this.#slotOf.get(item);
    if (slot === undefined) return;
    this.#ids[slot] = 0;
    this.#slotOf.delete(item);
    this.#free.push(slot);
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }

  /** Items that were inside a stage when the writer of this file ended; none when the file is gone. */
  static async read(path: string): Promise<number[]> {
    const file = Bun.file(path);
    if (!(await file.exists())) return [];
    const bytes = await file.arrayBuffer();
    const ids = new Float64Array(bytes, 0, Math.floor(bytes.byteLength / 8));
    return [...ids].filter((id) => id > 0);
  }
}
