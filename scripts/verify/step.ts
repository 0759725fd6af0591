import { performance } from "node:perf_hooks";

/** No step may hang the whole command. The longest takes a tenth of it. */
const longestSeconds = 1800;

/** What a step found. A static check counts as one; a step of tests counts its tests. */
export interface Outcome {
  passed: number;
  failed: number;
  /** Titles of tests that did not run, with the reason in each. */
  skipped: string[];
  /** Lines to show under the step's name: what failed that its own output does not say. */
  notes: string[];
}

/** One part of `bun run verify`. */
export interface Step {
  /** As it is typed to run only this one: `bun run verify types`. */
  name: string;
  run(context: StepContext): Promise<Outcome>;
}

/** What a step is given. */
export interface StepContext {
  root: string;
  /** An empty folder of this command, gone afterwards. */
  folder: string;
  environment: Record<string, string>;
  /** Ends the step's programs when this command is stopped. */
  stopped: AbortSignal;
}

/** A step that is one program: passed when it ends with 0. Its output is shown only when it fails. */
export function check(name: string, command: readonly string[]): Step {
  return {
    name,
    async run({ root, environment, stopped }) {
      const child = Bun.spawn([...command], {
        cwd: root,
        env: environment,
        signal: stopped,
        stdin: "ignore",
        stdout: "pipe",
        stderr: "pipe",
        timeout: longestSeconds * 1000,
      });
      const [output, complaints] = await Promise.all([child.stdout.text(), child.stderr.text()]);
      if ((await child.exited) === 0) return { passed: 1, failed: 0, skipped: [], notes: [] };
      return broken(...`${output}\n${complaints}`.trim().split("\n"));
    },
  };
}

/** Runs a program whose output goes straight to the screen, and returns its exit code as a shell counts it. */
export function runVisibly(command: readonly string[], context: StepContext): Promise<number> {
  const child = Bun.spawn([...command], {
    cwd: context.root,
    env: context.environment,
    signal: context.stopped,
    stdin: "ignore",
    stdout: "inherit",
    stderr: "inherit",
    timeout: longestSeconds * 1000,
  });
  return child.exited;
}

/** The outcome of a step that did not hold or could not run, with the lines that say why. */
export function broken(...notes: string[]): Outcome {
  return { passed: 0, failed: 1, skipped: [], notes };
}

/** Seconds since a reading of `performance.now()`. */
export function secondsSince(started: number): string {
  return ((performance.now() - started) / 1000).toFixed(1);
}
