import { readFileSync, rmSync, writeFileSync } from "node:fs";

const slots = 4096;
/** An item, and its step and hand as one number; numbers of eight bytes. */
const slotBytes = 16;
/** More than there may be steps: a hand's number stands above it. */
const handUnit = 4096;
/** What the steps are called, behind the slots: UTF-8, a line each. */
const namesBytes = 2048;

/** An item inside a step. */
export interface InsideStep {
  readonly item: number;
  /** Empty where it has no name. */
  readonly step: string;
  /** Which hand of its worker has it, from 1; a hand may have several at once. 0: none of a stage. */
  readonly hand: number;
}

/**
 * Which items are inside a stage at this instant, in a small file shared with the kernel's page cache: a store
 * costs nanoseconds, and what is written survives `kill -9` of the writer. (It does not survive a power cut,
 * after which no item is suspect.) Read by whoever finds the worker dead, and by whoever shows what it does.
 */
export class InFlight {
  readonly #cells: Float64Array;
  readonly #names: Uint8Array;
  readonly #steps: string[] = [];
  readonly #free: number[] = [];
  /** By item and hand: parts of an item may be in several hands at once, or twice in one. */
  readonly #inside = new Map<string, { readonly slot: number; depth: number }>();

  constructor(readonly path: string) {
    writeFileSync(path, new Uint8Array(slots * slotBytes + namesBytes));
    const bytes = Bun.mmap(path, { shared: true });
    this.#cells = new Float64Array(bytes.buffer, bytes.byteOffset, slots * 2);
    this.#names = bytes.subarray(slots * slotBytes);
    for (let slot = slots - 1; slot >= 0; slot--) this.#free.push(slot);
  }

  /** The item goes into a stage, in the hand of that number. */
  enter(item: number, step = "", hand = 0): void {
    const known = this.#inside.get(`${item} ${hand}`);
    const slot = known?.slot ?? this.#free.pop();
    if (slot === undefined) return;
    this.#cells[slot * 2 + 1] = hand * handUnit + this.#numberOf(step);
    if (known) {
      known.depth++;
      return;
    }
    this.#inside.set(`${item} ${hand}`, { slot, depth: 1 });
    this.#cells[slot * 2] = item;
  }

  /** It came out of that hand. */
  leave(item: number, hand = 0): void {
    const known = this.#inside.get(`${item} ${hand}`);
    if (!known || --known.depth > 0) return;
    this.#cells[known.slot * 2] = 0;
    this.#inside.delete(`${item} ${hand}`);
    this.#free.push(known.slot);
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }

  /** From 1; 0 is a step without a name, and one that there is no room for. */
  #numberOf(step: string): number {
    if (step === "") return 0;
    const at = this.#steps.indexOf(step);
    if (at >= 0) return at + 1;
    const text = new TextEncoder().encode([...this.#steps, step].join("\n"));
    if (text.length > namesBytes) return 0;
    this.#names.set(text);
    return this.#steps.push(step);
  }

  /** Items that were inside a stage when the writer of this file ended, each once; none when the file is gone. */
  static read(path: string): number[] {
    return [...new Set(InFlight.steps(path).map(({ item }) => item))];
  }

  /** The same, each with its step and once for every hand that has it. */
  static steps(path: string): InsideStep[] {
    try {
      const bytes = new Uint8Array(readFileSync(path));
      const cells = new Float64Array(
        bytes.buffer,
        0,
        Math.min(slots, Math.floor(bytes.length / slotBytes)) * 2,
      );
      const names = new TextDecoder()
        .decode(bytes.subarray(slots * slotBytes))
        .replaceAll("\0", "")
        .split("\n");
      const found: InsideStep[] = [];
      for (let at = 0; at < cells.length; at += 2) {
        const item = cells[at] ?? 0;
        const where = cells[at + 1] ?? 0;
        if (item === 0) continue;
        found.push({ item, step: names[(where % handUnit) - 1] ?? "", hand: Math.floor(where / handUnit) });
      }
      return found;
    } catch (error) {
      // Somebody else may have buried the worker a moment ago.
      if ((error as { code?: string }).code === "ENOENT") return [];
      throw error;
    }
  }
}
