import type { Layout } from "../machine-notes.ts";

/** How many hosts, and how many threads in each. */
export type HostLayout = Pick<Layout, "hosts" | "threads">;

/** More hosts than this are never started: each holds the whole model. */
const mostHosts = 8;
/** Another layout must be this much faster than a smaller one to be worth its memory. */
const worthwhile = 1.1;

/** What a run that is too small to calibrate uses. */
export function defaultLayout(cores: number): HostLayout {
  return { hosts: 1, threads: Math.max(1, Math.min(2, cores)) };
}

/** The layouts worth trying on so many cores, those with fewer hosts and threads first. */
export function candidateLayouts(cores: number, onGraphicsDevice: boolean): HostLayout[] {
  if (onGraphicsDevice)
    return [
      { hosts: 1, threads: 1 },
      { hosts: 2, threads: 1 },
    ];
  const candidates: HostLayout[] = [{ hosts: 1, threads: 1 }];
  for (let hosts = 1; hosts <= Math.min(cores, mostHosts); hosts *= 2) {
    const threads = Math.max(1, Math.floor(cores / hosts));
    if (hosts * threads > 1) candidates.push({ hosts, threads });
  }
  return candidates;
}

/**
 * The fastest layout. Which one wins depends on the machine: quiet, one host with two threads is as good as two with
 * one; on a machine whose cores are also used by others, two hosts were 1.6 times faster, because threads of one
 * host wait for the slowest.
 *
 * @param measure Items a second of a layout, found within about `milliseconds`.
 */
export async function calibrate(
  candidates: readonly HostLayout[],
  measure: (layout: HostLayout, milliseconds: number) => Promise<number>,
  budgetMs = 2700,
): Promise<Layout> {
  let best: Layout | undefined;
  for (const layout of candidates) {
    const itemsPerSecond = await measure(layout, budgetMs / candidates.length);
    if (!best || itemsPerSecond > best.itemsPerSecond * worthwhile) best = { ...layout, itemsPerSecond };
  }
  if (!best) throw new RangeError("there is no layout to calibrate");
  return best;
}
