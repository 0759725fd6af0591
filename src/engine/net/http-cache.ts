import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import CachePolicy from "http-cache-semantics";
import { z } from "zod";
import { writeWhole } from "../files/write-whole.ts";
import { type Headers, headersOf } from "./headers.ts";

/** An answer that was kept. */
export interface Kept {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** What the cache has for a request. */
export interface CacheEntry extends Kept {
  /** It may be used without asking. */
  readonly fresh: boolean;
  /** What to add to the request, so that the server need not send it again; empty where there is no validator. */
  readonly conditions: Headers;
}

/** A GET without credentials: the only request whose answer is kept. */
export interface Cacheable {
  readonly url: URL;
  readonly headers: Headers;
  /** Asked of a configured server: what strangers' addresses bring is kept apart from it. */
  readonly configured: boolean;
}

const metaSchema = z.object({
  version: z.literal(1),
  status: z.number().int(),
  /** SHA-256 of the body. */
  body: z.string(),
  policy: z.custom<CachePolicy.CachePolicyObject>((value) => typeof value === "object" && value !== null),
});

interface Entry {
  readonly policy: CachePolicy;
  readonly status: number;
  readonly body: Uint8Array;
}

/** How many answers are kept between two looks at the folder's size. */
const trimEvery = 200;

/**
 * Answers in a folder, by RFC 9111, whose rules `http-cache-semantics` knows. A file an answer: a line of JSON, then
 * the body; renamed into place, so it is whole or not there. A cache only saves time: what cannot be read or written
 * is as if it had never been kept.
 *
 * An address is kept as a hash, as it may hold a key.
 */
export class HttpCache {
  #sinceTrim = trimEvery;

  /** @param maxBytes the folder is kept to about this; what was written longest ago goes first */
  constructor(
    private readonly folder: string,
    private readonly maxBytes = 2e9,
  ) {}

  async find(request: Cacheable): Promise<CacheEntry | null> {
    const entry = await this.#read(request);
    if (entry === null) return null;
    const { policy, status, body } = entry;
    const { response, revalidation } = policy.evaluateRequest(asked(request));
    return {
      status,
      body,
      headers: headersOf(policy.responseHeaders()),
      fresh: response !== undefined && revalidation === undefined,
      conditions: conditionsIn(revalidation?.headers ?? {}),
    };
  }

  /** Keeps an answer where its header allows it. */
  async keep(request: Cacheable, { status, headers, body }: Kept): Promise<void> {
    const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !notKept.has(name)));
    const policy = new CachePolicy(asked(request), { status, headers: kept }, { shared: false });
    if (policy.storable()) await this.#write(request, { policy, status, body });
  }

  /**
   * The server said that the kept answer still holds (304), and so it does from now on.
   *
   * @returns null where the server must have meant another one
   */
  async refresh(request: Cacheable, headers: Headers): Promise<Kept | null> {
    const entry = await this.#read(request);
    if (entry === null) return null;
    const { status, body } = entry;
    const { policy, modified } = entry.policy.revalidatedPolicy(asked(request), { status: 304, headers });
    if (modified) return null;
    await this.#write(request, { policy, status, body });
    return { status, headers: headersOf(policy.responseHeaders()), body };
  }

  async #read(request: Cacheable): Promise<Entry | null> {
    try {
      const bytes = await Bun.file(this.#placeOf(request)).bytes();
      const end = bytes.indexOf(lineEnd);
      const meta = metaSchema.parse(JSON.parse(new TextDecoder().decode(bytes.subarray(0, end))));
      const body = bytes.subarray(end + 1);
      if (hashOf(body) !== meta.body) return null;
      return { policy: CachePolicy.fromObject(meta.policy), status: meta.status, body };
    } catch {
      return null;
    }
  }

  async #write(request: Cacheable, { policy, status, body }: Entry): Promise<void> {
    const meta = { version: 1, status, body: hashOf(body), policy: policy.toObject() };
    try {
      const pieces = [`${JSON.stringify(meta)}\n`, body];
      // What a power cut takes is asked for again.
      await writeWhole(this.#placeOf(request), pieces, { durable: false, folderMode: 0o700 });
      if (++this.#sinceTrim >= trimEvery) await this.#trim();
    } catch {
      // As if it had never been kept.
    }
  }

  async #trim(): Promise<void> {
    this.#sinceTrim = 0;
    const names = await readdir(this.folder);
    const found = await Promise.all(
      names.map(async (name) => {
        const path = join(this.folder, name);
        // Null: renamed into place, or swept up by another process, since the names were read.
        const file = await stat(path).catch(() => null);
        return file && { path, size: file.size, mtimeMs: file.mtimeMs };
      }),
    );
    const files = found.filter((file) => file !== null);
    let bytes = files.reduce((sum, { size }) => sum + size, 0);
    for (const { path, size } of files.sort((left, right) => left.mtimeMs - right.mtimeMs)) {
      if (bytes <= this.maxBytes) return;
      await rm(path, { force: true });
      bytes -= size;
    }
  }

  #placeOf({ url, configured }: Cacheable): string {
    return join(this.folder, hashOf(`${configured} ${url.href.replace(/#.*$/s, "")}`));
  }
}

const lineEnd = 10;

/** What is kept is unpacked; and a cookie belongs to nobody here. */
const notKept: ReadonlySet<string> = new Set(["set-cookie", "content-encoding", "content-length"]);

/** The address stands in the file's name already. */
function asked({ headers }: Cacheable): CachePolicy.HttpRequest {
  return { url: "", method: "GET", headers: { ...headers } };
}

function conditionsIn(headers: CachePolicy.Headers): Headers {
  const conditions = Object.entries(headersOf(headers)).filter(([name]) =>
    ["if-none-match", "if-modified-since"].includes(name),
  );
  return Object.fromEntries(conditions);
}

function hashOf(content: string | Uint8Array): string {
  return new Bun.CryptoHasher("sha256").update(content).digest("hex");
}
