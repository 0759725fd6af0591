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
  /** How often an item went in without coming out: parts of it may be in several batches at once. */
  readonly #inside = new Map<number, { readonly slot: number; depth: number }>();

  constructor(readonly path: string) {
    writeFileSync(path, new Uint8Array(slots * 8));
    const bytes = Bun.mmap(path, { shared: true });
    this.#ids = new Float64Array(bytes.buffer, bytes.byteOffset, slots);
    for (let slot = slots - 1; slot >= 0; slot--) this.#free.push(slot);
  }

  /** The item goes into a stage. */
  enter(item: number): void {
    const known = this.#inside.get(item);
    if (known) {
      known.depth++;
      return;
    }
    const slot = this.#free.pop();
    if (slot === undefined) return;
    this.#inside.set(item, { slot, depth: 1 });
    this.#ids[slot] = item;
  }

  /** It came out. */
  leave(item: number): void {
    const known = this.#inside.get(item);
    if (!known || --known.depth > 0) return;
    this.#ids[known.slot] = 0;
    this.#inside.delete(item);
    this.#free.push(known.slot);
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }

  /** Items that were inside a stage when the writer of this file ended; none when the file is gone. */
  static async read(path: string): Promise<number[]> {
    try {
      const bytes = await Bun.file(path).arrayBuffer();
      const ids = new Float64Array(bytes, 0, Math.floor(bytes.byteLength / 8));
      return [...ids].filter((id) => id > 0);
    } catch (error) {
      // Somebody else may have buried the worker a moment ago.
      if ((error as { code?: string }).code === "ENOENT") return [];
      throw error;
    }
  }
}
