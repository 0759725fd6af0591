// Makes a fresh clone ready with nothing but Node and npm, then runs one target: `demo` or `verify`.
// Plain Node without dependencies, because it runs before anything is installed. (Bun can run it too: with no
// Node on PATH, `bun start` gives the script Bun under the name of node.)
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const oldestNode = 20;

const targets = {
  demo: () => [join(root, "bin", "lote"), "demo"],
  verify: (bun) => [
    bun,
    `--config=${join(root, "bunfig.toml")}`,
    "--no-env-file",
    join(root, "scripts", "verify.ts"),
  ],
};

const [target = "", ...rest] = process.argv.slice(2);
if (Number.parseInt(process.versions.node, 10) < oldestNode) {
  fail(`lote needs Node ${oldestNode} or newer to set itself up; this is ${process.versions.node}.`);
}
if (!Object.hasOwn(targets, target)) {
  fail(`Usage: node scripts/bootstrap.mjs ${Object.keys(targets).join("|")} [ARGUMENT…]`);
}

const bun = (await findBun()) ?? (await fetchBun());
await installDependencies(bun);
process.exit(await run([...targets[target](bun), ...rest], { stdio: "inherit" }));

/** The version of Bun that package.json names, as three numbers. */
function pinnedVersion() {
  return JSON.parse(readFileSync(join(root, "package.json"), "utf8")).dependencies.bun;
}

/** The first Bun that runs on this CPU and is new enough: ours, the one fetched before, the one on PATH. */
async function findBun() {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const candidates = [
    ...packagedBuns(join(root, "node_modules")),
    ...packagedBuns(join(root, ".bun-runtime", "node_modules")),
    ...folders.map((folder) => join(folder, "bun")),
  ];
  return candidates.find((candidate) => existsSync(candidate) && isNewEnough(candidate));
}

/**
 * Where a package folder keeps the binary: in the platform's own package, or, once the post-install step has
 * moved it, in the package "bun". Some CPUs run only one of several platform packages.
 */
function packagedBuns(modules) {
  const platforms = join(modules, "@oven");
  const names = existsSync(platforms) ? readdirSync(platforms).filter((name) => name.startsWith("bun-")) : [];
  return [
    ...names.sort().map((name) => join(platforms, name, "bin", "bun")),
    join(modules, "bun", "bin", "bun.exe"),
  ];
}

function isNewEnough(candidate) {
  const { status, stdout } = spawnSync(candidate, ["--version"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const found = /^(\d+)\.(\d+)\.(\d+)/.exec(stdout ?? "");
  if (status !== 0 || found === null) return false;
  const wanted = pinnedVersion().split(".").map(Number);
  const difference = found.slice(1).map((part, index) => Number(part) - wanted[index]);
  return (difference.find((part) => part !== 0) ?? 0) >= 0;
}

async function fetchBun() {
  const folder = join(root, ".bun-runtime");
  const npm = ["npm", "install", "--prefix", folder, `bun@${pinnedVersion()}`];
  const quiet = ["--no-save", "--no-package-lock", "--include=optional", "--ignore-scripts"];
  const silent = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];
  await prepare(`Fetching Bun ${pinnedVersion()} from the package registry (about 35 MB)`, [
    ...npm,
    ...quiet,
    ...silent,
  ]);
  const fetched = packagedBuns(join(folder, "node_modules")).find(
    (candidate) => existsSync(candidate) && isNewEnough(candidate),
  );
  return (
    fetched ??
    fail(
      `npm has fetched Bun ${pinnedVersion()}, but it does not run on this machine (${process.platform} ${process.arch}).`,
    )
  );
}

/** Installs what bun.lock names, unless the stamp says that this was done for exactly this bun.lock. */
async function installDependencies(bun) {
  const stamp = join(root, "node_modules", ".lote-lock");
  const wanted = createHash("sha256")
    .update(readFileSync(join(root, "bun.lock")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  await prepare("Installing the dependencies", [bun, "install", "--frozen-lockfile", "--no-progress"]);
  writeFileSync(stamp, wanted);
}

/** Runs a step of the preparation: it is named when it takes over a second, what it said first is shown when it fails. */
async function prepare(title, command) {
  const started = Date.now();
  const notice = setTimeout(() => process.stderr.write(`${title} …\n`), 1000);
  const output = [];
  const code = await run(command, { cwd: root, stdio: ["ignore", "pipe", "pipe"] }, (chunk) =>
    output.push(chunk),
  );
  clearTimeout(notice);
  if (code === 0) {
    const seconds = (Date.now() - started) / 1000;
    if (seconds > 1) process.stderr.write(`${title}: done in ${seconds.toFixed(0)} s\n`);
    return;
  }
  if (code > 128) process.exit(code);
  const said = Buffer.concat(output)
    .toString()
    .split("\n")
    .filter((line) => line.trim() !== "");
  process.stderr.write(`${said.slice(0, 12).join("\n")}\n`);
  fail(
    `${title} failed (${command.slice(0, 2).join(" ")} ended with ${code}). The package registry must be reachable the first time; then try again.`,
  );
}

/**
 * Runs a program and returns its exit code; dies of the same signal when it does. A terminal sends Ctrl-C to
 * the whole group, so there it is not passed on: the program would see it twice and take it as "now".
 */
function run([program, ...args], options, onOutput) {
  const child = spawn(program, args, options);
  const passed = process.stdin.isTTY ? ["SIGTERM", "SIGHUP"] : ["SIGTERM", "SIGHUP", "SIGINT"];
  const pass = (signal) => child.kill(signal);
  const ignore = () => {};
  for (const signal of passed) process.on(signal, pass);
  process.on("SIGINT", ignore);
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", onOutput);
  return new Promise((resolve) => {
    child.on("error", (error) => {
      process.stderr.write(`${program}: ${error.message}\n`);
      resolve(127);
    });
    child.on("close", (code, signal) => {
      for (const name of passed) process.off(name, pass);
      process.off("SIGINT", ignore);
      if (signal === null) return resolve(code);
      process.kill(process.pid, signal);
      setTimeout(() => resolve(128 + constants.signals[signal]), 100);
    });
  });
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
