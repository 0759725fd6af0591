import { SaxesParser } from "saxes";

/** What one `bun test` told in its JUnit file. */
export interface TestReport {
  passed: number;
  failed: number;
  /** The whole titles of the tests that did not run; each is to say why (`test/support/skip.ts`). */
  skipped: string[];
  /** The whole titles of all tests, group names included, in order. */
  titles: string[];
  /** The test files that reported at least one test. One that does not load is missing here. */
  files: Set<string>;
}

/** Reads the JUnit file of Bun. Throws on what is not XML: a half-written report is no result. */
export function readTestReport(xml: string): TestReport {
  const report: TestReport = { passed: 0, failed: 0, skipped: [], titles: [], files: new Set() };
  let title = "";
  let outcome: "passed" | "failed" | "skipped" = "passed";
  const parser = new SaxesParser();
  parser.on("opentag", ({ name, attributes }) => {
    if (name === "testcase") {
      title = [attributes.classname, attributes.name].filter(Boolean).join(" > ");
      outcome = "passed";
      report.titles.push(title);
      report.files.add(attributes.file ?? "");
    }
    if (name === "skipped") outcome = "skipped";
    if (name === "failure" || name === "error") outcome = "failed";
  });
  parser.on("closetag", ({ name }) => {
    if (name !== "testcase") return;
    if (outcome === "skipped") report.skipped.push(title);
    else report[outcome] += 1;
  });
  parser.write(xml).close();
  return report;
}

/** Titles that stand more than once, each once. */
export function repeatedTitles(titles: readonly string[]): string[] {
  const seen = new Set<string>();
  return [...new Set(titles.filter((title) => seen.size === seen.add(title).size))];
}
