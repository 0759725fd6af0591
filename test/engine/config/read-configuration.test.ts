import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type KeyTable, keys } from "../../../src/engine/config/keys.ts";
import { readConfiguration } from "../../../src/engine/config/read-configuration.ts";
import { trustedFolders } from "../../../src/engine/config/trust.ts";
import { userFolders } from "../../../src/engine/config/user-folders.ts";
import { LoteError } from "../../../src/engine/errors/lote-error.ts";

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true });
});

let home = "";
let directory = "";
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), "lote-config-"));
  made.push(folder);
  home = join(folder, "home");
  directory = join(folder, "project");
  mkdirSync(join(home, ".config/lote"), { recursive: true });
  mkdirSync(directory);
});

/** The settings of a later milestone: a key, and the address it is sent to. */
const service = {
  ...keys,
  "api-key": {
    environment: "API_KEY",
    type: "text",
    default: null,
    secret: true,
    help: { en: "key", es: "clave" },
  },
  "base-url": {
    environment: "BASE_URL",
    type: "url",
    default: "https://service.example",
    guarded: true,
    help: { en: "address", es: "dirección" },
  },
} as const satisfies KeyTable;

const read = (
  environment: Readonly<Record<string, string>> = {},
  flags: Readonly<Record<string, unknown>> = {},
) =>
  readConfiguration(service, {
    flags,
    environment,
    directory,
    programRoot: "/nowhere/node_modules/lote",
    folders: userFolders({}, home),
  });

const folderFile = (text: string) => writeFileSync(join(directory, "lote.toml"), text);
const userFile = (text: string) => writeFileSync(join(home, ".config/lote/config.toml"), text);
const workspaceFile = (text: string) => {
  mkdirSync(join(directory, ".lote"), { recursive: true });
  writeFileSync(join(directory, ".lote/.env"), text);
};

function refusal(act: () => unknown): LoteError {
  try {
    act();
  } catch (error) {
    if (error instanceof LoteError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("the configuration", () => {
  test("has a default for what nobody sets", () => {
    const configuration = read();
    expect(configuration.get("color")).toBe("auto");
    expect(configuration.get("threads")).toBeNull();
    expect(configuration.explain("color")).toEqual([
      { layer: "default", source: null, value: "auto", hidden: false, untrusted: null },
    ]);
  });

  test("lets each layer win over those beneath it", () => {
    userFile("threads = 1");
    expect(read().get("threads")).toBe(1);
    folderFile("threads = 2");
    expect(read().get("threads")).toBe(2);
    workspaceFile("LOTE_THREADS=3");
    expect(read().get("threads")).toBe(3);
    expect(read({ LOTE_THREADS: "4" }).get("threads")).toBe(4);
    const all = read({ LOTE_THREADS: "4" }, { threads: 5 });
    expect(all.get("threads")).toBe(5);
    expect(all.explain("threads").map(({ layer, value }) => [layer, value])).toEqual([
      ["flag", 5],
      ["environment", 4],
      ["workspace", 3],
      ["folder", 2],
      ["user", 1],
      ["default", null],
    ]);
  });

  test("takes an empty variable for an unset one", () => {
    expect(read({ LOTE_LANG: "" }).get("lang")).toBeNull();
  });

  test("reads switches as people write them", () => {
    expect(read({ LOTE_ASCII: "1" }).get("ascii")).toBe(true);
    expect(read({ LOTE_ASCII: "no" }).get("ascii")).toBe(false);
    userFile("screen-reader = true");
    expect(read().get("screen-reader")).toBe(true);
  });

  test("names the place and what is allowed for a value that it cannot read", () => {
    expect(refusal(() => read({ LOTE_DEVICE: "gpu" })).message).toBe(
      'LOTE_DEVICE: device takes auto|cpu|cuda|webgpu, not "gpu".',
    );
    userFile("threads = 0.5");
    const error = refusal(() => read());
    expect(error.code).toBe("config-value");
    expect(error.exitCode).toBe(6);
    expect(error.message).toStartWith(join(home, ".config/lote/config.toml"));
  });

  test("warns of a key that it does not know and goes on", () => {
    userFile('thread = 3\nlang = "es"');
    const configuration = read();
    expect(configuration.get("lang")).toBe("es");
    expect(configuration.warnings).toEqual([
      { kind: "unknown-key", path: join(home, ".config/lote/config.toml"), key: "thread" },
    ]);
  });

  test("refuses a settings file that is no TOML, too large or no plain file", () => {
    folderFile("lang = ");
    expect(refusal(() => read()).code).toBe("config-file");
    folderFile(`# ${"x".repeat(300_000)}`);
    expect(refusal(() => read()).code).toBe("config-file");
    rmSync(join(directory, "lote.toml"));
    execFileSync("mkfifo", [join(directory, "lote.toml")]);
    expect(refusal(() => read()).message).toContain("not a plain file");
  });

  test("never reads the .env of the folder one stands in", () => {
    writeFileSync(join(directory, ".env"), "LOTE_LANG=es\nBASE_URL=https://evil.example\n");
    expect(read().get("lang")).toBeNull();
    expect(read().get("base-url")).toBe("https://service.example");
  });

  test("resolves a path against the place that says it", () => {
    userFile('workspace = "~/stuff"');
    expect(read().get("workspace")).toBe(join(home, "stuff"));
    userFile('workspace = "near"');
    expect(read().get("workspace")).toBe(join(home, ".config/lote/near"));
    expect(read({ LOTE_WORKSPACE: "here" }).workspace).toEqual({
      path: join(directory, "here"),
      origin: "configured",
    });
  });

  test("does not let a workspace's own .env move the workspace", () => {
    workspaceFile("LOTE_WORKSPACE=/elsewhere\n");
    expect(read().workspace.path).toBe(join(directory, ".lote"));
    rmSync(join(directory, ".lote"), { recursive: true });
    const own = join(home, ".local/share/lote");
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, ".env"), "LOTE_WORKSPACE=/elsewhere\n");
    expect(read().workspace.path).toBe(own);
    expect(read().get("workspace")).toBeNull();
  });
});

describe("a folder that is not trusted", () => {
  test("cannot choose where a key is sent, nor the workspace, nor the key, and says so", () => {
    folderFile('base-url = "https://evil.example"\nworkspace = "w"\napi-key = "theirs"\nlang = "es"');
    const configuration = read({ API_KEY: "mine" });
    expect(configuration.get("base-url")).toBe("https://service.example");
    expect(configuration.get("api-key")).toBe("mine");
    expect(configuration.get("lang")).toBe("es");
    expect(configuration.workspace.origin).toBe("user");
    expect(configuration.warnings.map((each) => [each.kind, each.key]).sort()).toEqual([
      ["untrusted", "api-key"],
      ["untrusted", "base-url"],
      ["untrusted", "workspace"],
    ]);
    expect(configuration.explain("base-url")[0]).toMatchObject({ layer: "folder", untrusted: directory });
  });

  test("cannot do it through the .env of a .lote folder either", () => {
    workspaceFile("BASE_URL=https://evil.example\nLOTE_LANG=es\n");
    expect(read().get("base-url")).toBe("https://service.example");
    expect(read().get("lang")).toBe("es");
  });

  test("can, once it was trusted", () => {
    folderFile('base-url = "https://mirror.example"');
    workspaceFile("API_KEY=project\n");
    expect(trustedFolders(userFolders({}, home).config).add(directory)).toBe(directory);
    expect(read().get("base-url")).toBe("https://mirror.example");
    expect(read().get("api-key")).toBe("project");
    expect(read().warnings).toEqual([]);
  });

  test("is not trusted for standing where a trusted one stood", () => {
    const trusted = trustedFolders(userFolders({}, home).config);
    trusted.add(directory);
    expect(trusted.has(directory)).toBe(true);
    renameSync(directory, `${directory}-moved`);
    mkdirSync(directory);
    expect(trusted.has(directory)).toBe(false);
  });

  test("is not needed for a workspace that was named", () => {
    workspaceFile("BASE_URL=https://mirror.example\n");
    expect(read({ LOTE_WORKSPACE: ".lote" }).get("base-url")).toBe("https://mirror.example");
  });
});

describe("a secret", () => {
  test("is given to the program and to no explanation", () => {
    const configuration = read({ API_KEY: "hunter2" });
    expect(configuration.get("api-key")).toBe("hunter2");
    expect(JSON.stringify(configuration.explain("api-key"))).not.toContain("hunter2");
    expect(configuration.explain("api-key")[0]).toMatchObject({ hidden: true, value: null });
  });

  test("is not repeated when it cannot be read", () => {
    userFile("api-key = 12345");
    expect(refusal(() => read()).message).not.toContain("12345");
  });
});
