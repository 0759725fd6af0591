// Servers that never end, say too much, say nonsense or break off. What they get is an error of its own kind, in time,
// and what they send is neither believed nor kept in memory.
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Socket } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { Fetcher, type NetRequest } from "../../../src/engine/net/fetcher.ts";
import { caught } from "../../fixtures/net/caught.ts";
import { type RawServer, rawServer, reply } from "../../fixtures/net/raw-server.ts";

const head = "HTTP/1.1 200 OK\r\n";

/** Writes something again and again for as long as anybody reads it. */
function forEver(socket: Socket, piece: string | Uint8Array): void {
  const write = () => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.on("drain", write);
  write();
}

/** Writes something every few milliseconds. */
function drip(socket: Socket, piece: string): void {
  const timer = setInterval(() => {
    if (socket.destroyed) clearInterval(timer);
    else socket.write(piece);
  }, 2);
}

const bomb = gzipSync(new Uint8Array(64e6), { level: 9 });
const brotliBomb = brotliCompressSync(new Uint8Array(8e6));
const manyEmptyMembers = Buffer.concat(Array<Buffer>(3000).fill(gzipSync("")));

const behaviours: Readonly<Record<string, (socket: Socket) => void>> = {
  "/silent": () => {},
  "/hang-up": (socket) => socket.end(),
  "/header-drip": (socket) => {
    socket.write(head);
    drip(socket, "x-more: header\r\n");
  },
  "/endless-header": (socket) => {
    socket.write(head);
    forEver(socket, `x-more: ${"y".repeat(4000)}\r\n`);
  },
  "/endless-hints": (socket) => drip(socket, "HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n"),
  "/body-drip": (socket) => {
    socket.write(`${head}content-length: 1000000\r\n\r\n`);
    drip(socket, "x");
  },
  "/body-stops": (socket) => socket.write(`${head}content-length: 10\r\n\r\nhello`),
  "/endless-body": (socket) => {
    socket.write(`${head}\r\n`);
    forEver(socket, new Uint8Array(65536));
  },
  "/endless-chunks": (socket) => {
    socket.write(`${head}transfer-encoding: chunked\r\n\r\n`);
    forEver(socket, `10000\r\n${"x".repeat(65536)}\r\n`);
  },
  "/lying-length": (socket) => {
    socket.write(`${head}content-length: 999999999999\r\n\r\n`);
  },
  "/gzip-bomb": (socket) => reply(socket, 200, { "content-encoding": "gzip" }, bomb),
  "/brotli-bomb": (socket) => reply(socket, 200, { "content-encoding": "br" }, brotliBomb),
  "/empty-members": (socket) => {
    socket.write(`${head}content-encoding: gzip\r\n\r\n`);
    forEver(socket, manyEmptyMembers);
  },
  "/cut-gzip": (socket) =>
    reply(socket, 200, { "content-encoding": "gzip" }, gzipSync("x".repeat(1000)).subarray(0, 20)),
  "/no-gzip": (socket) => reply(socket, 200, { "content-encoding": "gzip" }, "plain text"),
  "/odd-encoding": (socket) => reply(socket, 200, { "content-encoding": "gzip, gzip" }, "x"),
  "/too-short": (socket) => reply(socket, 200, { "content-length": 100 }, "short"),
  "/too-long": (socket) => reply(socket, 200, { "content-length": 2 }, "ok and more"),
  "/cut-chunk": (socket) => socket.end(`${head}transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n5\r\nhe`),
  "/bad-chunk": (socket) => socket.end(`${head}transfer-encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n`),
  "/two-lengths": (socket) => socket.end(`${head}content-length: 2\r\ncontent-length: 5\r\n\r\nhello`),
  "/both-framings": (socket) =>
    socket.end(`${head}transfer-encoding: chunked\r\ncontent-length: 2\r\n\r\n5\r\nhello\r\n0\r\n\r\n`),
  "/reset": (socket) => {
    socket.write(`${head}content-length: 100\r\n\r\nhello`, () =>
      setTimeout(() => socket.resetAndDestroy(), 5),
    );
  },
  "/no-http": (socket) => socket.end("SSH-2.0-OpenSSH_9.9\r\n"),
  "/switch": (socket) =>
    socket.end("HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"),
  "/loop": (socket) => reply(socket, 302, { location: "/loop" }),
  "/endless-redirect": (socket) => {
    socket.write("HTTP/1.1 302 Found\r\nlocation: /fine\r\n\r\n");
    forEver(socket, new Uint8Array(65536));
  },
  "/fine": (socket) => reply(socket, 200, {}, "fine"),
};

let server: RawServer;
const fetcher = new Fetcher({ userAgent: "lote-test" });
const quick = { dns: 1000, connect: 1000, firstByte: 40, idle: 40, total: 3000 };
const request = (path: string, more: Partial<NetRequest> = {}): NetRequest => ({
  ...{ url: server.url + path, base: server.url, maxBytes: 1e6, deadlines: quick, ...more },
});
const fails = (path: string, more?: Partial<NetRequest>) => caught(fetcher.fetch(request(path, more)));

beforeAll(async () => {
  server = await rawServer((socket, { path }) => {
    const [count] = /\d+$/.exec(path) ?? [];
    if (path.startsWith("/redirects/"))
      reply(socket, 302, { location: count === "1" ? "/fine" : `/redirects/${Number(count) - 1}` });
    else behaviours[path]?.(socket);
  });
});
afterAll(() => server[Symbol.asyncDispose]());

test("a server that says nothing, or its header or its hints without end, is left after the time for the first byte", async () => {
  for (const path of ["/silent", "/header-drip", "/endless-hints"]) {
    const error = await fails(path);
    expect(`${path} ${error.code} ${error.data.phase}`).toBe(`${path} net-timeout first-byte`);
    expect(error.retry).toBe("transient");
  }
});

test("a body that stops is left after the time between two pieces, and one that trickles after the whole time", async () => {
  expect(await fails("/body-stops")).toMatchObject({ code: "net-timeout", data: { phase: "idle" } });
  const deadlines = { ...quick, total: 60 };
  expect(await fails("/body-drip", { deadlines })).toMatchObject({
    code: "net-timeout",
    data: { phase: "total" },
  });
});

test("a name that is looked up for ever, and a server that never ends its greeting, have phases of their own", async () => {
  const endless = new Fetcher({ userAgent: "x", resolver: () => new Promise(() => {}) });
  const deadlines = { ...quick, dns: 20, connect: 20 };
  expect(await caught(endless.fetch({ url: "http://slow.test/", deadlines }))).toMatchObject({
    ...{ code: "net-timeout", data: { phase: "DNS", host: "slow.test" } },
  });
  const url = server.url.replace("http:", "https:");
  expect(await caught(fetcher.fetch({ url, base: url, deadlines }))).toMatchObject({
    ...{ code: "net-timeout", data: { phase: "connect" } },
  });
});

test("a header without end is cut off", async () => {
  const before = server.written();
  expect((await fails("/endless-header", { deadlines: { ...quick, firstByte: 3000 } })).code).toBe(
    "response-broken",
  );
  expect(server.written() - before).toBeLessThan(20e6);
});

test("a body without end is read as far as allowed and no further", async () => {
  for (const path of ["/endless-body", "/endless-chunks", "/empty-members"]) {
    const before = server.written();
    const error = await fails(path);
    expect(`${path} ${error.code}`).toBe(`${path} response-too-large`);
    expect(error.retry).toBe("permanent");
    // The rest is what fits into the buffers of two sockets.
    expect(server.written() - before).toBeLessThan(20e6);
  }
});

test("a body that says itself that it is too large is not begun", async () => {
  expect((await fails("/lying-length")).code).toBe("response-too-large");
});

test("a bomb does not unfold: the limit counts what comes out", async () => {
  expect(bomb.length).toBeLessThan(1e5);
  for (const path of ["/gzip-bomb", "/brotli-bomb"])
    expect((await fails(path)).code).toBe("response-too-large");
});

test("a packed body that is cut, not packed at all or packed in an unknown way is broken", async () => {
  for (const path of ["/cut-gzip", "/no-gzip", "/odd-encoding"])
    expect(`${path} ${(await fails(path)).code}`).toBe(`${path} response-broken`);
});

test("a body that ends before its end is broken off, and worth another try", async () => {
  for (const path of ["/too-short", "/cut-chunk", "/reset", "/hang-up"]) {
    const error = await fails(path);
    expect(`${path} ${error.code} ${error.retry}`).toBe(`${path} net-broken-off transient`);
  }
});

test("what is said beyond the end of a body belongs to nobody", async () => {
  const { body } = await fetcher.fetch(request("/too-long"));
  expect(new TextDecoder().decode(body)).toBe("ok");
  expect(new TextDecoder().decode((await fetcher.fetch(request("/fine"))).body)).toBe("fine");
});

test("an answer whose length could be read in two ways is not read", async () => {
  for (const path of ["/two-lengths", "/both-framings", "/bad-chunk", "/no-http", "/switch"])
    expect(`${path} ${(await fails(path)).code}`).toMatch(/response-broken|net-broken-off/);
});

test("five redirects are followed, the sixth is not, and the page of a redirect is not read", async () => {
  // How long it takes is not asked here: a busy machine is slow.
  const deadlines = { firstByte: 10_000, idle: 10_000, total: 30_000 };
  expect((await fetcher.fetch(request("/redirects/5", { deadlines }))).url).toBe(`${server.url}/fine`);
  expect((await fails("/redirects/6", { deadlines })).code).toBe("too-many-redirects");
  expect((await fails("/loop", { deadlines })).code).toBe("too-many-redirects");
  const before = server.written();
  expect(new TextDecoder().decode((await fetcher.fetch(request("/endless-redirect"))).body)).toBe("fine");
  expect(server.written() - before).toBeLessThan(20e6);
});

test("while servers keep every place of theirs busy, another one is served at full speed", async () => {
  await using other = await rawServer((socket) => reply(socket, 200, {}, "fine"));
  const stop = new AbortController();
  const deadlines = { ...quick, firstByte: 60_000, idle: 60_000, total: 60_000 };
  const stuck = Array.from({ length: 12 }, () =>
    fails("/body-drip", { deadlines, signal: stop.signal }).catch(String),
  );
  for (let times = 0; times < 20; times++) await fetcher.fetch({ url: other.url, base: other.url });
  stop.abort(new Error("enough"));
  expect(await Promise.all(stuck)).toEqual(Array(12).fill("Error: enough"));
});

test("a caller that gives up gets its own reason, at every stage", async () => {
  for (const path of ["/silent", "/body-drip"]) {
    const stop = new AbortController();
    const deadlines = { ...quick, firstByte: 5000, idle: 5000 };
    const running = fetcher.fetch(request(path, { deadlines, signal: stop.signal }));
    setTimeout(() => stop.abort(new Error("enough")), 10);
    await expect(running).rejects.toThrow("enough");
  }
  await expect(
    fetcher.fetch(request("/fine", { signal: AbortSignal.abort(new Error("never")) })),
  ).rejects.toThrow("never");
});
