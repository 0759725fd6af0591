import { expect, test } from "bun:test";
import { Fetcher, type NetRequest } from "../../../src/engine/net/fetcher.ts";
import { failedOutcome } from "../../../src/engine/run/failure.ts";
import { caught } from "../../fixtures/net/caught.ts";
import { type RawHandler, rawServer, reply } from "../../fixtures/net/raw-server.ts";

const fetcher = new Fetcher({ userAgent: "lote/1.0 (https://example.org)" });
const text = (body: Uint8Array) => new TextDecoder().decode(body);

/** One request to a server that answers with `handle`. */
async function once(handle: RawHandler, more: Partial<NetRequest> = {}) {
  await using server = await rawServer(handle);
  const { requests } = server;
  return await fetcher.fetch({ url: server.url, base: server.url, ...more }).then(
    (answer) => ({ answer, error: undefined, requests }),
    (error: unknown) => ({ answer: undefined, error, requests }),
  );
}

test("a request says who asks, and an answer comes whole, unpacked and with its header", async () => {
  const packed = Bun.gzipSync("hello ".repeat(1000));
  const { answer, requests } = await once(
    (socket) => reply(socket, 200, { "Content-Encoding": "gzip", "X-Kind": "test" }, packed),
    { headers: { "X-Mine": "yes" } },
  );
  expect(text(answer?.body ?? new Uint8Array())).toBe("hello ".repeat(1000));
  expect(answer).toMatchObject({
    status: 200,
    kind: "unknown",
    fromCache: false,
    headers: { "x-kind": "test" },
  });
  expect(requests[0]?.headers).toMatchObject({
    ...{ "user-agent": "lote/1.0 (https://example.org)", "accept-encoding": "gzip", "x-mine": "yes" },
  });
});

test("a turn that is waited for on the way to where a redirect leads counts for nothing of the whole time", async () => {
  const patient = new Fetcher({ userAgent: "lote-test" });
  await using server = await rawServer((socket, { path }) => {
    if (path === "/there") return reply(socket, 200, {}, "there");
    patient.pause(new URL(server.url).host, 2000);
    reply(socket, 302, { location: "/there" });
  });
  const deadlines = { total: 1500 };
  const answer = await patient.fetch({ url: `${server.url}/here`, base: server.url, deadlines });
  expect(text(answer.body)).toBe("there");
});

test("JSON is sent as a POST and read back", async () => {
  await using server = await rawServer((socket, { body }) => reply(socket, 200, {}, `{"got":${body}}`));
  const got = await fetcher.json({ url: server.url, base: server.url, json: { año: 1 } });
  expect(got).toEqual({ got: { "a\u00c3\u00b1o": 1 } });
  expect(server.requests[0]).toMatchObject({
    ...{ method: "POST", headers: { "content-type": "application/json", "content-length": "10" } },
  });
});

test("what claims to be JSON and is none is the wrong type", async () => {
  for (const body of ["<html></html>", '{"a":', "", "null"]) {
    await using server = await rawServer((socket) =>
      reply(socket, 200, { "content-type": "application/json" }, body),
    );
    expect((await caught(fetcher.json({ url: server.url, base: server.url }))).code).toBe("response-type");
  }
});

test("a picture is known by its bytes and not by what the server calls it", async () => {
  const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0);
  const good = await once((socket) => reply(socket, 200, { "content-type": "text/html" }, png), {
    expect: "picture",
  });
  expect(good.answer?.kind).toBe("png");
  const page = "<!doctype html><title>404</title>";
  const bad = await once((socket) => reply(socket, 200, { "content-type": "image/png" }, page), {
    expect: "picture",
  });
  expect(bad.error).toMatchObject({ code: "response-type", data: { found: "html", wanted: "picture" } });
});

test("what is not of the expected kind is not read to its end", async () => {
  const { error } = await once(
    (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\n\r\n<!doctype html>${" ".repeat(10_000)}`);
      // And then nothing, for as long as one likes.
    },
    { expect: "picture", deadlines: { idle: 60_000 } },
  );
  expect(error).toMatchObject({ code: "response-type" });
});

test("each kind of refusal has its own code, and says whether to come back", async () => {
  const expected = {
    ...{ 400: "http-refused permanent", 401: "http-refused permanent", 403: "http-refused permanent" },
    ...{ 404: "http-refused permanent", 410: "http-refused permanent", 304: "http-refused permanent" },
    ...{ 408: "http-failed transient", 409: "http-failed transient", 425: "http-failed transient" },
    ...{ 429: "rate-limited transient", 500: "http-failed transient", 503: "http-failed transient" },
    ...{ 302: "http-refused permanent" },
  };
  await using server = await rawServer((socket, { path }) => reply(socket, Number(path.slice(1)), {}, "no"));
  for (const [status, kind] of Object.entries(expected)) {
    // One each: after a 429 the host is left alone.
    const { code, retry, data } = await caught(
      new Fetcher({ userAgent: "x" }).fetch({ url: `${server.url}/${status}`, base: server.url }),
    );
    expect(`${status} ${code} ${retry}`).toBe(`${status} ${kind}`);
    expect(data.status).toBe(Number(status));
  }
});

test("a status that the caller wants to see is an answer", async () => {
  const { answer } = await once((socket) => reply(socket, 404, {}, "none"), {
    statuses: [404],
    expect: "picture",
  });
  expect(answer?.status).toBe(404);
  expect(text(answer?.body ?? new Uint8Array())).toBe("none");
});

test("a server that says when to come back is not asked before, and the engine is told", async () => {
  const busy = new Fetcher({ userAgent: "lote-test" });
  await using server = await rawServer((socket) => reply(socket, 429, { "retry-after": "3600" }));
  const request = { url: server.url, base: server.url };
  const error = await caught(busy.fetch(request));
  expect(error).toMatchObject({ code: "rate-limited", retryAfterMs: 3_600_000 });
  const outcome = failedOutcome(error, "fetch", { attempts: 0 }, 1000);
  expect(outcome).toMatchObject({ to: "retry" });
  expect(outcome.to === "retry" && outcome.dueAt).toBeGreaterThanOrEqual(3_601_000);

  const second = await caught(busy.fetch(request));
  expect(second.code).toBe("rate-limited");
  expect(second.retryAfterMs).toBeGreaterThan(3_500_000);
  expect(server.requests.length).toBe(1);
});

test("a server that asks to be left alone without saying for how long is left alone for seconds", async () => {
  const busy = new Fetcher({ userAgent: "lote-test" });
  await using server = await rawServer((socket) => reply(socket, 429));
  const request = { url: server.url, base: server.url };
  expect((await caught(busy.fetch(request))).retryAfterMs).toBe(5000);
  const hasty = new AbortController();
  const second = busy.fetch({ ...request, signal: hasty.signal });
  await Bun.sleep(20);
  hasty.abort(new Error("enough"));
  await expect(second).rejects.toThrow("enough");
  expect(server.requests.length).toBe(1);
});

test("a server in trouble may say when to come back too", async () => {
  const { error } = await once((socket) => reply(socket, 503, { "retry-after": "7200" }));
  expect(error).toMatchObject({ code: "http-failed", retryAfterMs: 7_200_000 });
});

test("no answer from a closed port or an unknown name is worth another try", async () => {
  const server = await rawServer(() => {});
  await server[Symbol.asyncDispose]();
  expect(await caught(fetcher.fetch({ url: server.url, base: server.url }))).toMatchObject({
    ...{ code: "net-unreachable", retry: "transient" },
  });
  const nobody = new Fetcher({ userAgent: "x", resolver: async () => [] });
  expect((await caught(nobody.fetch({ url: "http://nobody.test/" }))).code).toBe("net-unreachable");
});

test("an address that does not answer is passed over for one that does", async () => {
  await using server = await rawServer((socket) => reply(socket, 200, {}, "fine"));
  const both = new Fetcher({ userAgent: "x", resolver: async () => ["127.0.0.77", "127.0.0.1"] });
  const url = `http://both.test:${server.port}/`;
  expect(text((await both.fetch({ url, base: url })).body)).toBe("fine");
});

test("no secret that was sent stands in any error, nor in what is printed of it", async () => {
  const canary = "canary7f3a9c51";
  const handlers: RawHandler[] = [
    (socket) => reply(socket, 401),
    (socket) => reply(socket, 500, {}, canary),
    (socket) => reply(socket, 429),
    (socket) => reply(socket, 302, { location: `http://127.0.0.2/?key=${canary}` }),
    (socket) => reply(socket, 302, { location: `http://me:${canary}@example.org/` }),
    (socket) => reply(socket, 302, { location: `file:///?${canary}` }),
    (socket) => socket.end("nonsense"),
    (socket) => socket.end(),
    () => {},
  ];
  for (const handle of handlers) {
    await using server = await rawServer(handle);
    const error = await caught(
      fetcher.fetch({
        ...{
          url: `${server.url}/path?key=${canary}#${canary}`,
          base: server.url,
          method: "POST",
          body: canary,
        },
        ...{ headers: { authorization: `Bearer ${canary}` }, deadlines: { firstByte: 20 } },
      }),
    );
    const { code, message, data, stack, cause } = error;
    expect(Bun.inspect({ code, message, data, stack, cause }, { depth: 9 })).not.toContain(canary);
    expect(Bun.inspect(error, { depth: 9 })).not.toContain(canary);
  }
  for (const url of [`http://me:${canary}@example.org/`, `http://a b/?${canary}`, `nonsense?${canary}`])
    expect(Bun.inspect(await caught(fetcher.fetch({ url })), { depth: 9 })).not.toContain(canary);
});

test("a key goes to the origin it is meant for and not where that sends on to", async () => {
  await using other = await rawServer((socket) => reply(socket, 200, {}, "other"));
  await using server = await rawServer((socket) =>
    reply(socket, 302, { location: `http://elsewhere.test:${other.port}/` }),
  );
  const world = new Fetcher({
    ...{ userAgent: "x", resolver: async () => ["93.184.216.1"] },
    route: ({ port }) => ({ addresses: ["127.0.0.1"], port }),
  });
  await world.fetch({
    url: server.url,
    base: server.url,
    headers: { Authorization: "Bearer x", "x-api-key": "x" },
  });
  expect(server.requests[0]?.headers).toMatchObject({ authorization: "Bearer x", "x-api-key": "x" });
  expect(Object.keys(other.requests[0]?.headers ?? {})).not.toContain("authorization");
  expect(Object.keys(other.requests[0]?.headers ?? {})).not.toContain("x-api-key");
});

test("a host gets no more requests at a time than it is fit for", async () => {
  let inside = 0;
  let most = 0;
  await using server = await rawServer(async (socket) => {
    most = Math.max(most, ++inside);
    await Bun.sleep(2);
    inside--;
    reply(socket, 200, {}, "fine");
  });
  const polite = new Fetcher({ userAgent: "x", limits: () => ({ concurrency: 2, intervalMs: 0 }) });
  await Promise.all(Array.from({ length: 10 }, () => polite.fetch({ url: server.url, base: server.url })));
  expect(most).toBe(2);
});
