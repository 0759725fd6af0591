import { expect, test } from "bun:test";
import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { download, forgetPart } from "../../../src/engine/net/download.ts";
import { Fetcher } from "../../../src/engine/net/fetcher.ts";
import { caught } from "../../fixtures/net/caught.ts";
import { type RawHandler, type RawRequest, rawServer, reply } from "../../fixtures/net/raw-server.ts";
import { fillDisk, smallDisk } from "../../fixtures/small-disk.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { skipUnless } from "../../support/skip.ts";

const fetcher = new Fetcher({ userAgent: "lote-test" });
const content = Uint8Array.from({ length: 300_000 }, (_, at) => (at * 2654435761) >>> 24);
const etag = '"version one"';

/** The first byte that is wanted, if a part is, and of this version. */
function wantedStart({ headers }: RawRequest, validator: string): number {
  if (headers["if-range"] !== validator) return 0;
  return Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0);
}

/** Sockets of answers that stopped in the middle. */
const stopped: Socket[] = [];

/** Serves a file with its parts; the first `breaks` answers stop after 100,000 bytes. */
function serving(breaks: number, file = content, validator: Record<string, string> = { etag }): RawHandler {
  let left = breaks;
  return (socket, request) => {
    const start = wantedStart(request, Object.values(validator)[0] ?? "none");
    const rest = file.subarray(start);
    const range = start > 0 ? { "content-range": `bytes ${start}-${file.length - 1}/${file.length}` } : {};
    const header = { ...validator, ...range, "content-length": rest.length };
    if (left-- <= 0) return reply(socket, start > 0 ? 206 : 200, header, rest);
    const lines = Object.entries(header).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`HTTP/1.1 ${start > 0 ? 206 : 200} Status\r\n${lines.join("")}\r\n`);
    socket.write(rest.subarray(0, 100_000));
    stopped.push(socket);
  };
}

function target(url: string) {
  const part = join(temporaryFolder(), "file.part");
  const progress: [number, number | null][] = [];
  const onProgress = (done: number, total: number | null) => {
    progress.push([done, total]);
    // All that a server that stopped has sent is there: now it breaks off.
    if (done > 0 && done % 100_000 === 0) for (const socket of stopped.splice(0)) socket.destroy();
  };
  const options = { part, onProgress };
  return { part, progress, options, get: () => download(fetcher, { url, base: url }, options) };
}

test("a file is downloaded whole, and its progress told", async () => {
  await using server = await rawServer(serving(0));
  const { part, progress, get } = target(server.url);
  expect(await get()).toBe(content.length);
  expect(new Uint8Array(readFileSync(part))).toEqual(content);
  expect(progress[0]).toEqual([0, content.length]);
  expect(progress.at(-1)).toEqual([content.length, content.length]);
  expect(server.requests[0]?.headers["accept-encoding"]).toBe("identity");
});

test("a download that breaks off goes on where it was, until it is whole", async () => {
  await using server = await rawServer(serving(2));
  const { part, get } = target(server.url);
  expect(await caught(get())).toMatchObject({ code: "net-broken-off", retry: "transient" });
  expect(await caught(get())).toMatchObject({ code: "net-broken-off" });
  expect(await get()).toBe(content.length);
  expect(new Uint8Array(readFileSync(part))).toEqual(content);
  expect(server.requests.map(({ headers }) => headers.range)).toEqual([
    undefined,
    "bytes=100000-",
    "bytes=200000-",
  ]);
});

test("a file that changed meanwhile is downloaded anew and not glued together", async () => {
  const other = content.toReversed();
  const handlers = [serving(1), serving(0, other, { etag: '"version two"' })];
  await using server = await rawServer((socket, request) => handlers.shift()?.(socket, request));
  const { part, get } = target(server.url);
  await caught(get());
  expect(await get()).toBe(other.length);
  expect(new Uint8Array(readFileSync(part))).toEqual(other);
});

test("without a strong validator there is nothing to go on with", async () => {
  for (const validator of [{ etag: 'W/"weak"' }, {}]) {
    await using server = await rawServer(serving(1, content, validator));
    const { part, get } = target(server.url);
    await caught(get());
    expect(await get()).toBe(content.length);
    expect(new Uint8Array(readFileSync(part))).toEqual(content);
    expect(server.requests[1]?.headers.range).toBeUndefined();
  }
});

test("the time of the last change serves where there is no tag", async () => {
  const changed = "Wed, 21 Oct 2026 07:28:00 GMT";
  await using server = await rawServer(serving(1, content, { "last-modified": changed }));
  const { part, get } = target(server.url);
  await caught(get());
  await get();
  expect(server.requests[1]?.headers).toMatchObject({ range: "bytes=100000-", "if-range": changed });
  expect(new Uint8Array(readFileSync(part))).toEqual(content);
});

test("a server that sends another part than was asked for is asked for the whole", async () => {
  const answers: RawHandler[] = [
    serving(1),
    (socket) => reply(socket, 206, { etag, "content-range": "bytes 0-9/300000" }, content.subarray(0, 10)),
    serving(0),
  ];
  await using server = await rawServer((socket, request) => answers.shift()?.(socket, request));
  const { part, get } = target(server.url);
  await caught(get());
  expect(await get()).toBe(content.length);
  expect(new Uint8Array(readFileSync(part))).toEqual(content);
});

test("a file that is whole already, though nobody noted it, is not sent again", async () => {
  const answers: RawHandler[] = [
    serving(0),
    (socket) => reply(socket, 416, { "content-range": `bytes */${content.length}` }),
  ];
  await using server = await rawServer((socket, request) => answers.shift()?.(socket, request));
  const { part, get } = target(server.url);
  await get();
  expect(await get()).toBe(content.length);
  expect(new Uint8Array(readFileSync(part))).toEqual(content);
});

test("a part that is longer than the file is thrown away", async () => {
  const answers: RawHandler[] = [
    serving(1),
    (socket) => reply(socket, 416, { "content-range": "bytes */5" }),
    serving(0),
  ];
  await using server = await rawServer((socket, request) => answers.shift()?.(socket, request));
  const { part, get } = target(server.url);
  await caught(get());
  expect(await get()).toBe(content.length);
  expect(new Uint8Array(readFileSync(part))).toEqual(content);
});

test("parts that nobody asked for are not a file", async () => {
  for (const status of [206, 416]) {
    await using server = await rawServer((socket) =>
      reply(socket, status, { "content-range": "bytes 5-9/10" }, "56789"),
    );
    expect((await caught(target(server.url).get())).code).toBe("response-broken");
    expect(server.requests.length).toBe(1);
  }
});

test("a part of another address is not gone on with", async () => {
  await using server = await rawServer(serving(1));
  const part = join(temporaryFolder(), "file.part");
  const { options } = target(server.url);
  const get = (path: string) =>
    download(fetcher, { url: server.url + path, base: server.url }, { ...options, part });
  await caught(get("/one?key=secret"));
  expect(readFileSync(`${part}.json`, "utf8")).not.toContain("secret");
  await get("/two");
  expect(server.requests[1]?.headers.range).toBeUndefined();
  await forgetPart(part);
  expect(existsSync(part) || existsSync(`${part}.json`)).toBe(false);
});

test("a page in place of a file leaves nothing behind", async () => {
  await using server = await rawServer((socket) =>
    reply(socket, 200, {}, "<!doctype html><html>Log in</html>"),
  );
  const part = join(temporaryFolder(), "file.part");
  const request = { url: server.url, base: server.url, expect: "data" } as const;
  expect((await caught(download(fetcher, request, { part }))).code).toBe("response-type");
  expect(readFileSync(part).length).toBe(0);
});

const disk = smallDisk(1);
skipUnless(disk !== null, "a small disk can only be mounted by root")(
  "a full disk is said to be one, and with space again the download goes on",
  async () => {
    await using server = await rawServer(serving(0));
    const ballast = fillDisk(disk ?? "", 200);
    const part = join(disk ?? "", "file.part");
    const get = () => download(fetcher, { url: server.url, base: server.url }, { part });
    expect(await caught(get())).toMatchObject({ code: "disk-full", exitCode: 7 });
    const { size } = statSync(part);
    expect(size).toBeGreaterThan(0);
    rmSync(ballast);
    expect(await get()).toBe(content.length);
    expect(server.requests[1]?.headers.range).toBe(`bytes=${size}-`);
  },
);
