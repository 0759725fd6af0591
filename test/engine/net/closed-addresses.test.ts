// Every way we know of to lead a program that opens strangers' addresses to where strangers may not go. "Inside" is a
// real server of this machine; the tests count who reached it.
import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { Fetcher } from "../../../src/engine/net/fetcher.ts";
import { caught } from "../../fixtures/net/caught.ts";
import { laboratory, publicAddress } from "../../fixtures/net/laboratory.ts";
import { type RawServer, rawServer, reply } from "../../fixtures/net/raw-server.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

let inside: RawServer;
let outside: RawServer;
let location = "";
let status = 302;
let visitors = 0;

beforeAll(async () => {
  inside = await rawServer((socket) => reply(socket, 200, { "cache-control": "max-age=600" }, "secret"));
  outside = await rawServer((socket, { path }) =>
    path === "/page" ? reply(socket, 200, {}, "page") : reply(socket, status, { location }),
  );
});
beforeEach(() => {
  visitors = inside.connections();
});
afterAll(async () => {
  await inside[Symbol.asyncDispose]();
  await outside[Symbol.asyncDispose]();
});

const nobodyCame = () => expect(inside.connections()).toBe(visitors);
const direct = new Fetcher({ userAgent: "lote-test" });

/** A world with one public server, and names that lead inside. */
function world() {
  return laboratory({
    "outside.test": { port: outside.port, addresses: [[publicAddress(1)]] },
    "metadata.test": { addresses: [["169.254.169.254"]] },
    "loopback.test": { addresses: [["127.0.0.1"]] },
    localhost: { addresses: [["::1", "127.0.0.1"]] },
    "localhost.": { addresses: [["127.0.0.1"]] },
    "mapped.test": { addresses: [["::ffff:127.0.0.1"]] },
    "both.test": { addresses: [[publicAddress(1), "10.0.0.1"]] },
    "intranet.test": { addresses: [["192.168.1.1"]] },
  });
}

test("an address that leads inside is not opened, however it is written", async () => {
  const { port } = inside;
  const hosts = [
    ...["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0", "0.0.0.0"],
    ...[
      "[::1]",
      "[::]",
      "[::ffff:127.0.0.1]",
      "[::ffff:7f00:1]",
      "[::127.0.0.1]",
      "[64:ff9b::7f00:1]",
      "[2002:7f00:1::]",
    ],
    ...[
      "127.0.0.1.",
      "%31%32%37.0.0.1",
      "１２７.0.0.1",
      "example.org@127.0.0.1",
      "127.0.0.1#@example.org",
      "127.0.0.1?@example.org",
    ],
    ...["127.0.0.2", "127.255.255.255"],
  ];
  for (const host of hosts) {
    const text =
      host.includes("#") || host.includes("?") ? host.replace(/(?=[#?])/, `:${port}/`) : `${host}:${port}/`;
    const { code } = await caught(direct.fetch({ url: `http://${text}` }));
    expect(`${host}: ${code}`).toMatch(/: (address|url)-refused$/);
  }
  nobodyCame();
});

test("schemes that read files or hold their data themselves are not opened", async () => {
  for (const url of ["file:///etc/passwd", "data:text/plain,secret", "ftp://127.0.0.1/", "blob:null/1"])
    expect((await caught(direct.fetch({ url }))).code).toBe("url-refused");
});

test("a name that leads inside is not connected to, and one public address beside it does not help", async () => {
  const { fetcher, dialled } = world();
  for (const name of [
    "metadata.test",
    "loopback.test",
    "mapped.test",
    "both.test",
    "intranet.test",
    "localhost.",
  ]) {
    const error = await caught(fetcher.fetch({ url: `http://${name}/` }));
    expect(error).toMatchObject({ code: "address-refused", data: { host: name } });
  }
  expect(dialled).toEqual([]);
});

test("a name is looked up once, and what it means a moment later gets nobody anywhere", async () => {
  const { fetcher, dialled, lookedUp } = laboratory({
    "rebinding.test": { port: outside.port, addresses: [[publicAddress(1)], ["127.0.0.1"]] },
  });
  const { body } = await fetcher.fetch({ url: "http://rebinding.test/page" });
  expect(new TextDecoder().decode(body)).toBe("page");
  expect(lookedUp).toEqual(["rebinding.test"]);
  expect(outside.requests.at(-1)?.headers.host).toBe("rebinding.test");
  expect((await caught(fetcher.fetch({ url: "http://rebinding.test/page" }))).code).toBe("address-refused");
  expect(dialled).toEqual([publicAddress(1)]);
});

test("a name that changes its meaning between two redirects is checked each time", async () => {
  const { fetcher, dialled } = laboratory({
    "rebinding.test": {
      port: outside.port,
      addresses: [[publicAddress(1)], [publicAddress(1)], ["127.0.0.1"]],
    },
  });
  location = "/again";
  expect((await caught(fetcher.fetch({ url: "http://rebinding.test/" }))).code).toBe("address-refused");
  expect(dialled).toEqual([publicAddress(1), publicAddress(1)]);
});

test("the connection goes to the checked address though the system knows the name by another", async () => {
  // "localhost" is 127.0.0.1 to everyone but this resolver: were it asked again, or passed by, inside would answer.
  const { fetcher } = laboratory({ localhost: { port: outside.port, addresses: [[publicAddress(1)]] } });
  const { body } = await fetcher.fetch({ url: `http://localhost:${inside.port}/page` });
  expect(new TextDecoder().decode(body)).toBe("page");
  expect(outside.requests.at(-1)?.headers.host).toBe(`localhost:${inside.port}`);
  nobodyCame();
});

for (const code of [301, 302, 303, 307, 308]) {
  test(`a public server that sends inside with ${code} is not followed`, async () => {
    status = code;
    const { port } = inside;
    const targets = [
      ...[
        `http://127.0.0.1:${port}/`,
        `//127.0.0.1:${port}/`,
        `http://localhost:${port}/`,
        `http://[::1]:${port}/`,
      ],
      ...["http://metadata.test/", "http://loopback.test/", "http://mapped.test/", "http://both.test/"],
      ...[
        "http://169.254.169.254/latest/meta-data/",
        "http://[fd00:ec2::254]/",
        "http://0x7f.1/",
        "http://2130706433/",
      ],
      ...[
        "file:///etc/passwd",
        "data:text/html,x",
        "http://a@127.0.0.1/",
        "http:\\\\127.0.0.1\\",
        "javascript:1",
      ],
    ];
    for (const target of targets) {
      location = target;
      const { fetcher, dialled } = world();
      const error = await caught(fetcher.fetch({ url: "http://outside.test/" }));
      expect(`${target}: ${error.code}`).toMatch(/: (address|url)-refused$/);
      expect(dialled).toEqual([publicAddress(1)]);
    }
    nobodyCame();
  });
}

test("the origin of a configured base URL may be inside", async () => {
  const { body } = await direct.fetch({ url: `${inside.url}/x`, base: `${inside.url}/api/` });
  expect(new TextDecoder().decode(body)).toBe("secret");
});

test("a configured base URL opens its own origin only", async () => {
  await using other = await rawServer((socket) => reply(socket, 200, {}, "other"));
  for (const url of [
    `${other.url}/x`,
    `http://localhost:${inside.port}/`,
    `https://127.0.0.1:${inside.port}/`,
  ])
    expect((await caught(direct.fetch({ url, base: inside.url }))).code).toBe("address-refused");
  expect(other.connections()).toBe(0);
  nobodyCame();
});

test("a configured server that sends on to another closed origin is not followed, and within its own is", async () => {
  await using other = await rawServer((socket) => reply(socket, 200, {}, "other"));
  await using configured = await rawServer((socket, { path }) => {
    if (path === "/away") reply(socket, 302, { location: `${other.url}/x` });
    else if (path === "/on") reply(socket, 302, { location: "/here" });
    else reply(socket, 200, {}, "here");
  });
  const base = configured.url;
  expect((await caught(direct.fetch({ url: `${base}/away`, base }))).code).toBe("address-refused");
  expect(other.connections()).toBe(0);
  expect((await direct.fetch({ url: `${base}/on`, base })).url).toBe(`${base}/here`);
});

test("a public server does not send into the configured origin, nor back into it", async () => {
  const { fetcher } = laboratory({ "outside.test": { port: outside.port, addresses: [[publicAddress(1)]] } });
  status = 302;
  location = `${inside.url}/secret`;
  const base = inside.url;
  // An address that a configured server's answer holds, say.
  expect((await caught(fetcher.fetch({ url: "http://outside.test/", base }))).code).toBe("address-refused");
  nobodyCame();

  let visits = 0;
  await using configured = await rawServer((socket) => {
    visits++;
    reply(socket, 302, { location: "http://outside.test/" });
  });
  const world = laboratory(
    { "outside.test": { port: outside.port, addresses: [[publicAddress(1)]] } },
    { route: ({ port }) => ({ addresses: ["127.0.0.1"], port: port === 80 ? outside.port : port }) },
  );
  location = `${configured.url}/again`;
  const error = await caught(world.fetcher.fetch({ url: configured.url, base: configured.url }));
  expect([error.code, visits]).toEqual(["address-refused", 1]);
});

test("what a configured server has answered is not handed to a stranger's address from the cache", async () => {
  const fetcher = new Fetcher({ userAgent: "lote-test", cacheFolder: temporaryFolder() });
  const url = `${inside.url}/cached`;
  await fetcher.fetch({ url, base: inside.url });
  expect((await fetcher.fetch({ url, base: inside.url })).fromCache).toBe(true);
  expect((await caught(fetcher.fetch({ url }))).code).toBe("address-refused");
});

test("what NAT64 adds to a name's real addresses is passed over", async () => {
  const { fetcher, dialled } = laboratory({
    "translated.test": { port: outside.port, addresses: [["64:ff9b::5db8:d801", publicAddress(1)]] },
    "only.test": { addresses: [["64:ff9b::5db8:d801"]] },
  });
  await fetcher.fetch({ url: "http://translated.test/page" });
  expect(dialled).toEqual([publicAddress(1)]);
  expect((await caught(fetcher.fetch({ url: "http://only.test/" }))).code).toBe("address-refused");
});
