import { z } from "zod";

/** What some pictures cost: time on the clock, and of all processors together. */
export const costSchema = z.object({ wallMs: z.number(), cpuMs: z.number() });
export type Cost = Readonly<z.infer<typeof costSchema>>;

/** What `work` costs here and in its model hosts, whose time `hostsCpuMs` says. */
export async function costOf(work: () => Promise<unknown>, hostsCpuMs = async () => 0): Promise<Cost> {
  const hosts = await hostsCpuMs();
  const own = process.cpuUsage();
  const wall = performance.now();
  await work();
  const wallMs = performance.now() - wall;
  const { user, system } = process.cpuUsage(own);
  return { wallMs, cpuMs: (user + system) / 1000 + (await hostsCpuMs()) - hosts };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** The median of ratios of what was measured in the same round, and their range. */
export function ratio(above: readonly number[], below: readonly number[]): string {
  const ratios = above.map((value, round) => value / (below[round] ?? Number.NaN));
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
  return `${median(ratios).toFixed(3)} (${least.toFixed(2)} to ${most.toFixed(2)})`;
}
