import { describe, expect, test } from "bun:test";
import { type ExitCode, exitCodeOf, type RunEnd } from "../../../src/ui/command-line/exit-code.ts";

const counts = (review: number) => ({ review });

/** What happened, how the run ended, how many items wait, what else is known, and the code. */
const cases: readonly [string, RunEnd["status"], number, Partial<RunEnd>, ExitCode][] = [
  ["all items are done", "completed", 0, {}, 0],
  ["some wait for review", "completed", 1, {}, 4],
  ["some wait, but nothing was to be applied", "completed", 1, { suggesting: true }, 0],
  ["some failed", "partial", 0, {}, 3],
  ["some failed and some wait", "partial", 1, {}, 3],
  ["some failed in a suggestion", "partial", 1, { suggesting: true }, 3],
  ["nothing worked", "failed", 0, {}, 5],
  ["the disk filled up", "partial", 0, { stoppedBy: "disk-full" }, 7],
  ["too many items failed", "failed", 0, { stoppedBy: "too-many-errors" }, 3],
  ["Ctrl-C was pressed", "partial", 0, { signal: "SIGINT" }, 130],
  ["SIGTERM came", "completed", 0, { signal: "SIGTERM" }, 143],
];

describe("exit codes", () => {
  test.each(cases)("when %s", (_, status, review, end, code) => {
    expect(exitCodeOf({ status, counts: counts(review), suggesting: false, ...end })).toBe(code);
  });

  test.each([
    ["cancelled", 130],
    ["running", 75],
    ["paused", 75],
    ["waiting", 75],
    ["interrupted", 75],
  ] as const)("a run left %s ends its command with %d", (status, code) => {
    expect(exitCodeOf({ status, counts: counts(0), suggesting: false })).toBe(code);
  });

  test("a detached start ends with 0 while the run is at work", () => {
    expect(exitCodeOf({ status: "running", counts: counts(0), suggesting: false, detached: true })).toBe(0);
  });
});
