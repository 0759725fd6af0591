import pLimit from "p-limit";
import { z } from "zod";
import { LoteError } from "../../../errors/lote-error.ts";
import type { Fetcher } from "../../../net/fetcher.ts";

/** A picture that a search found: nobody has looked at it yet. */
export interface FoundPicture {
  readonly url: string;
  /** The page it stands on. */
  readonly page: string | null;
  readonly title: string;
}

/** At least so long between the beginnings of two searches, milliseconds. */
const betweenSearches = 1000;

/** The page hides the token in its script, in one of these forms. */
const tokenPattern = /vqd=["']?(\d+-\d+(?:-\d+)?)/;

const resultsSchema = z.object({ results: z.array(z.unknown()) });
const resultSchema = z.object({
  image: z.url({ protocol: /^https?$/ }),
  url: z.string().optional(),
  title: z.string().optional(),
});

/**
 * DuckDuckGo's search for pictures, which has no API: a page gives a token, and with it come the results. One search at
 * a time, a second apart, and no evasion: who is turned away stays away.
 */
export class DuckDuckGo {
  readonly #one = pLimit(1);
  #nextAt = 0;

  constructor(
    private readonly fetcher: Fetcher,
    private readonly base: string,
    private readonly configured: boolean,
  ) {}

  /**
   * Pictures for words, best first; none is an answer too.
   *
   * @throws LoteError `search-blocked` (it turned us away), `search-changed` (its results have another form than they
   * had), and the fetcher's own where it is down
   */
  search(words: string, signal: AbortSignal): Promise<FoundPicture[]> {
    return this.#one(async () => {
      const wait = this.#nextAt - performance.now();
      if (wait > 0) await Bun.sleep(wait);
      signal.throwIfAborted();
      this.#nextAt = performance.now() + betweenSearches;
      return this.#results(words, await this.#token(words, signal), signal);
    });
  }

  /** The base URL that a picture's address belongs to, where it is a configured server's own. */
  baseFor(url: string): string | undefined {
    return this.configured && new URL(url).origin === new URL(this.base).origin ? this.base : undefined;
  }

  async #token(words: string, signal: AbortSignal): Promise<string> {
    const path = `/?q=${encodeURIComponent(words)}&iax=images&ia=images`;
    const { text, status } = await this.#get(path, {}, signal);
    const token = tokenPattern.exec(text)?.[1];
    // Whom it takes for a machine it gives a page without one.
    if (token === undefined) throw new LoteError("search-blocked", { host: this.#host, status });
    return token;
  }

  async #results(words: string, token: string, signal: AbortSignal): Promise<FoundPicture[]> {
    const query = new URLSearchParams({ o: "json", q: words, l: "us-en", vqd: token, p: "1", s: "0" });
    const { text } = await this.#get(`/i.js?${query}`, { referer: `${this.base}/` }, signal);
    const read = resultsSchema.safeParse(parsed(text)).data?.results;
    const results = read?.flatMap((one) => resultSchema.safeParse(one).data ?? []) ?? [];
    // One that is odd is passed over; where all are, it is the form that is another.
    if (!read || (results.length === 0 && read.length > 0)) {
      throw new LoteError("search-changed", { host: this.#host });
    }
    return results.map(({ image, url, title }) => ({
      url: image,
      page: url ?? null,
      title: title ?? "",
    }));
  }

  /** Being turned away has two statuses: 202 with a page about unusual traffic, and 403. */
  async #get(path: string, headers: Readonly<Record<string, string>>, signal: AbortSignal) {
    const { status, body } = await this.fetcher.fetch({
      url: `${this.base}${path}`,
      ...(this.configured ? { base: this.base } : {}),
      headers,
      statuses: [403],
      maxBytes: 4e6,
      signal,
    });
    if (status === 202 || status === 403) throw new LoteError("search-blocked", { host: this.#host, status });
    return { text: new TextDecoder().decode(body), status };
  }

  get #host(): string {
    return new URL(this.base).host;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
