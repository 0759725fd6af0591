import { expect, test } from "bun:test";
import { judge } from "../../../scripts/verify/test-step.ts";

const file = "test/a.test.ts";
const report = (...cases: string[]): string =>
  `<testsuites><testsuite>${cases.join("")}</testsuite></testsuites>`;
const passing = (name: string): string => `<testcase name="${name}" classname="" file="${file}" />`;
const skipping = (name: string): string => `<testcase name="${name}" file="${file}"><skipped /></testcase>`;

test("verify counts what Bun's report says", () => {
  const failing = `<testcase name="c" classname="group" file="${file}"><failure message="no" /></testcase>`;
  const xml = report(passing("a"), passing("b"), failing, skipping("d (skipped: tmux is not installed)"));
  expect(judge(xml, [file], 1)).toEqual({
    passed: 2,
    failed: 1,
    skipped: ["d (skipped: tmux is not installed)"],
    notes: [],
  });
});

test("verify fails on a test file that the report does not name", () => {
  const outcome = judge(report(passing("a")), [file, "test/broken.test.ts"], 0);
  expect(outcome).toMatchObject({ passed: 1, failed: 1 });
  expect(outcome.notes).toEqual(["test/broken.test.ts: did not load, or holds no test"]);
});

test("verify fails on a skip without a reason", () => {
  expect(judge(report(skipping("d")), [file], 0)).toMatchObject({ passed: 0, failed: 1, skipped: ["d"] });
});

test("verify fails on a title that stands twice", () => {
  expect(judge(report(passing("a"), passing("a")), [file], 0)).toMatchObject({ passed: 2, failed: 1 });
});

test("verify fails when the test process ends badly without a failed test", () => {
  expect(judge(report(passing("a")), [file], 137)).toMatchObject({ passed: 1, failed: 1 });
});

test("verify takes half a report for no result", () => {
  expect(() => judge("<testsuites><testsuite>", [file], 0)).toThrow();
});
