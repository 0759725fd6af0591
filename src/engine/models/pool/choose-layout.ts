import type { MachineNotes } from "../machine-notes.ts";
import { calibrate, candidateLayouts, defaultLayout, type HostLayout } from "./calibrate.ts";
import type { HostPool } from "./host-pool.ts";

/** Below so many items, looking for the best layout (3 s at most) costs more than it gives. */
export const calibrateFrom = 2000;

/** What a layout is chosen for. */
export interface LayoutQuestion<Item, Result> {
  /** What the notes know it by: model, provider and cores. */
  readonly key: string;
  readonly notes: MachineNotes;
  /** How many items are to come; asked only where nothing is noted. */
  readonly expectedItems: () => number | Promise<number>;
  readonly cores: number;
  /** The threads that a person wants for each host. */
  readonly threads?: number | undefined;
  readonly onGraphicsDevice: boolean;
  /** Opens a pool of that layout, to be measured. */
  readonly poolOf: (layout: HostLayout) => HostPool<Item, Result>;
  /** An item that takes the model as long as any other. */
  readonly sample: () => Item;
}

/** The layout that a person wants, that was noted, that is found now, or, where few items are to come, the usual one. */
export async function chooseLayout<Item, Result>(
  question: LayoutQuestion<Item, Result>,
): Promise<HostLayout> {
  const { key, notes, expectedItems, cores, threads, onGraphicsDevice, poolOf, sample } = question;
  if (threads !== undefined) return { hosts: Math.max(1, Math.floor(cores / threads)), threads };
  const noted = notes.layout(key);
  if (noted) return { hosts: noted.hosts, threads: noted.threads };
  if ((await expectedItems()) < calibrateFrom) return defaultLayout(cores);
  const candidates = candidateLayouts(cores, onGraphicsDevice);
  const item = sample();
  const found = await calibrate(candidates, (layout, milliseconds) =>
    measure(poolOf(layout), layout.hosts, item, milliseconds),
  );
  await notes.keepLayout(key, found);
  return { hosts: found.hosts, threads: found.threads };
}

/** Items a second, found within about `milliseconds`. */
async function measure<Item, Result>(
  pool: HostPool<Item, Result>,
  hosts: number,
  item: Item,
  milliseconds: number,
): Promise<number> {
  const run = (count: number) => pool.runItems(Array.from({ length: count }, () => item));
  try {
    await pool.warm();
    // The first calls of a session choose kernels and grow its memory.
    const started = performance.now();
    await run(hosts);
    const from = performance.now();
    let done = 0;
    // An item takes 0.3 ms in one model and 300 in another: the calls grow as far as there is time for them.
    for (let count = hosts; performance.now() - started < milliseconds || done === 0; count *= 2) {
      const asked = Math.min(count, 16 * hosts);
      await run(asked);
      done += asked;
    }
    return (done / (performance.now() - from)) * 1000;
  } finally {
    pool.kill();
  }
}
