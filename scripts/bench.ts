/**
 * Runs the benches one after another: all of them, or those whose path holds a word. What comes after `--` is theirs.
 *
 * Run: bun run bench [WORD] [-- OPTIONS]
 */
import { join } from "node:path";
import { telemetryOff } from "../src/engine/processes/child-environment.ts";

const root = join(import.meta.dir, "..");
const words = process.argv.slice(2);
const end = words.includes("--") ? words.indexOf("--") : words.length;
const wanted = words.slice(0, end);
const all = [...new Bun.Glob("test/bench/**/*.bench.ts").scanSync(root)].sort();
const chosen = all.filter((path) => wanted.every((word) => path.includes(word)));
if (chosen.length === 0) {
  console.error(`No bench is called ${wanted.join(" ")}. There are:\n${all.join("\n")}`);
  process.exit(2);
}
for (const path of chosen) {
  console.log(`\n${path}`);
  const bench = Bun.spawn([process.execPath, path, ...words.slice(end + 1)], {
    cwd: root,
    env: { ...process.env, ...telemetryOff },
    stdio: ["ignore", "inherit", "inherit"],
  });
  if ((await bench.exited) !== 0) process.exitCode = 1;
}
