import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addedModel, clipLike } from "../fixtures/clip-like.ts";
import { newFolder } from "../fixtures/comics/new-folder.ts";
import { lote, startLote } from "../fixtures/comics/run-lote.ts";
import { fileServer, registryPackage } from "../fixtures/net/file-server.ts";
import { paddedModel } from "../fixtures/padded-model.ts";
import { filesIn } from "../fixtures/temporary-folder.ts";

setDefaultTimeout(60_000);

const graph = paddedModel(clipLike(), 2_000_000);

/** A person who has described a model that is not here yet; `change` is made to what is said of its file. */
async function described(change: Readonly<Record<string, unknown>> = {}) {
  const { pulled } = await addedModel("our-clip", graph);
  await Bun.file(join(pulled, "our-clip.onnx")).delete();
  const path = join(pulled, "models.json");
  const manifest = JSON.parse(readFileSync(path, "utf8"));
  Object.assign(manifest.files["our-clip.onnx"], change);
  writeFileSync(path, JSON.stringify(manifest));
  const at = (environment: Readonly<Record<string, string>> = {}) => ({
    workspace: newFolder(),
    environment: { LOTE_MODELS_FOLDER: pulled, ...environment },
  });
  return { pulled, at };
}

const stateIn = (stdout: string, name: string) =>
  JSON.parse(stdout).results.find((result: { name: string }) => result.name === name)?.state;

test.concurrent("a pull that is killed half-way goes on where it was, and then the model works", async () => {
  const { pulled, at } = await described();
  await using mirror = await fileServer({ "/our-clip.onnx": graph }, { stopAfter: [1_200_000] });
  const here = at({ LOTE_MODELS_URL: mirror.url });
  const first = startLote(["models", "pull", "our-clip"], here);
  const part = join(pulled, "our-clip.onnx.part");
  while (Bun.file(part).size < 1_200_000) await Bun.sleep(5);
  first.kill("SIGKILL");
  await first.exited;
  expect(stateIn((await lote(["models", "list", "--json"], here)).stdout, "our-clip")).toBe("missing");

  const second = await lote(["models", "pull", "our-clip", "--json"], here);
  expect(second.code).toBe(0);
  expect(JSON.parse(second.stdout)).toMatchObject({
    ...{ v: 1, workflow: "models" },
    results: [{ name: "our-clip", state: "pulled", pinned: false, path: join(pulled, "our-clip.onnx") }],
  });
  expect(mirror.requests[1]?.headers.range).toBe("bytes=1200000-");
  expect(new Uint8Array(readFileSync(join(pulled, "our-clip.onnx")))).toEqual(graph);
  expect(readdirSync(pulled).sort()).toEqual(["models.json", "our-clip.onnx"]);
  const verified = await lote(["models", "verify", "--json"], here);
  expect([verified.code, stateIn(verified.stdout, "our-clip")]).toEqual([0, "works"]);
  expect((await lote(["models", "pull", "our-clip"], here)).stdout).toContain("here already");
  expect(mirror.requests.length).toBe(2);
});

test.concurrent("Ctrl-C ends a pull with 130, says that it goes on, and leaves what was received", async () => {
  const { pulled, at } = await described();
  await using mirror = await fileServer({ "/our-clip.onnx": graph }, { stopAfter: [500_000] });
  const child = startLote(["models", "pull", "our-clip"], at({ LOTE_MODELS_URL: mirror.url }));
  while (Bun.file(join(pulled, "our-clip.onnx.part")).size < 500_000) await Bun.sleep(5);
  child.kill("SIGINT");
  const [code, stderr] = [await child.exited, await child.stderr.text()];
  expect(code).toBe(130);
  expect(stderr).toContain("goes on where it stopped");
  expect(Bun.file(join(pulled, "our-clip.onnx.part")).size).toBe(500_000);
});

test.concurrent("a model in a package comes from the registry of the person's npm, with its key and no other", async () => {
  const source = { package: "@ours/models", version: "1.0.0", path: "clip.onnx" };
  const { at } = await described({ sources: [source] });
  const authorization = "Bearer token-canary";
  await using registry = await fileServer(
    await registryPackage("@ours/models", "1.0.0", { "clip.onnx": graph, "package.json": "{}" }),
    { authorization },
  );
  const home = filesIn(newFolder(), {
    ".npmrc": `@ours:registry=${registry.url}/\n//127.0.0.1:${registry.port}/:_authToken=\${TOKEN}\n//other.test/:_authToken=other\n`,
  });
  const here = at({ HOME: home, TOKEN: "token-canary" });
  const pulled = await lote(["models", "pull", "our-clip", "--debug"], here);
  expect([pulled.code, pulled.stderr]).toEqual([0, expect.not.stringContaining("canary")]);
  for (const { headers } of registry.requests) expect(headers.authorization).toBe(authorization);
  const refused = await lote(
    ["models", "pull", "our-clip", "--debug"],
    at({ HOME: home, TOKEN: "wrong-canary" }),
  );
  expect(refused.stdout + refused.stderr).not.toContain("canary");
});

test.concurrent("the .npmrc of a folder one merely stands in chooses no registry and sees no variable", async () => {
  const source = { package: "models", version: "1.0.0", path: "clip.onnx" };
  const { at } = await described({ sources: [source] });
  await using trap = await fileServer({});
  const cwd = filesIn(newFolder(), {
    ".npmrc": `registry=${trap.url}/\n//127.0.0.1:${trap.port}/:_authToken=\${OPENAI_API_KEY}\n`,
  });
  // Nobody answers at the registry that is configured.
  const here = { ...at({ OPENAI_API_KEY: "canary", npm_config_registry: "http://127.0.0.1:1/" }), cwd };
  expect((await lote(["models", "pull", "our-clip"], here)).code).toBe(75);
  expect(trap.requests).toEqual([]);

  expect((await lote(["config", "trust", cwd], here)).code).toBe(0);
  const { npm_config_registry: _, ...environment } = here.environment as Record<string, string>;
  await lote(["models", "pull", "our-clip"], { ...here, environment });
  expect(trap.requests[0]?.path).toBe("/models");
});

test.concurrent("each way in which a model cannot be had has its code, its words and its way out", async () => {
  const wrong = await described({ sha256: "0".repeat(64) });
  await using mirror = await fileServer({ "/our-clip.onnx": graph });
  const refused = await lote(["models", "pull", "our-clip"], wrong.at({ LOTE_MODELS_URL: mirror.url }));
  expect([refused.code, refused.stderr]).toEqual([6, expect.stringContaining("SHA-256")]);

  const licence = await described({ commercialUse: false, licence: "research only" });
  const forbidden = await lote(["models", "pull", "our-clip"], licence.at({ LOTE_MODELS_URL: mirror.url }));
  expect([forbidden.code, forbidden.stderr]).toEqual([
    6,
    expect.stringMatching(/lote --workspace \S+ config set allow-noncommercial true/),
  ]);
  const allowed = licence.at({ LOTE_MODELS_URL: mirror.url, LOTE_ALLOW_NONCOMMERCIAL: "true" });
  expect((await lote(["models", "pull", "our-clip"], allowed)).code).toBe(0);

  const nowhere = await described();
  const away = await lote(
    ["models", "pull", "our-clip", "--json"],
    nowhere.at({ LOTE_MODELS_URL: "http://127.0.0.1:1/" }),
  );
  expect([away.code, away.stderr]).toEqual([75, expect.stringContaining("models-url")]);
  expect(JSON.parse(away.stdout).results[0]).toMatchObject({ state: "failed", code: "model-unavailable" });

  const unknown = await lote(["models", "pull", "our-clip", "nobody"], nowhere.at());
  expect([unknown.code, unknown.stderr]).toEqual([6, expect.stringContaining("our-clip")]);
});

test.concurrent("a file whose hash nobody publishes is pinned, and everyone is told", async () => {
  const { pulled, at } = await described({ sha256: undefined, size: 1_900_000 });
  await using mirror = await fileServer({ "/our-clip.onnx": graph });
  const here = at({ LOTE_MODELS_URL: mirror.url });
  expect((await lote(["models", "list"], here)).stdout).toContain("~1.9");
  const { code, stderr } = await lote(["models", "pull", "our-clip"], here);
  expect([code, stderr]).toEqual([0, expect.stringContaining("Nobody publishes the hash")]);
  expect(stateIn((await lote(["models", "list", "--json"], here)).stdout, "our-clip")).toBe("pinned");
  expect(existsSync(join(pulled, "pins.json"))).toBe(true);
});

test.concurrent("verify and doctor name a broken model and a missing one, each with the command that mends it", async () => {
  const { pulled, at } = await described();
  const here = at();
  expect((await lote(["models", "verify"], here)).code).toBe(0);
  const missing = await lote(["doctor"], here);
  expect([missing.code, missing.stdout]).toEqual([0, expect.stringContaining("lote models pull our-clip")]);
  writeFileSync(join(pulled, "our-clip.onnx"), graph.with(1_500_000, 0));
  const verified = await lote(["models", "verify"], here);
  expect([verified.code, verified.stdout]).toEqual([6, expect.stringContaining("lote models pull")]);
  const examined = await lote(["doctor"], here);
  expect([examined.code, examined.stdout]).toEqual([6, expect.stringContaining("SHA-256")]);
});

test.concurrent("a dry run downloads nothing and says how much it would", async () => {
  const { pulled, at } = await described();
  await using mirror = await fileServer({ "/our-clip.onnx": graph });
  const { code, stdout } = await lote(
    ["models", "pull", "our-clip", "--dry-run"],
    at({ LOTE_MODELS_URL: mirror.url }),
  );
  expect([code, stdout]).toEqual([0, expect.stringMatching(/our-clip would be pulled: 2\sMB/)]);
  expect(mirror.requests).toEqual([]);
  expect(readdirSync(pulled)).toEqual(["models.json"]);
});
