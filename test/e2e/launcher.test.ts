import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { chmod, cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fillHostileFolder } from "../fixtures/launcher/hostile-folder.ts";
import type { Probe } from "../fixtures/launcher/probe.ts";
import { skipUnless } from "../support/skip.ts";

const checkout = join(import.meta.dir, "..", "..");
const main = join(checkout, "src", "ui", "main.ts");
let folder = "";
/** The tree of the launcher with a probe in place of the program. */
let tree = "";
let hostile = "";
let trap = "";

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "lote-launcher-")));
  tree = join(folder, "node_modules", "lote");
  hostile = join(folder, "hostile");
  trap = join(folder, "sprung");
  for (const name of ["bin/lote", "bunfig.toml", "tsconfig.json"]) {
    await cp(join(checkout, name), join(tree, name));
  }
  await mkdir(join(tree, "src", "ui"), { recursive: true });
  await cp(join(checkout, "test/fixtures/launcher/probe.ts"), join(tree, "src/ui/main.ts"));
  await cp(join(checkout, "test/fixtures/launcher/near.ts"), join(tree, "src/ui/near.ts"));
  await putBun(join(tree, "node_modules", "@oven", "bun-linux-x64", "bin"));
  await fillHostileFolder(hostile, trap);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function putBun(bin: string, name = "bun"): Promise<void> {
  await mkdir(bin, { recursive: true });
  await symlink(process.execPath, join(bin, name));
}

function start(launcher: string, words: readonly string[], cwd = hostile, environment = {}) {
  return Bun.spawn([launcher, ...words], {
    cwd,
    env: { PATH: "/usr/bin:/bin", ...environment },
    stdout: "pipe",
    stderr: "pipe",
  });
}

async function probe(launcher: string, words: readonly string[] = [], environment = {}): Promise<Probe> {
  const child = start(launcher, words, hostile, environment);
  const [output, complaints] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  expect(complaints).toBe("");
  return JSON.parse(output);
}

test("nothing in the folder one stands in takes effect on the launcher", async () => {
  const found = await probe(join(tree, "bin/lote"));
  expect(existsSync(trap)).toBe(false);
  expect(found).toMatchObject({ folder: hostile, mode: "production", near: "ours", importable: [] });
  expect(found.environment.NODE_ENV).toBe("production");
  const inherited = ["NODE_ENV", "PATH", "PWD", "OLDPWD", "_", "SHLVL"];
  expect(Object.keys(found.environment).filter((name) => !inherited.includes(name))).toEqual([]);
});

skipUnless(existsSync(main), "src/ui/main.ts is not there yet")(
  "nothing in the folder one stands in takes effect on lote itself",
  async () => {
    const child = start(join(checkout, "bin/lote"), ["--version"], hostile, { HOME: folder });
    expect((await child.stdout.text()).trim()).toMatch(/^\d+[.]\d+[.]\d+/);
    expect(await child.exited).toBe(0);
    expect(existsSync(trap)).toBe(false);
  },
);

test("the launcher passes every word on as it stands", async () => {
  const words = [
    "comics",
    "a b",
    "",
    "--config=x",
    "--no-env-file",
    "-v",
    "--help",
    "ñ*$HOME",
    "line\nbreak",
    "--",
  ];
  expect((await probe(join(tree, "bin/lote"), words)).arguments).toEqual(words);
});

test("the launcher finds its own folder through links, absolute and relative", async () => {
  const links = join(folder, "links");
  await mkdir(links);
  await symlink(join(tree, "bin/lote"), join(links, "absolute"));
  await symlink("absolute", join(links, "relative"));
  await symlink(tree, join(links, "folder"));
  for (const link of ["absolute", "relative", "folder/bin/lote"]) {
    expect((await probe(join(links, link))).near).toBe("ours");
  }
});

test("the launcher is found by its name on PATH", async () => {
  const found = await probe("/usr/bin/env", ["lote", "list"], { PATH: `${join(tree, "bin")}:/usr/bin:/bin` });
  expect(found.arguments).toEqual(["list"]);
});

test("the launcher gives the program's exit code", async () => {
  expect(await start(join(tree, "bin/lote"), ["fail"]).exited).toBe(4);
});

test("a signal to the launcher reaches the program, which has taken its place", async () => {
  const child = start(join(tree, "bin/lote"), ["wait"]);
  await child.stdout.getReader().read();
  child.kill("SIGTERM");
  await child.exited;
  expect(child.signalCode).toBe("SIGTERM");
});

/** A second installation with its Bun elsewhere, or nowhere. */
async function install(name: string): Promise<string> {
  const home = join(folder, name, "node_modules", "lote");
  for (const part of ["bin", "src", "bunfig.toml", "tsconfig.json"]) {
    await cp(join(tree, part), join(home, part), { recursive: true });
  }
  return home;
}

test("the launcher takes the Bun that lies beside it after a global install", async () => {
  const home = await install("global");
  await putBun(join(home, "..", "@oven", "bun-linux-x64", "bin"));
  expect((await probe(join(home, "bin/lote"))).near).toBe("ours");
});

test("the launcher takes the Bun that the post-install step has moved", async () => {
  const home = await install("moved");
  await putBun(join(home, "node_modules", "bun", "bin"), "bun.exe");
  expect((await probe(join(home, "bin/lote"))).near).toBe("ours");
});

test("of two platform packages the launcher takes the one that runs", async () => {
  const home = await install("two-platforms");
  const wrong = join(home, "node_modules", "@oven", "bun-linux-aarch64", "bin");
  await mkdir(wrong, { recursive: true });
  await writeFile(join(wrong, "bun"), "#!/bin/sh\nexit 1\n");
  await chmod(join(wrong, "bun"), 0o755);
  await putBun(join(home, "node_modules", "@oven", "bun-linux-x64", "bin"));
  expect((await probe(join(home, "bin/lote"))).near).toBe("ours");
});

test("the launcher falls back to the Bun on PATH", async () => {
  const home = await install("path");
  await putBun(join(folder, "path", "bin"));
  const PATH = `${join(folder, "path", "bin")}:/usr/bin:/bin`;
  expect((await probe(join(home, "bin/lote"), [], { PATH })).near).toBe("ours");
});

test("an incomplete installation fetches no package from the network by itself", async () => {
  let requests = 0;
  const registry = Bun.serve({
    port: 0,
    fetch: () => {
      requests += 1;
      return new Response("none", { status: 404 });
    },
  });
  // Bun installs what a program imports where no node_modules is in sight, so this one lies elsewhere.
  const alone = await mkdtemp(join(tmpdir(), "lote-incomplete-"));
  const home = join(alone, "lote");
  await cp(tree, home, { recursive: true, filter: (path) => !path.startsWith(join(tree, "node_modules")) });
  await writeFile(join(home, "src", "ui", "main.ts"), 'import "ink";\n');
  await putBun(join(alone, "bin"));
  const child = start(join(home, "bin/lote"), [], alone, {
    PATH: `${join(alone, "bin")}:/usr/bin:/bin`,
    BUN_CONFIG_REGISTRY: registry.url.href,
    BUN_INSTALL_CACHE_DIR: join(alone, "cache"),
  });
  expect(await child.stderr.text()).toContain("Cannot find package 'ink'");
  expect(requests).toBe(0);
  await registry.stop(true);
  await rm(alone, { recursive: true });
});

test("without any Bun the launcher says how to get it and ends as a configuration error", async () => {
  const home = await install("none");
  const child = start(join(home, "bin/lote"), []);
  expect(await child.stderr.text()).toContain("Bun was not found");
  expect(await child.exited).toBe(6);
});
