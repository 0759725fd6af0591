import { expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ModelFolders } from "../../../src/engine/models/folders.ts";
import { type ModelEntry, readManifest } from "../../../src/engine/models/manifest.ts";
import { readNpmSettings } from "../../../src/engine/models/npm-settings.ts";
import { type PullOptions, pullModel } from "../../../src/engine/models/pull.ts";
import { stateOf } from "../../../src/engine/models/state.ts";
import { verifyModel } from "../../../src/engine/models/verify.ts";
import { Fetcher } from "../../../src/engine/net/fetcher.ts";
import { LifeLock } from "../../../src/stores/files/life-lock.ts";
import { addedModel, clipLike } from "../../fixtures/clip-like.ts";
import { caught } from "../../fixtures/net/caught.ts";
import { fileServer, registryPackage } from "../../fixtures/net/file-server.ts";
import { rawServer, reply } from "../../fixtures/net/raw-server.ts";
import { paddedModel } from "../../fixtures/padded-model.ts";
import { fillDisk, smallDisk } from "../../fixtures/small-disk.ts";
import { skipUnless } from "../../support/skip.ts";

const graph: Uint8Array<ArrayBuffer> = paddedModel(clipLike(), 400_000);
const wait = async () => {};

/** A model that is described and not here, in folders of its own. */
async function missingModel(change: Partial<ModelEntry> = {}, bytes: Uint8Array = graph) {
  const folders = await addedModel("our-clip", bytes);
  const path = join(folders.pulled, "our-clip.onnx");
  await Bun.file(path).delete();
  const entry = (await readManifest(folders)).models.find(({ name }) => name === "our-clip");
  if (!entry) throw new Error("the model is not described");
  return { folders, path, model: { ...entry, ...change } as ModelEntry };
}

function pull(model: ModelEntry, folders: ModelFolders, change: Partial<PullOptions> = {}) {
  return pullModel(model, {
    folders,
    fetcher: new Fetcher({ userAgent: "lote-test" }),
    npm: () => readNpmSettings({ environment: {}, home: "/none", projectFile: null }),
    ...{ mirror: null, allowNonCommercial: false, wait },
    ...change,
  });
}

test("a model is pulled from the mirror, is where runs find it, and is not pulled twice", async () => {
  const { folders, path, model } = await missingModel();
  await using mirror = await fileServer({ "/models/our-clip.onnx": graph });
  expect(stateOf(model, folders)).toBe("missing");
  const progress: number[] = [];
  const pulled = await pull(model, folders, {
    ...{ mirror: `${mirror.url}/models`, onProgress: (done) => progress.push(done) },
  });
  expect(pulled).toMatchObject({ path, present: false, pinned: false });
  expect(progress.at(-1)).toBe(graph.length);
  expect((await verifyModel(model, folders)).path).toBe(path);
  expect(stateOf(model, folders)).toBe("pulled");
  expect(readdirSync(folders.pulled).sort()).toEqual(["models.json", "our-clip.onnx"]);
  expect(await pull(model, folders, { mirror: mirror.url })).toMatchObject({ present: true });
  expect(mirror.requests.length).toBe(1);
});

test("sources are tried in their order until one has the right file", async () => {
  const sha512 = { package: "our-models", version: "1.0.0", path: "clip.onnx" };
  const { folders, model } = await missingModel({ sources: [sha512] });
  await using mirror = await fileServer({ "/our-clip.onnx": clipLike() });
  await using registry = await fileServer(
    await registryPackage("our-models", "1.0.0", { "clip.onnx": graph }),
  );
  const npm = () =>
    readNpmSettings({ environment: { npm_config_registry: registry.url }, home: "/none", projectFile: null });
  await pull(model, folders, { mirror: mirror.url, npm });
  expect(mirror.requests.length).toBe(1);
  expect(stateOf(model, folders)).toBe("pulled");
});

test("how much there is to come is told though the server does not say it", async () => {
  const { folders, model } = await missingModel();
  await using mirror = await rawServer((socket) => {
    socket.write("HTTP/1.1 200 OK\r\n\r\n");
    socket.end(graph);
  });
  const totals = new Set<number | null>();
  await pull(model, folders, { mirror: mirror.url, onProgress: (_, total) => totals.add(total) });
  expect([...totals]).toEqual([graph.length]);
});

test("a download that breaks off again and again goes on as long as it gets further", async () => {
  const { folders, path, model } = await missingModel();
  await using mirror = await fileServer(
    { "/our-clip.onnx": graph },
    { stopAfter: [70_000, 70_000, 70_000, 70_000, 70_000] },
  );
  const onProgress = (done: number) => {
    if (done % 70_000 === 0 && done > 0) for (const socket of mirror.stopped.splice(0)) socket.destroy();
  };
  await pull(model, folders, { mirror: mirror.url, onProgress });
  expect(new Uint8Array(readFileSync(path))).toEqual(graph);
  expect(mirror.requests.map(({ headers }) => headers.range)).toEqual([
    ...[undefined, "bytes=70000-", "bytes=140000-", "bytes=210000-", "bytes=280000-", "bytes=350000-"],
  ]);
});

test("a source that brings nothing is given up, after the pauses it asks for and no more", async () => {
  const { folders, path, model } = await missingModel();
  await using server = await rawServer((socket) => reply(socket, 503, { "retry-after": "30" }));
  const pauses: number[] = [];
  const error = await caught(
    pull(model, folders, { mirror: server.url, wait: async (pause) => void pauses.push(pause) }),
  );
  expect(error).toMatchObject({ code: "model-unavailable", exitCode: 75, data: { path } });
  expect(pauses.length).toBe(2);
  for (const pause of pauses) expect(pause).toBeGreaterThan(25_000);
  expect(server.requests.length).toBe(1);
});

test("without network the error names the mirror and the place for the file, which is then taken as it is", async () => {
  const { folders, path, model } = await missingModel({
    sources: [{ url: "https://models.test/our-clip.onnx" }],
  });
  const fetcher = new Fetcher({ userAgent: "x", resolver: async () => [] });
  const error = await caught(pull(model, folders, { fetcher }));
  expect(error.code).toBe("model-unavailable");
  expect(error.message).toContain("models.test");
  expect(error.data.path).toBe(path);
  writeFileSync(path, graph);
  expect(await pull(model, folders, { fetcher })).toMatchObject({ present: true });
});

test("another file than the described one is refused and does not stay", async () => {
  const { folders, model } = await missingModel();
  const changed = graph.with(300_000, 0);
  for (const bytes of [changed, graph.subarray(0, 300_000), clipLike({ side: 28 })]) {
    await using mirror = await fileServer({ "/our-clip.onnx": bytes });
    const error = await caught(pull(model, folders, { mirror: mirror.url }));
    expect(error).toMatchObject({ code: "model-broken", exitCode: 6 });
    expect(readdirSync(folders.pulled)).toEqual(["models.json"]);
  }
});

test("a file that is longer than described is not read to its end", async () => {
  const { folders, model } = await missingModel();
  await using mirror = await fileServer({ "/our-clip.onnx": new Uint8Array(1e6) });
  expect((await caught(pull(model, folders, { mirror: mirror.url }))).code).toBe("model-unavailable");
});

test("a page in place of a model is refused for what it is", async () => {
  const { folders, model } = await missingModel();
  await using mirror = await fileServer({ "/our-clip.onnx": "<!doctype html><title>Log in</title>" });
  const error = await caught(pull(model, folders, { mirror: mirror.url }));
  expect(error.message).toContain("html");
});

test("a network that is not the described one is refused though its hash is right", async () => {
  const bytes = clipLike({ outputs: ["pooler_output"] });
  const { folders, model } = await missingModel({}, bytes);
  await using mirror = await fileServer({ "/our-clip.onnx": bytes });
  expect(await caught(pull(model, folders, { mirror: mirror.url }))).toMatchObject({
    code: "model-graph",
    exitCode: 6,
  });
  expect(stateOf(model, folders)).toBe("missing");
});

/** The model as if nobody had published its hash. */
async function unpinned() {
  const { folders, path } = await missingModel();
  const described = join(folders.pulled, "models.json");
  const manifest = JSON.parse(readFileSync(described, "utf8"));
  delete manifest.files["our-clip.onnx"].sha256;
  manifest.files["our-clip.onnx"].size = 390_000;
  writeFileSync(described, JSON.stringify(manifest));
  const entry = async () => {
    const found = (await readManifest(folders)).models.find(({ name }) => name === "our-clip");
    if (!found) throw new Error("the model is not described");
    return found;
  };
  return { folders, path, entry };
}

test("a file whose hash nobody publishes is pinned when it is pulled, and another one is refused from then on", async () => {
  const { folders, path, entry } = await unpinned();
  await using mirror = await fileServer({ "/our-clip.onnx": graph });
  const pulled = await pull(await entry(), folders, { mirror: mirror.url });
  expect(pulled).toMatchObject({
    pinned: true,
    sha256: new Bun.CryptoHasher("sha256").update(graph).digest("hex"),
  });
  const model = await entry();
  expect(model).toMatchObject({ size: graph.length, sha256: pulled.sha256, pinned: true });
  expect(stateOf(model, folders)).toBe("pinned");

  await Bun.file(path).delete();
  await using other = await fileServer({ "/our-clip.onnx": graph.with(300_000, 0) });
  expect((await caught(pull(model, folders, { mirror: other.url }))).code).toBe("model-broken");
  await pull(model, folders, { mirror: mirror.url });
  expect(stateOf(model, folders)).toBe("pinned");
});

test("what is no such network is never pinned", async () => {
  const { folders, entry } = await unpinned();
  for (const bytes of [graph.subarray(0, 2000), clipLike({ dimensions: 100 }), "no model"]) {
    await using mirror = await fileServer({ "/our-clip.onnx": bytes });
    await caught(pull(await entry(), folders, { mirror: mirror.url }));
    expect(existsSync(join(folders.pulled, "pins.json"))).toBe(false);
  }
});

test("a file that a person puts there is pinned by pulling it", async () => {
  const { folders, path, entry } = await unpinned();
  writeFileSync(path, graph);
  expect(stateOf(await entry(), folders)).toBe("missing");
  expect(await pull(await entry(), folders)).toMatchObject({ present: true, pinned: true });
  expect(stateOf(await entry(), folders)).toBe("pinned");
});

test("a broken file that was pulled is pulled again, and one that lote carries says so", async () => {
  const { folders, path, model } = await missingModel();
  writeFileSync(path, graph.subarray(0, 1000));
  expect(stateOf(model, folders)).toBe("broken");
  await using mirror = await fileServer({ "/our-clip.onnx": graph });
  await pull(model, folders, { mirror: mirror.url });
  expect(stateOf(model, folders)).toBe("pulled");

  const carried = await addedModel("our-clip", graph.subarray(0, 1000));
  const inside = { carried: carried.pulled, pulled: folders.pulled };
  expect((await caught(pull(model, inside, { mirror: mirror.url }))).code).toBe("model-broken");
  const [own] = (await readManifest()).models;
  if (!own) throw new Error("lote carries no model");
  expect(await pull(own, { ...folders, carried: join(import.meta.dir, "../../../models") })).toMatchObject({
    present: true,
  });
});

test("a licence that forbids commercial use needs a yes in the settings, and nobody is asked before", async () => {
  const { folders, model } = await missingModel({ commercialUse: false, licence: "research only" });
  await using mirror = await fileServer({ "/our-clip.onnx": graph });
  const error = await caught(pull(model, folders, { mirror: mirror.url }));
  expect(error).toMatchObject({ code: "model-licence", exitCode: 6, data: { licence: "research only" } });
  expect(mirror.requests.length).toBe(0);
  await pull(model, folders, { mirror: mirror.url, allowNonCommercial: true });
  expect(stateOf(model, folders)).toBe("pulled");
});

test("two at a time do not write into the same file", async () => {
  const { folders, model } = await missingModel();
  await using mirror = await fileServer({ "/our-clip.onnx": graph });
  const other = LifeLock.take(join(folders.pulled, "pull.lock"));
  expect(await caught(pull(model, folders, { mirror: mirror.url }))).toMatchObject({
    code: "models-busy",
    exitCode: 75,
  });
  other.release();
  await pull(model, folders, { mirror: mirror.url });
});

test("who stops a download gets their own reason, and the next one goes on with what is there", async () => {
  const { folders, model } = await missingModel();
  await using mirror = await fileServer({ "/our-clip.onnx": graph }, { stopAfter: [100_000] });
  const stop = new AbortController();
  const onProgress = (done: number) => done === 100_000 && stop.abort(new Error("enough"));
  await expect(pull(model, folders, { mirror: mirror.url, signal: stop.signal, onProgress })).rejects.toThrow(
    "enough",
  );
  await pull(model, folders, { mirror: mirror.url });
  expect(mirror.requests[1]?.headers.range).toBe("bytes=100000-");
});

const disk = smallDisk(1);
skipUnless(disk !== null, "a small disk can only be mounted by root")(
  "a full disk is said to be one, and no other source is tried",
  async () => {
    const { folders, model } = await missingModel({
      sources: [{ url: "https://models.test/our-clip.onnx" }],
    });
    const pulled = join(disk ?? "", "models");
    fillDisk(disk ?? "", 200);
    await using mirror = await fileServer({ "/our-clip.onnx": graph });
    const error = await caught(pull(model, { ...folders, pulled }, { mirror: mirror.url }));
    expect(error).toMatchObject({ code: "disk-full", exitCode: 7 });
  },
);
