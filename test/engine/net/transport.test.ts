import { beforeAll, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createSecureContext, createServer, type TLSSocket } from "node:tls";
import { ownProcess } from "../../../src/engine/own-process.ts";
import { rawServer, reply } from "../../fixtures/net/raw-server.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { skipUnless } from "../../support/skip.ts";

const program = join(import.meta.dir, "../../fixtures/net/fetch-program.ts");

/** What a process of its own gets from an address, with these variables set. */
async function fetched(url: string, port: number, environment: Readonly<Record<string, string>>) {
  const child = Bun.spawn(ownProcess(program, url, String(port)), {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    stderr: "inherit",
  });
  return (await new Response(child.stdout).text()).trim();
}

test("variables that name a proxy change nothing: it would choose where a checked name leads", async () => {
  await using server = await rawServer((socket, { path }) => reply(socket, 200, {}, `direct ${path}`));
  const proxy = "http://127.0.0.1:1";
  const environment = {
    ...{ HTTP_PROXY: proxy, http_proxy: proxy, HTTPS_PROXY: proxy, https_proxy: proxy, ALL_PROXY: proxy },
    ...{ all_proxy: proxy, NODE_USE_ENV_PROXY: "1" },
  };
  expect(await fetched("http://example.test/a", server.port, environment)).toBe("direct /a");
});

const hasOpenssl = Bun.which("openssl") !== null;
const testWithOpenssl = skipUnless(hasOpenssl, "openssl is not installed");
const folder = temporaryFolder();
const file = (name: string) => join(folder, name);

/** A certificate authority of a minute, and a certificate for one name. */
beforeAll(() => {
  if (!hasOpenssl) return;
  const openssl = (...args: string[]) =>
    Bun.spawnSync(["openssl", ...args], { cwd: folder, stderr: "ignore" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl("req", "-x509", ...key, "-keyout", "ca.key", "-out", "ca.crt", "-days", "2", "-subj", "/CN=test");
  openssl("req", ...key, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=known.test");
  writeFileSync(file("extensions"), "subjectAltName=DNS:known.test");
  const signed = [
    "-CA",
    "ca.crt",
    "-CAkey",
    "ca.key",
    "-CAcreateserial",
    "-days",
    "2",
    "-extfile",
    "extensions",
  ];
  openssl("x509", "-req", "-in", "server.csr", ...signed, "-out", "server.crt");
});

/** A server that answers with the name it was asked for, in the greeting and in the request. */
async function secureServer(): Promise<{ port: number; stop: () => void }> {
  const certificate = { key: readFileSync(file("server.key")), cert: readFileSync(file("server.crt")) };
  const names: string[] = [];
  const server = createServer({
    ...certificate,
    SNICallback: (name, done) => {
      names.push(name);
      done(null, createSecureContext(certificate));
    },
  });
  server.on("tlsClientError", () => {});
  server.on("secureConnection", (socket: TLSSocket) => {
    socket.on("error", () => {});
    socket.on("data", (data) => {
      const host = /^host: (.*)\r$/im.exec(data.toString())?.[1];
      reply(socket, 200, {}, `greeting ${names.at(-1)}, request ${host}`);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  return { port: typeof address === "object" && address ? address.port : 0, stop: () => server.close() };
}

testWithOpenssl(
  "TLS and the request keep the name, though the connection goes to the checked address",
  async () => {
    const { port, stop } = await secureServer();
    const environment = { NODE_EXTRA_CA_CERTS: file("ca.crt") };
    const answer = await fetched("https://known.test/", port, environment);
    expect(answer).toBe("greeting known.test, request known.test");
    stop();
  },
);

testWithOpenssl("a certificate for another name, or by nobody one knows, is refused", async () => {
  const { port, stop } = await secureServer();
  const environment = { NODE_EXTRA_CA_CERTS: file("ca.crt") };
  expect(await fetched("https://other.test/", port, environment)).toBe("net-certificate");
  expect(await fetched("https://93.184.216.34/", port, environment)).toBe("net-certificate");
  expect(await fetched("https://known.test/", port, {})).toBe("net-certificate");
  const careless = { NODE_TLS_REJECT_UNAUTHORIZED: "0" };
  expect(await fetched("https://known.test/", port, careless)).toBe("net-certificate");
  stop();
});
