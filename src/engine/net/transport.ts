import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { isIP } from "node:net";
import { LoteError, toLoteError } from "../errors/lote-error.ts";
import { bareHost } from "./checked-url.ts";
import { connectionError } from "./connection-error.ts";
import type { Clocks } from "./deadlines.ts";
import { isSameAddress } from "./public-address.ts";
import type { Sent } from "./redirect.ts";
import { lengthHeader, sendBody } from "./send-body.ts";

/** Where a connection goes. */
export interface Target {
  readonly addresses: readonly string[];
  readonly port: number;
}

/**
 * Another way to a checked target, such as a tunnel, or a laboratory in which servers of this machine stand in for
 * those of the world. It is asked after all checks are done.
 */
export type Route = (target: Target) => Target;

/** One request to one server; where that sends on to is another one. */
export interface Hop extends Sent {
  /** Checked: the connection is made to one of these. */
  readonly addresses: readonly string[];
}

/** Header of an answer; more is an attack. Bytes. */
const maxHeaderSize = 64 * 1024;

/**
 * Sends one request and resolves with the answer as soon as its header is there. The body is the caller's to read or
 * to destroy, and the clocks run on.
 *
 * `node:http` and not `fetch`: it takes the addresses to connect to from its caller while TLS and `Host` keep the
 * name, tells the phases apart, follows nothing, unpacks nothing and reads no faster than it is read. A connection
 * serves one request: nothing a server sends too much can be taken for the answer to another.
 *
 * @throws LoteError `net-timeout`, `net-unreachable`, `net-certificate`, `net-broken-off`, `response-broken`,
 * `address-refused`, or the reason of the caller's signal
 */
export async function send(hop: Hop, route: Route, clocks: Clocks): Promise<IncomingMessage> {
  const { url, method, headers, body } = hop;
  const { signal } = clocks;
  signal.throwIfAborted();
  const secure = url.protocol === "https:";
  const host = bareHost(url);
  const literal = isIP(host) > 0;
  const wanted = Number(url.port) || (secure ? 443 : 80);
  const { addresses, port } = route({ addresses: hop.addresses, port: wanted });
  const [first] = addresses;
  if (first === undefined) throw new LoteError("bug", { detail: `no address for ${host}` });

  const agent = new (secure ? https : http).Agent({ keepAlive: false, proxyEnv: undefined });
  const answer = Promise.withResolvers<IncomingMessage>();
  clocks.begin("connect", url.host);
  const request = (secure ? https : http).request({
    agent,
    host: literal ? first : host,
    port,
    method,
    path: `${url.pathname}${url.search}`,
    headers: { ...headers, ...lengthHeader(body), Host: url.host },
    maxHeaderSize,
    // Said outright: a variable of the environment could switch it off.
    ...(secure ? { rejectUnauthorized: true } : {}),
    ...(secure && !literal ? { servername: host } : {}),
    lookup: (_name, options, done) => {
      const found = addresses.map((address) => ({ address, family: isIP(address) }));
      if (options.all) done(null, found);
      else done(null, first, isIP(first));
    },
  });
  const onAbort = () => {
    answer.reject(signal.reason);
    request.destroy();
  };
  signal.addEventListener("abort", onAbort, { once: true });
  request.once("socket", (socket) => {
    socket.once(secure ? "secureConnect" : "connect", () => clocks.begin("firstByte", url.host));
    // The check that counts: where this connection has really gone.
    socket.once("connect", () => {
      const reached = socket.remoteAddress;
      if (reached !== undefined && addresses.some((address) => isSameAddress(address, reached))) return;
      request.destroy(new LoteError("address-refused", { host, address: reached ?? "?" }));
    });
  });
  // Its own body being sent is progress too; a server may answer before it has all of it.
  let isAnswered = false;
  const onSent = () => {
    if (!isAnswered) clocks.begin("firstByte", url.host);
  };
  request.once("finish", onSent);
  request.once("response", (message) => {
    isAnswered = true;
    answer.resolve(message);
  });
  // Nobody asked for another protocol.
  request.once("upgrade", (_message, socket) => {
    socket.destroy();
    answer.reject(new LoteError("response-broken", { host: url.host, detail: "101" }));
  });
  // For good: a server that says more than its answer is a late error that concerns nobody.
  request.on("error", (error) => {
    answer.reject(connectionError(error, url));
  });
  request.once("close", () => signal.removeEventListener("abort", onAbort));
  sendBody(request, body, onSent).catch((error) => {
    answer.reject(toLoteError(error));
    request.destroy();
  });
  const message = await answer.promise.finally(() => clocks.rest());
  // One that is destroyed before anyone reads it has nobody to tell.
  message.on("error", () => {});
  return message;
}
