import type { CommandContext } from "./context.ts";

/** So long nothing is said of it, milliseconds. */
const patienceMs = 1000;

/** Waits for an estimate, and says so where that takes a while: nothing else is on the screen yet. */
export async function estimating<Estimate>(
  { flags, say, t }: CommandContext,
  estimate: Promise<Estimate>,
): Promise<Estimate> {
  const timer = flags.quiet ? undefined : setTimeout(() => say(t.text("prompt.estimating")), patienceMs);
  try {
    return await estimate;
  } finally {
    clearTimeout(timer);
  }
}
