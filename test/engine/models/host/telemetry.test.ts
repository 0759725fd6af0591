import { expect, test } from "bun:test";
import { mkdirSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { modelFolders } from "../../../../src/engine/models/folders.ts";
import { ModelHost } from "../../../../src/engine/models/host/model-host.ts";
import { childEnvironment } from "../../../../src/engine/processes/child-environment.ts";
import { drawnPixels } from "../../../fixtures/noise.ts";
import { temporaryFolder } from "../../../fixtures/temporary-folder.ts";

const path = join(modelFolders().carried, "cover-descriptor.onnx");
/** The variables that say where programs keep things. */
const places = ["HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"];
const elsewhere = temporaryFolder();

/**
 * Leads all that a library may want to keep to folders of its own, while `work` is done; returns what is there then,
 * but for Bun's cache of the program's own modules.
 */
async function keptDuring(work: () => Promise<void>): Promise<string[]> {
  const folder = temporaryFolder();
  const before = new Map(places.map((name) => [name, process.env[name]]));
  for (const name of places) {
    process.env[name] = join(folder, name);
    mkdirSync(join(folder, name));
  }
  try {
    await work();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
    .filter((file) => !file.startsWith("XDG_CACHE_HOME/bun/@t@/"));
}

test("a model host leaves no file behind it, neither in the temporary folder nor at home", async () => {
  const kept = await keptDuring(async () => {
    const host = await ModelHost.start({ model: "descriptor", path, provider: "cpu", threads: 1 });
    const pixels = { type: "uint8", dims: [1, 96, 64, 3], data: drawnPixels(1) } as const;
    expect((await host.run({ pixels })).vector?.dims).toEqual([1, 441]);
    await host.close();
  });
  expect(kept).toEqual([]);
});

test("onnxruntime is not loaded in a process that was started with its telemetry on", async () => {
  const loader = join(import.meta.dir, "../../../../src/engine/models/host/load-runtime.ts");
  const load = (env: Record<string, string>) =>
    Bun.spawn([process.execPath, "-e", `await (await import(${JSON.stringify(loader)})).loadRuntime()`], {
      env: { PATH: process.env.PATH ?? "", TMPDIR: elsewhere, HOME: elsewhere, ...env },
      stdio: ["ignore", "ignore", "pipe"],
    });
  const refused = load({});
  expect(await refused.stderr.text()).toContain("start this process with ORT_DISABLE_TELEMETRY=1");
  expect(await refused.exited).toBe(1);
  expect(await load(childEnvironment({})).exited).toBe(0);
});
