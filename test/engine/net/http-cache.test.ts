import { expect, test } from "bun:test";
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Fetcher } from "../../../src/engine/net/fetcher.ts";
import { HttpCache } from "../../../src/engine/net/http-cache.ts";
import { type RawHandler, rawServer, reply } from "../../fixtures/net/raw-server.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

/** Asks the same several times; says what came, from where, and what the server was asked. */
async function asked(times: number, handle: RawHandler, headers: Readonly<Record<string, string>> = {}) {
  const cacheFolder = temporaryFolder();
  await using server = await rawServer(handle);
  const answers = [];
  for (let time = 0; time < times; time++) {
    // A new one each time: what is kept is on the disk.
    const fetcher = new Fetcher({ userAgent: "lote-test", cacheFolder });
    const { body, fromCache, status } = await fetcher.fetch({
      url: `${server.url}/a?key=secret`,
      base: server.url,
      headers,
    });
    answers.push({ text: new TextDecoder().decode(body), fromCache, status });
  }
  return { answers, requests: server.requests, cacheFolder };
}

test("an answer that may be kept is not asked for again while it is fresh", async () => {
  const { answers, requests, cacheFolder } = await asked(3, (socket) =>
    reply(socket, 200, { "cache-control": "max-age=600", "set-cookie": "id=canary" }, "kept"),
  );
  expect(answers.map(({ text, fromCache }) => `${text} ${fromCache}`)).toEqual([
    "kept false",
    "kept true",
    "kept true",
  ]);
  expect(requests.length).toBe(1);
  for (const name of readdirSync(cacheFolder))
    expect(readFileSync(join(cacheFolder, name), "latin1")).not.toMatch(/secret|canary/);
});

test("one that is stale is asked about with its tag, and a 304 makes it fresh", async () => {
  const { answers, requests } = await asked(2, (socket, { headers }) =>
    headers["if-none-match"] === '"one"'
      ? reply(socket, 304, { etag: '"one"' })
      : reply(socket, 200, { etag: '"one"', "cache-control": "no-cache" }, "kept"),
  );
  expect(answers[1]).toEqual({ text: "kept", fromCache: true, status: 200 });
  expect(requests.map(({ headers }) => headers["if-none-match"])).toEqual([undefined, '"one"']);
});

test("one that has changed is replaced", async () => {
  let version = 0;
  const { answers } = await asked(2, (socket) => {
    version++;
    reply(socket, 200, { etag: `"${version}"`, "cache-control": "no-cache" }, `version ${version}`);
  });
  expect(answers.map(({ text }) => text)).toEqual(["version 1", "version 2"]);
});

test("what says that it must not be kept is not", async () => {
  const { requests, cacheFolder } = await asked(2, (socket) =>
    reply(socket, 200, { "cache-control": "no-store", etag: '"one"' }, "not kept"),
  );
  expect(requests[1]?.headers["if-none-match"]).toBeUndefined();
  expect(readdirSync(cacheFolder)).toEqual([]);
});

test("an answer to somebody with a key is never kept", async () => {
  const handle: RawHandler = (socket) =>
    reply(socket, 200, { "cache-control": "public, max-age=600" }, "mine");
  const { requests, cacheFolder } = await asked(2, handle, { authorization: "Bearer x" });
  expect(requests.length).toBe(2);
  expect(readdirSync(cacheFolder)).toEqual([]);
});

test("an answer that depends on what was asked for is kept for that only", async () => {
  await using server = await rawServer((socket, { headers }) =>
    reply(
      socket,
      200,
      { "cache-control": "max-age=600", vary: "accept-language" },
      headers["accept-language"] ?? "",
    ),
  );
  const fetcher = new Fetcher({ userAgent: "lote-test", cacheFolder: temporaryFolder() });
  const ask = async (language: string) => {
    const headers = { "accept-language": language };
    return new TextDecoder().decode(
      (await fetcher.fetch({ url: server.url, base: server.url, headers })).body,
    );
  };
  expect([await ask("es"), await ask("es"), await ask("en")]).toEqual(["es", "es", "en"]);
  expect(server.requests.length).toBe(2);
});

test("a redirect for good is remembered", async () => {
  const { answers, requests } = await asked(2, (socket, { path }) =>
    path === "/b"
      ? reply(socket, 200, { "cache-control": "max-age=600" }, "kept")
      : reply(socket, 301, { location: "/b", "cache-control": "max-age=600" }),
  );
  expect(answers[1]).toEqual({ text: "kept", fromCache: true, status: 200 });
  expect(requests.length).toBe(2);
});

test("a broken or cut file in the cache is as if it were not there", async () => {
  const cacheFolder = temporaryFolder();
  await using server = await rawServer((socket) =>
    reply(socket, 200, { "cache-control": "max-age=600" }, "kept"),
  );
  const ask = async () =>
    (await new Fetcher({ userAgent: "x", cacheFolder }).fetch({ url: server.url, base: server.url }))
      .fromCache;
  await ask();
  const [name = ""] = readdirSync(cacheFolder);
  const whole = readFileSync(join(cacheFolder, name));
  for (const broken of [
    whole.subarray(0, whole.length - 1),
    whole.subarray(0, 20),
    Buffer.from("{}\n"),
    Buffer.alloc(0),
  ]) {
    writeFileSync(join(cacheFolder, name), broken);
    expect(await ask()).toBe(false);
  }
  expect(await ask()).toBe(true);
});

test("what is not of the expected kind is not kept", async () => {
  const cacheFolder = temporaryFolder();
  await using server = await rawServer((socket) =>
    reply(socket, 200, { "cache-control": "max-age=600" }, "<html>Log in</html>"),
  );
  const fetcher = new Fetcher({ userAgent: "x", cacheFolder });
  const request = { url: server.url, base: server.url, expect: "picture" } as const;
  await expect(fetcher.fetch(request)).rejects.toMatchObject({ code: "response-type" });
  expect(readdirSync(cacheFolder)).toEqual([]);
});

/** Keeps 401 answers of 1,000 bytes, one after the other. */
async function keepMany(cache: HttpCache): Promise<void> {
  const headers = { "cache-control": "max-age=600", date: new Date().toUTCString() };
  const body = new Uint8Array(1000);
  for (let place = 0; place < 401; place++) {
    const url = new URL(`http://example.org/${place}`);
    await cache.keep({ url, headers: {}, configured: false }, { status: 200, headers, body });
  }
}

test("the folder does not grow without end: what was kept longest goes first", async () => {
  const folder = temporaryFolder();
  const cache = new HttpCache(folder, 50_000);
  await keepMany(cache);
  expect(readdirSync(folder).length).toBeLessThan(60);
  const last = { url: new URL("http://example.org/400"), headers: {}, configured: false };
  expect((await cache.find(last))?.body.length).toBe(1000);
});

test("a file that is gone before it was looked at does not keep the folder from being trimmed", async () => {
  const folder = temporaryFolder();
  symlinkSync(join(folder, "gone"), join(folder, ".renamed.part"));
  await keepMany(new HttpCache(folder, 50_000));
  expect(readdirSync(folder).length).toBeLessThan(60);
});

test("a cache that cannot be written is none", async () => {
  const fetcher = new Fetcher({ userAgent: "x", cacheFolder: "/dev/null/cache" });
  await using server = await rawServer((socket) =>
    reply(socket, 200, { "cache-control": "max-age=600" }, "fine"),
  );
  for (let times = 0; times < 2; times++)
    expect((await fetcher.fetch({ url: server.url, base: server.url })).fromCache).toBe(false);
});
