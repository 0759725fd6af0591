import { z } from "zod";
import { LoteError } from "../../../errors/lote-error.ts";
import type { Fetcher } from "../../../net/fetcher.ts";
import { retryAfterMs } from "../../../net/retry-after.ts";

/** A MediaWiki: its base URL, without `/w/api.php`. */
export interface WikiAddress {
  readonly base: string;
  /** It is configured: it may be a server of one's own. */
  readonly configured: boolean;
}

/** Where the wikis are. */
export interface WikimediaAddresses {
  wikipedia(language: string): WikiAddress;
  readonly wikidata: WikiAddress;
  readonly commons: WikiAddress;
}

/** Values of one parameter that a wiki takes at once. */
export const valuesAtOnce = 50;

/** Seconds that a wiki's databases may lag behind before it is left alone. */
const maxLag = 5;
/** A wiki that asks to be left alone without saying for how long. Milliseconds. */
const usualWaitMs = 5000;

const problemSchema = z.object({ error: z.object({ code: z.string(), info: z.string().default("") }) });
const continueSchema = z.object({ continue: z.record(z.string(), z.union([z.string(), z.number()])) });

/** Asks MediaWikis, politely: with a bound on their lag, and in their own time when they are busy. */
export class WikiApi {
  constructor(private readonly fetcher: Fetcher) {}

  /**
   * One request.
   *
   * @throws LoteError `rate-limited`, which is tried again when the wiki says; `service-problem`; the fetcher's own
   */
  async ask(
    { base, configured }: WikiAddress,
    parameters: Readonly<Record<string, string | number>>,
    signal: AbortSignal,
  ): Promise<unknown> {
    const url = new URL(`${base}/w/api.php`);
    const all = { format: "json", formatversion: 2, maxlag: maxLag, ...parameters };
    for (const [name, value] of Object.entries(all)) url.searchParams.set(name, String(value));
    const { value: answer, headers } = await this.fetcher.jsonAnswer({
      url: url.href,
      signal,
      ...(configured ? { base } : {}),
    });
    const problem = problemSchema.safeParse(answer);
    if (!problem.success) return answer;
    const { code, info } = problem.data.error;
    const { host } = url;
    if (code === "maxlag" || code === "ratelimited") {
      const wait = retryAfterMs(headers, Date.now()) ?? usualWaitMs;
      this.fetcher.pause(host, wait);
      throw new LoteError("rate-limited", { host, status: code, url: host }, { retryAfterMs: wait });
    }
    throw new LoteError("service-problem", { host, detail: `${code}: ${info}`.slice(0, 200) });
  }

  /** A query and its continuations: one answer each. */
  async *askAll(
    wiki: WikiAddress,
    parameters: Readonly<Record<string, string | number>>,
    signal: AbortSignal,
  ): AsyncIterable<unknown> {
    let more: Readonly<Record<string, string | number>> = {};
    for (;;) {
      const answer = await this.ask(wiki, { ...parameters, ...more }, signal);
      yield answer;
      const next = continueSchema.safeParse(answer);
      if (!next.success) return;
      more = next.data.continue;
    }
  }
}
