import { expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readNpmSettings } from "../../../src/engine/models/npm-settings.ts";
import { downloadPackageFile } from "../../../src/engine/models/package-source.ts";
import { Fetcher } from "../../../src/engine/net/fetcher.ts";
import { randomOf } from "../../../src/engine/seeded-random.ts";
import { caught } from "../../fixtures/net/caught.ts";
import { type FileServer, fileServer, registryPackage } from "../../fixtures/net/file-server.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

const random = randomOf("package");
/** It cannot be packed any smaller. */
const content = Uint8Array.from({ length: 200_000 }, () => random.whole(0, 255));
const files = { "package.json": "{}", "model/a.onnx": content, "model/b.onnx": "another" };
const source = { package: "@scope/models", version: "1.2.3", path: "model/a.onnx" };

/** Gets the file from a registry of this machine that npm is configured for. */
function from(
  { url, port }: FileServer,
  change: Partial<typeof source & { integrity: string }> = {},
  maxBytes = 1e7,
) {
  const part = join(temporaryFolder(), "a.onnx.part");
  const environment = { npm_config_registry: url, [`npm_config_//127.0.0.1:${port}/:_authToken`]: "token" };
  const npm = readNpmSettings({ environment, home: "/none", projectFile: null });
  const fetcher = new Fetcher({ userAgent: "lote-test" });
  const get = () =>
    downloadPackageFile({ ...source, ...change }, { fetcher, npm, part, maxBytes, onProgress: () => {} });
  return { part, get };
}

test("one file is taken out of a package of the registry that npm is configured for, with its key", async () => {
  const authorization = "Bearer token";
  await using server = await fileServer(await registryPackage("@scope/models", "1.2.3", files), {
    authorization,
  });
  const { part, get } = from(server);
  await get();
  expect(new Uint8Array(readFileSync(part))).toEqual(content);
  expect(readdirSync(dirname(part))).toEqual(["a.onnx.part"]);
  expect(server.requests.map(({ path }) => path)).toEqual([
    "/@scope%2fmodels",
    "/@scope/models/-/models-1.2.3.tgz",
  ]);
});

test("other files of the same package are kept of the one tarball, and one that it has not is no matter", async () => {
  await using server = await fileServer(await registryPackage("@scope/models", "1.2.3", files));
  const { part } = from(server);
  const environment = { npm_config_registry: server.url };
  await downloadPackageFile(source, {
    fetcher: new Fetcher({ userAgent: "lote-test" }),
    npm: readNpmSettings({ environment, home: "/none", projectFile: null }),
    ...{ part, maxBytes: 1e7, onProgress: () => {} },
    alongside: [
      { path: "model/b.onnx", part: join(dirname(part), "b.part") },
      { path: "model/c.onnx", part: join(dirname(part), "c.part") },
    ],
  });
  expect(readFileSync(join(dirname(part), "b.part"), "utf8")).toBe("another");
  expect(readdirSync(dirname(part)).sort()).toEqual(["a.onnx.part", "b.part"]);
  expect(server.requests.filter(({ path }) => path.endsWith(".tgz"))).toHaveLength(1);
});

test("npm's own addresses in a mirror's description are asked of the mirror", async () => {
  const tarball = "https://registry.npmjs.org/@scope/models/-/models-1.2.3.tgz";
  await using server = await fileServer(await registryPackage("@scope/models", "1.2.3", files, { tarball }));
  const { part, get } = from(server);
  await get();
  expect(readFileSync(part).length).toBe(content.length);
});

test("a registry may not send to another place inside", async () => {
  await using inside = await fileServer({ "/secret.tgz": "secret" });
  const tarball = `${inside.url}/secret.tgz`;
  await using server = await fileServer(await registryPackage("@scope/models", "1.2.3", files, { tarball }));
  expect((await caught(from(server).get())).code).toBe("address-refused");
  expect(inside.connections()).toBe(0);
});

test("a tarball that is broken off is gone on with", async () => {
  // The description is served whole, the tarball stops in the middle.
  const stopAfter = [1e6, 60_000];
  await using server = await fileServer(await registryPackage("@scope/models", "1.2.3", files), {
    stopAfter,
  });
  const { part, get } = from(server);
  const broken = caught(get());
  while (Bun.file(`${part}.tgz`).size < 60_000) await Bun.sleep(1);
  for (const socket of server.stopped) socket.destroy();
  expect((await broken).code).toBe("net-broken-off");
  await get();
  expect(new Uint8Array(readFileSync(part))).toEqual(content);
  expect(server.requests.at(-1)?.headers.range).toBe("bytes=60000-");
});

test("what the registry or the package has not is said", async () => {
  await using server = await fileServer(await registryPackage("@scope/models", "1.2.3", files));
  expect(await caught(from(server, { version: "9.9.9" }).get())).toMatchObject({
    ...{ code: "model-broken", message: expect.stringContaining("has no @scope/models@9.9.9") },
  });
  expect(await caught(from(server, { path: "model/c.onnx" }).get())).toMatchObject({
    ...{ code: "model-broken", message: expect.stringContaining("model/c.onnx") },
  });
  expect((await caught(from(server, { package: "@scope/other" }).get())).code).toBe("http-refused");
});

test("a tarball that is not the promised one is thrown away, the manifest's promise before the registry's", async () => {
  const integrity = `sha512-${Buffer.alloc(64).toString("base64")}`;
  await using wrong = await fileServer(await registryPackage("@scope/models", "1.2.3", files, { integrity }));
  const { part, get } = from(wrong);
  expect(await caught(get())).toMatchObject({
    code: "model-broken",
    message: expect.stringContaining("SHA-512"),
  });
  expect(existsSync(part) || existsSync(`${part}.tgz`)).toBe(false);
  await using right = await fileServer(await registryPackage("@scope/models", "1.2.3", files));
  expect((await caught(from(right, { integrity }).get())).code).toBe("model-broken");
});

test("a tarball that is none, is cut or unpacks to too much is refused", async () => {
  const whole = await registryPackage("@scope/models", "1.2.3", files);
  const at = "/@scope/models/-/models-1.2.3.tgz";
  const serving = (change: (bytes: Uint8Array) => Uint8Array) => (url: string) => {
    const all = whole(url);
    const tarball = change(all[at] as Uint8Array);
    const sha512 = new Bun.CryptoHasher("sha512").update(tarball).digest("base64");
    const packument = String(all["/@scope%2fmodels"]).replace(/sha512-[^"]+/, `sha512-${sha512}`);
    return { ...all, "/@scope%2fmodels": packument, [at]: tarball };
  };
  for (const change of [
    () => new TextEncoder().encode("no tarball at all"),
    (bytes: Uint8Array) => bytes.subarray(0, bytes.length / 2),
  ]) {
    await using server = await fileServer(serving(change));
    expect((await caught(from(server).get())).code).toBe("model-broken");
  }
  const bomb = await registryPackage("@scope/models", "1.2.3", {
    "zeros.bin": new Uint8Array(3e6),
    ...files,
  });
  await using server = await fileServer(bomb);
  expect((await caught(from(server, {}, 1e6).get())).code).toBe("model-broken");
});

test("links and folders in a package are no files", async () => {
  const folder = temporaryFolder();
  Bun.spawnSync(
    ["sh", "-c", "mkdir -p package/model && ln -s /etc/passwd package/model/a.onnx && tar czf a.tgz package"],
    { cwd: folder },
  );
  const tarball = readFileSync(join(folder, "a.tgz"));
  const at = "/@scope/models/-/models-1.2.3.tgz";
  await using server = await fileServer((url) => ({
    "/@scope%2fmodels": JSON.stringify({ versions: { "1.2.3": { dist: { tarball: url + at } } } }),
    [at]: tarball,
  }));
  const { part, get } = from(server);
  expect((await caught(get())).code).toBe("model-broken");
  expect(existsSync(part)).toBe(false);
});
