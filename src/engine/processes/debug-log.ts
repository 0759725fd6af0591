/** What a line may say: numbers and words of lote's own. Never a key, a file's name, a vector, a message or a secret. */
type Facts = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

let write: ((line: string) => void) | undefined;

/** What every line of the debug log begins with; nothing else in a log does. */
export const debugMark = '{"debug":';

/** From now on this process says of its work what {@link debug} is told; to nobody before. */
export function sayDebugTo(sink: ((line: string) => void) | undefined): void {
  write = sink;
}

/** One line for `--debug`: what happened, and when. Costs nothing where nobody asked for it. */
export function debug(what: string, facts: Facts): void {
  write?.(JSON.stringify({ debug: what, at: new Date().toISOString(), ...facts }));
}

/**
 * Where an unexpected error came from: its class and the frames of its stack. What it says is left out, since that may
 * hold anything.
 */
export function originOf(error: unknown): { readonly error: string; readonly stack: readonly string[] } {
  if (!(error instanceof Error)) return { error: typeof error, stack: [] };
  const frames = (error.stack ?? "")
    .replace(error.message, "")
    .split("\n")
    .map((line) => line.trim());
  return { error: error.constructor.name, stack: frames.filter((line) => /^at .+:\d+\)?$/.test(line)) };
}
