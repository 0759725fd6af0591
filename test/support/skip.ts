import { test } from "bun:test";

/** Registers a test, as `test` of bun:test does; the last argument is its time limit in milliseconds. */
export type Register = (title: string, body: () => void | Promise<void>, timeout?: number) => void;

/**
 * `test` where the condition holds; else it registers skipped tests whose titles say why, so that the list
 * at the end of `bun run verify` explains every test that did not run.
 *
 * ```ts
 * const testWithTmux = skipUnless(Bun.which("tmux") !== null, "tmux is not installed");
 * testWithTmux("lote draws its menu inside tmux", async () => { … });
 * ```
 */
export function skipUnless(condition: boolean, reason: string): Register {
  if (condition) return test;
  return (title, body) => test.skip(`${title} (skipped: ${reason})`, body);
}
