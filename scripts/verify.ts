// `bun run verify`: everything that must hold before a change is merged. Without arguments all steps, else
// those named. The last line of stdout is the count; the exit code is 0 only when nothing failed.
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { broken, check, type Step, secondsSince } from "./verify/step.ts";
import { testEnvironment } from "./verify/test-environment.ts";
import { testStep } from "./verify/test-step.ts";

const root = join(import.meta.dir, "..");
const bun = process.execPath;
const tool = (name: string): string => join(root, "node_modules", ".bin", name);
const ownFolders = ["e2e", "crash", "bench"];

const steps: readonly Step[] = [
  check("format-and-lint", [tool("biome"), "check", "--error-on-warnings", "--no-errors-on-unmatched", "."]),
  check("types", [bun, "--bun", tool("tsc"), "--noEmit"]),
  check("arrows", [
    ...[bun, "--bun", "--preload", "./scripts/verify/typescript-classic.ts", tool("depcruise")],
    ...["--config", ".dependency-cruiser.cjs", "src", "scripts", "test"],
  ]),
  check("dead-code", [bun, "--bun", tool("knip"), "--no-progress", "--treat-config-hints-as-errors"]),
  testStep({
    name: "unit",
    folders: [""],
    without: ownFolders,
    processes: Math.min(availableParallelism(), 4),
  }),
  testStep({ name: "end-to-end", folders: ["e2e"], processes: 1 }),
  testStep({ name: "crash", folders: ["crash"], processes: 1 }),
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(
    `No step is called ${unknown.join(", ")}. Steps: ${steps.map(({ name }) => name).join(", ")}`,
  );
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), "lote-verify-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const stop = new AbortController();
for (const [signal, code] of Object.entries({ SIGHUP: 129, SIGINT: 130, SIGTERM: 143 })) {
  process.on(signal, () => {
    stop.abort();
    process.exit(code);
  });
}

const context = {
  root,
  folder,
  environment: testEnvironment(process.env, folder),
  stopped: stop.signal,
};
const started = performance.now();
const total = { passed: 0, failed: 0 };
const skipped: string[] = [];
for (const step of steps) {
  if (wanted.length > 0 && !wanted.includes(step.name)) continue;
  const stepStarted = performance.now();
  console.log(`== ${step.name}`);
  const outcome = await step.run(context).catch((error: unknown) => broken(String(error)));
  for (const note of outcome.notes) console.log(`   ${note}`);
  for (const title of outcome.skipped) console.log(`   skipped: ${title}`);
  console.log(`   ${outcome.passed} passed, ${outcome.failed} failed in ${secondsSince(stepStarted)} s`);
  total.passed += outcome.passed;
  total.failed += outcome.failed;
  skipped.push(...outcome.skipped);
}
console.log(`== everything in ${secondsSince(started)} s`);
console.log(
  `${total.passed} passed, ${total.failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ""}`,
);
process.exitCode = total.failed > 0 ? 1 : 0;
