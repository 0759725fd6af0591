import { afterAll, beforeAll, expect } from "bun:test";
import { appendFile, cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { skipUnless } from "../support/skip.ts";

const checkout = join(import.meta.dir, "..", "..");
const node = Bun.which("node");
const testWithNode = skipUnless(node !== null, "Node is not installed");
let folder = "";
/** A folder of programs: node, sh and the tools of a bare machine, but no Bun. */
let bare = "";
/** The same with a Bun that only writes down what it is asked. */
let equipped = "";

/** Says that it is new enough, installs nothing, and stays where it is asked to wait. */
const standIn = `#!/bin/sh
echo "$*" >> "$(dirname "$0")/asked"
case $1 in
  --version) echo 99.0.0 ;;
  install) mkdir -p node_modules ;;
esac
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lote-bootstrap-"));
  bare = join(folder, "bare");
  equipped = join(folder, "equipped");
  for (const programs of [bare, equipped]) {
    await mkdir(programs);
    for (const name of ["node", "sh", "mkdir", "dirname", "sleep", "npm"]) {
      const path = Bun.which(name);
      if (path !== null) await symlink(path, join(programs, name));
    }
  }
  await writeFile(join(equipped, "bun"), standIn, { mode: 0o755 });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** What a fresh clone has for the bootstrap, with this in place of the launcher. */
async function freshClone(name: string, launcher: string): Promise<string> {
  const clone = join(folder, name);
  for (const file of ["scripts/bootstrap.mjs", "package.json", "bun.lock"]) {
    await cp(join(checkout, file), join(clone, file));
  }
  await mkdir(join(clone, "bin"));
  await writeFile(join(clone, "bin", "lote"), `#!/bin/sh\n${launcher}\n`, { mode: 0o755 });
  return clone;
}

function bootstrap(clone: string, words: readonly string[], PATH: string, environment = {}) {
  return Bun.spawn([node ?? "node", join(clone, "scripts/bootstrap.mjs"), ...words], {
    cwd: clone,
    env: { PATH, HOME: dirname(PATH), ...environment },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
}

async function installs(): Promise<number> {
  const asked = await Bun.file(join(equipped, "asked")).text();
  return asked.split("\n").filter((line) => line.startsWith("install --frozen-lockfile")).length;
}

testWithNode("a fresh clone installs once, and again when the lock file has changed", async () => {
  const clone = await freshClone("once", "echo started");
  const start = async (): Promise<string> => bootstrap(clone, ["demo"], equipped).stdout.text();
  expect(await start()).toBe("started\n");
  expect(await installs()).toBe(1);
  await start();
  expect(await installs()).toBe(1);
  await appendFile(join(clone, "bun.lock"), "\n");
  await start();
  expect(await installs()).toBe(2);
});

testWithNode("the bootstrap passes on the words and the exit code", async () => {
  const clone = await freshClone("words", 'printf "%s|" "$@"; exit 4');
  const child = bootstrap(clone, ["demo", "--json", "a b"], equipped);
  expect(await child.stdout.text()).toBe("demo|--json|a b|");
  expect(await child.exited).toBe(4);
});

testWithNode("the bootstrap passes on a signal and ends by it", async () => {
  const clone = await freshClone("signal", "echo ready; exec sleep 60");
  const child = bootstrap(clone, ["demo"], equipped);
  await child.stdout.getReader().read();
  child.kill("SIGTERM");
  await child.exited;
  expect(child.signalCode).toBe("SIGTERM");
});

testWithNode("without Bun and without a registry the bootstrap says what is missing", async () => {
  const clone = await freshClone("offline", "echo started");
  const child = bootstrap(clone, ["demo"], bare, {
    npm_config_registry: "http://127.0.0.1:9/",
    npm_config_fetch_retries: "0",
    npm_config_cache: join(folder, "npm-cache"),
  });
  const complaint = await child.stderr.text();
  expect(await child.exited).toBe(1);
  expect(complaint).toContain("ECONNREFUSED");
  expect(complaint.trim()).toEndWith(
    "The package registry must be reachable the first time; then try again.",
  );
  expect(await child.stdout.text()).toBe("");
});

testWithNode("an old Node is told so", async () => {
  const clone = await freshClone("old", "echo started");
  const old = join(folder, "old.cjs");
  await writeFile(old, 'Object.defineProperty(process.versions, "node", { value: "18.20.0" });');
  const child = bootstrap(clone, ["demo"], equipped, { NODE_OPTIONS: `--require=${old}` });
  expect(await child.stderr.text()).toStartWith("lote needs Node 20 or newer");
  expect(await child.exited).toBe(1);
});
