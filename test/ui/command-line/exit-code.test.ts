import { describe, expect, test } from "bun:test";
import { exitCodeOf, type RunEnd } from "../../../src/ui/command-line/exit-code.ts";
import { endedStatus, type RunCounts } from "../../../src/ui/headless/run-document.ts";

const counts = (done: number, review: number, failed: number, skipped = 0): RunCounts => ({
  total: done + review + failed + skipped,
  done,
  skipped,
  failed,
  review,
});

/** What happened, how the run is called, what the command ends with. */
const cases: readonly [string, RunCounts, Partial<RunEnd>, string, number][] = [
  ["all items are done", counts(3, 0, 0), {}, "completed", 0],
  ["there was nothing to do", counts(0, 0, 0), {}, "completed", 0],
  ["all items are skipped", counts(0, 0, 0, 4), {}, "completed", 0],
  ["some wait for review", counts(2, 1, 0), {}, "completed", 4],
  ["some wait, but nothing was to be applied", counts(2, 1, 0), { suggesting: true }, "completed", 0],
  ["some failed", counts(2, 0, 1), {}, "partial", 3],
  ["some failed and some wait", counts(2, 1, 1), {}, "partial", 3],
  ["some failed in a suggestion", counts(2, 1, 1), { suggesting: true }, "partial", 3],
  ["all that was tried failed", counts(0, 0, 2), {}, "failed", 5],
  ["all that was tried failed, the rest was skipped", counts(0, 0, 2, 5), {}, "failed", 5],
  ["the disk filled up", counts(2, 0, 1), { stoppedBy: "disk-full" }, "partial", 7],
  ["too many items failed", counts(0, 0, 9), { stoppedBy: "too-many-errors" }, "failed", 3],
  ["Ctrl-C was pressed", counts(2, 0, 1), { signal: "SIGINT" }, "partial", 130],
  ["SIGTERM came", counts(2, 0, 0), { signal: "SIGTERM" }, "completed", 143],
];

describe("exit codes", () => {
  test.each(cases)("when %s", (_, given, end, status, code) => {
    expect(endedStatus(given)).toBe(status as "completed");
    expect(exitCodeOf({ status: endedStatus(given), counts: given, suggesting: false, ...end })).toBe(
      code as 0,
    );
  });

  test.each([
    ["cancelled", 130],
    ["running", 75],
    ["paused", 75],
    ["waiting", 75],
    ["interrupted", 75],
  ] as const)("a run left %s ends its command with %d", (status, code) => {
    expect(exitCodeOf({ status, counts: counts(1, 0, 0), suggesting: false })).toBe(code);
  });

  test("a detached start ends with 0 while the run is at work", () => {
    expect(
      exitCodeOf({ status: "running", counts: counts(0, 0, 0), suggesting: false, detached: true }),
    ).toBe(0);
  });
});
