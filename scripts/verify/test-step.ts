import { join } from "node:path";
import { Glob } from "bun";
import { broken, type Outcome, runVisibly, type Step } from "./step.ts";
import { readTestReport, repeatedTitles } from "./test-report.ts";

/** Which test files a step runs, and how many at a time. */
export interface TestSelection {
  name: string;
  /** Folders under test/, or "" for all of it. */
  folders: readonly string[];
  /** Folders under test/ that other steps run. */
  without?: readonly string[];
  /** Worker processes of `bun test`. Tests that start processes of their own want the machine alone. */
  processes: number;
}

const saysWhy = /\(skipped[: ].+\)$/;

/**
 * A step of tests, counted from Bun's own report. Failed is also: a file that did not load or holds no test
 * (it is missing in the report), a skip without a reason, a title that stands twice, and an end of the test
 * process that the report does not explain.
 */
export function testStep({ name, folders, without = [], processes }: TestSelection): Step {
  return {
    name,
    async run(context) {
      const files = testFiles(context.root, folders, without);
      if (files.length === 0) return { passed: 0, failed: 0, skipped: [], notes: [] };
      const reportFile = join(context.folder, `${name}.xml`);
      const code = await runVisibly(
        [
          ...[process.execPath, "test", "--config=bunfig.toml", "--no-env-file", "--only-failures"],
          "--timeout=60000",
          ...[`--parallel=${processes}`, "--no-isolate", "--pass-with-no-tests"],
          ...["--reporter=junit", `--reporter-outfile=${reportFile}`],
          ...files.map((file) => `./${file}`),
        ],
        context,
      );
      const written = Bun.file(reportFile);
      if (!(await written.exists())) return broken(`The tests ended with ${code} before they could report.`);
      return judge(await written.text(), files, code);
    },
  };
}

/** The outcome of a test process from its report, the files it was given and its exit code. */
export function judge(xml: string, files: readonly string[], code: number): Outcome {
  const report = readTestReport(xml);
  const notes = [
    ...files
      .filter((file) => !report.files.has(file))
      .map((file) => `${file}: did not load, or holds no test`),
    ...report.skipped
      .filter((title) => !saysWhy.test(title))
      .map((title) => `${title}: skipped without a reason`),
    ...repeatedTitles(report.titles).map((title) => `${title}: two tests have this name`),
  ];
  if (code !== 0 && report.failed + notes.length === 0) notes.push(`The test process ended with ${code}.`);
  return { passed: report.passed, failed: report.failed + notes.length, skipped: report.skipped, notes };
}

function testFiles(root: string, folders: readonly string[], without: readonly string[]): string[] {
  const all = [...new Glob("test/**/*.test.{ts,tsx}").scanSync({ cwd: root })];
  const under = (file: string) => (folder: string) => file.startsWith(join("test", folder, "/"));
  return all.filter((file) => folders.some(under(file)) && !without.some(under(file))).sort();
}
