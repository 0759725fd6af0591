import { LoteError, toLoteError } from "../errors/lote-error.ts";
import { type FileKind, sniff, sniffLength } from "../images/sniff.ts";
import { debug } from "../processes/debug-log.ts";
import { checkedUrl } from "./checked-url.ts";
import { Clocks, type Deadlines, usualDeadlines } from "./deadlines.ts";
import { exchange, type OpenAnswer, type Turn } from "./exchange.ts";
import { assertExpected, type Expectation } from "./expectation.ts";
import { type Headers, headersOf } from "./headers.ts";
import { HostGates, type HostLimits } from "./host-gate.ts";
import { HttpCache } from "./http-cache.ts";
import { redirected, type Sent } from "./redirect.ts";
import { addressesOf, type Resolver, systemResolver } from "./resolve.ts";
import { retryAfterMs } from "./retry-after.ts";
import type { Body } from "./send-body.ts";
import { statusError } from "./status-error.ts";
import { type Route, send } from "./transport.ts";

export interface FetcherOptions {
  /** Who asks: services want a name, a version and a way to complain. */
  readonly userAgent: string;
  /** How much may be asked of a host (`name` or `name:port`); four requests at a time where left out. */
  readonly limits?: (host: string) => HostLimits;
  /** Answers are kept there as far as their headers allow; nothing is kept where left out. */
  readonly cacheFolder?: string;
  /** The system's where left out. */
  readonly resolver?: Resolver;
  /** The direct one where left out. */
  readonly route?: Route;
}

/** What is asked for. */
export interface NetRequest {
  readonly url: string;
  /**
   * The configured base URL that this request belongs to. Its origin may be on a closed address; from where that
   * sends on to another origin, the usual rules hold.
   */
  readonly base?: string;
  readonly method?: "GET" | "POST" | "HEAD";
  /** Those that say who asks, such as keys, go to the first origin only. */
  readonly headers?: Headers;
  /** A file of the disk (`Bun.file`) is sent as it is read. */
  readonly body?: Body;
  /** Sent as a body of JSON. */
  readonly json?: unknown;
  /** `any` where left out. */
  readonly expect?: Expectation;
  /** Of the unpacked body; 32 MB where left out. */
  readonly maxBytes?: number;
  /** Statuses besides 2xx that the caller wants to see itself, instead of having them thrown. */
  readonly statuses?: readonly number[];
  /** Those that differ from {@link usualDeadlines}. */
  readonly deadlines?: Partial<Deadlines>;
  readonly signal?: AbortSignal;
}

/** A whole answer. */
export interface Answer {
  readonly status: number;
  /** Where it came from in the end. */
  readonly url: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
  /** By its first bytes. */
  readonly kind: FileKind;
  /** It was kept before; the server was not asked, or said that it still holds. */
  readonly fromCache: boolean;
}

const maxRedirects = 5;
const usualMaxBytes = 32e6;
const usualLimits: HostLimits = { concurrency: 4, intervalMs: 0 };
/** How long a host is left alone that asks for it without saying for how long, milliseconds. */
const unstatedPauseMs = 5000;

/**
 * The one way from lote to the network. What strangers wrote leads to public servers only, everything has an end in
 * time and in bytes, servers are asked politely, and each way to fail has a code of its own.
 *
 * It tries nothing again: the errors tell the engine whether that is worth it, and when.
 *
 * @example
 * const fetcher = new Fetcher({ userAgent: "lote/1.0 (https://example.org)" });
 * const { body } = await fetcher.fetch({ url: "https://example.org/cover.jpg", expect: "picture" });
 */
export class Fetcher {
  readonly #gates: HostGates;
  readonly #cache: HttpCache | undefined;

  constructor(private readonly options: FetcherOptions) {
    this.#gates = new HostGates(options.limits ?? (() => usualLimits));
    this.#cache = options.cacheFolder === undefined ? undefined : new HttpCache(options.cacheFolder);
  }

  /**
   * Asks, and resolves with the whole answer.
   *
   * @throws LoteError `url-refused`, `address-refused`, `redirect-refused`, `too-many-redirects`, `net-timeout`,
   * `net-unreachable`, `net-certificate`, `net-broken-off`, `response-broken`, `response-too-large`,
   * `response-type`, `rate-limited`, `http-refused`, `http-failed`; or the reason of the signal
   */
  async fetch(request: NetRequest): Promise<Answer> {
    const answer = await this.open(request);
    try {
      const body = await wholeOf(answer, request);
      await answer.keep(body);
      const { status, url, headers, fromCache } = answer;
      return { status, url: url.href, headers, body, kind: sniff(body), fromCache };
    } finally {
      answer.close();
    }
  }

  /** Asks for JSON. @throws LoteError `response-type` where it is none; otherwise as {@link fetch} */
  async json(request: Omit<NetRequest, "expect">): Promise<unknown> {
    return (await this.jsonAnswer(request)).value;
  }

  /** As {@link json}, with the header of the answer. */
  async jsonAnswer(
    request: Omit<NetRequest, "expect">,
  ): Promise<{ readonly value: unknown; readonly headers: Headers }> {
    const sent = { accept: "application/json", ...request.headers };
    const { body, url, headers } = await this.fetch({ ...request, headers: sent, expect: "json" });
    try {
      return { value: JSON.parse(new TextDecoder().decode(body)), headers };
    } catch {
      const { host } = new URL(url);
      throw new LoteError("response-type", { host, found: "broken JSON", wanted: "json" });
    }
  }

  /**
   * Nothing is asked of a host for so many milliseconds: it asked for that in a way of its own. What it says by status
   * and `Retry-After` is heeded without this.
   */
  pause(host: string, milliseconds: number): void {
    this.#gates.pause(host, milliseconds);
  }

  /**
   * Asks, follows where it is sent on to, and resolves when the header of the last answer is there.
   *
   * @throws as {@link fetch}
   */
  async open(request: NetRequest): Promise<OpenAnswer> {
    const home = request.base === undefined ? null : new URL(request.base).origin;
    const clocks = new Clocks({ ...usualDeadlines, ...request.deadlines }, request.signal);
    try {
      let sent = this.#firstOf(request);
      let atHome = true;
      for (let redirects = 0; ; redirects++) {
        const { url } = sent;
        // Once it has left the configured origin, a request comes back to it as a stranger's.
        atHome &&= url.origin === home;
        const configured = atHome;
        const answer = await exchange(sent, {
          ask: (headers) => this.#ask({ ...sent, headers }, configured, clocks),
          configured,
          cache: this.#cache,
          maxBytes: request.maxBytes ?? usualMaxBytes,
          clocks,
        });
        const next = await this.#judged(answer, sent, request);
        if (next === null) return { ...answer, close: () => closeAll(answer, clocks) };
        if (redirects === maxRedirects)
          throw new LoteError("too-many-redirects", { host: url.host, limit: maxRedirects });
        sent = next;
      }
    } catch (error) {
      clocks.stop();
      throw error;
    }
  }

  #firstOf({ url: text, method, headers = {}, body, json }: NetRequest): Sent {
    const sentBody = json === undefined ? (body ?? null) : JSON.stringify(json);
    return {
      url: checkedUrl(text),
      method: method ?? (sentBody === null ? "GET" : "POST"),
      headers: {
        "user-agent": this.options.userAgent,
        accept: "*/*",
        "accept-encoding": "gzip",
        ...(json === undefined ? {} : { "content-type": "application/json" }),
        ...headersOf(headers),
      },
      body: sentBody,
    };
  }

  /** Waits for a turn at the host, looks up and checks its addresses, and sends the request to one of them. */
  async #ask(sent: Sent, configured: boolean, clocks: Clocks): Promise<Turn> {
    const { url } = sent;
    const { resolver = systemResolver, route = (target) => target } = this.options;
    clocks.hold();
    const leave = await this.#gates.enter(url.host, clocks.signal);
    const since = performance.now();
    const tell = (facts: { status: number | undefined } | { code: string }) =>
      debug("request", { host: url.host, ...facts, ms: Math.round(performance.now() - since) });
    try {
      clocks.begin("dns", url.host);
      const addresses = await clocks.race(addressesOf(url, resolver, configured));
      const message = await send({ ...sent, addresses }, route, clocks);
      tell({ status: message.statusCode });
      return { message, leave };
    } catch (error) {
      tell({ code: toLoteError(error).code });
      leave();
      throw error;
    }
  }

  /** Null for an answer that the caller gets; the next request for one that sends on; else the error, and it is closed. */
  async #judged(answer: OpenAnswer, sent: Sent, { statuses = [] }: NetRequest): Promise<Sent | null> {
    const { status, url, headers } = answer;
    // Whoever reads a refusal itself heeds it too: a language model's limits are its own, and not its host's.
    if ((status >= 200 && status < 300) || statuses.includes(status)) return null;
    try {
      const next = redirected(sent, { status, location: headers.location });
      if (next !== null) {
        await answer.keep(new Uint8Array());
        return next;
      }
      const wait = pauseAfter(status, headers);
      if (wait !== undefined) this.#gates.pause(url.host, wait);
      throw statusError(status, url, wait ?? retryAfterMs(headers, Date.now()));
    } finally {
      answer.close();
    }
  }
}

/** How long an answer asks to be left alone; undefined where it does not. */
function pauseAfter(status: number, headers: Headers): number | undefined {
  if (status !== 429 && status !== 503) return undefined;
  return retryAfterMs(headers, Date.now()) ?? (status === 429 ? unstatedPauseMs : undefined);
}

function closeAll(answer: OpenAnswer, clocks: Clocks): void {
  answer.close();
  clocks.stop();
}

/** Reads the body; what is not of the expected kind is not read on. */
async function wholeOf(answer: OpenAnswer, { expect = "any", method }: NetRequest): Promise<Uint8Array> {
  const judge = method !== "HEAD" && answer.status >= 200 && answer.status < 300;
  const chunks: Uint8Array[] = [];
  let length = 0;
  let judged = !judge;
  for await (const chunk of answer.body) {
    chunks.push(chunk);
    length += chunk.length;
    if (judged || length < sniffLength) continue;
    assertExpected(Buffer.concat(chunks), expect, answer.url.host);
    judged = true;
  }
  const body = new Uint8Array(Buffer.concat(chunks, length));
  if (!judged) assertExpected(body, expect, answer.url.host);
  return body;
}
