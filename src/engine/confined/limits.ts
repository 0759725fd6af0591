/** What a parser of hostile files may use up. */
export interface ConfinedLimits {
  /** Wall clock time for one request; then the process is killed. */
  readonly deadlineMs: number;
  /** Memory that one child may use beyond what it starts with, bytes. It holds on Linux only. */
  readonly memoryBytes: number;
  /** The longest answer to one request, bytes, counted by the reader. */
  readonly outputBytes: number;
}

/**
 * Room for any honest comic or document: pages of 128 MiB, the dictionaries that archivers use, and more time than
 * the slowest archive of 200 MB takes. All bombs known end at one of them.
 */
export const usualLimits: ConfinedLimits = {
  deadlineMs: 30_000,
  memoryBytes: 512 * 2 ** 20,
  outputBytes: 128 * 2 ** 20,
};
