import { type FileHandle, open, readFile, rm, stat, writeFile } from "node:fs/promises";
import { z } from "zod";
import { LoteError, toLoteError } from "../errors/lote-error.ts";
import { sniffLength } from "../images/sniff.ts";
import type { OpenAnswer } from "./exchange.ts";
import { assertExpected, type Expectation } from "./expectation.ts";
import type { Fetcher, NetRequest } from "./fetcher.ts";

export interface DownloadOptions {
  /** The file that is written; left as it is when the download is broken off, to be gone on with. */
  readonly part: string;
  /** Bytes so far, and in all where the server says it. */
  readonly onProgress?: (done: number, total: number | null) => void;
}

export type DownloadRequest = Omit<NetRequest, "method" | "body" | "json" | "statuses">;

/** What must be known of an unfinished file to go on with it. */
const stateSchema = z.object({
  /** A hash, as the address may hold a key. */
  url: z.string(),
  /** Says that the rest is a rest of the same: a strong ETag, or the time of the last change. */
  validator: z.string(),
});

/** Large files take their time; only standing still is limited. */
const patience = { idle: 60_000, total: 24 * 3600_000 } as const;

/**
 * Downloads into a file, going on where an earlier download of the same address was broken off, if the server still
 * has the same file (RFC 9110, Range and If-Range); else from the beginning. What was received is on the disk when
 * this resolves.
 *
 * @returns bytes of the whole file
 * @throws as {@link Fetcher.fetch}; `disk-full`, `unwritable`
 */
export async function download(
  fetcher: Fetcher,
  request: DownloadRequest,
  { part, onProgress = () => {} }: DownloadOptions,
): Promise<number> {
  const stateFile = `${part}.json`;
  const url = new Bun.CryptoHasher("sha256").update(request.url).digest("hex");
  const begun = await begunPart(part, stateFile, url);
  const answer = await fetcher.open({
    ...request,
    headers: {
      ...request.headers,
      "accept-encoding": "identity",
      ...(begun ? { range: `bytes=${begun.size}-`, "if-range": begun.validator } : {}),
    },
    deadlines: { ...patience, ...request.deadlines },
    statuses: [416],
  });
  try {
    const { status } = answer;
    const { start, total } = rangeOf(answer);
    if (begun && status === 416 && total === begun.size) return begun.size;
    if (begun && (status === 416 || (status === 206 && start !== begun.size))) {
      answer.close();
      await forgetPart(part);
      return await download(fetcher, request, { part, onProgress });
    }
    if (!begun && (status === 416 || status === 206)) {
      const { host } = answer.url;
      throw new LoteError("response-broken", { host, detail: `${status} without a range being asked for` });
    }
    const from = answer.status === 206 && begun ? begun.size : 0;
    if (from === 0) {
      await rm(part, { force: true });
      await writeFile(stateFile, JSON.stringify({ url, validator: validatorOf(answer) }));
    }
    return await append(answer, part, { from, expect: request.expect ?? "any", onProgress });
  } catch (error) {
    throw toLoteError(error, { path: part });
  } finally {
    answer.close();
  }
}

/** Removes an unfinished file, so that the next download begins anew. */
export async function forgetPart(part: string): Promise<void> {
  await rm(part, { force: true });
  await rm(`${part}.json`, { force: true });
}

async function append(
  answer: OpenAnswer,
  part: string,
  how: { from: number; expect: Expectation; onProgress: (done: number, total: number | null) => void },
): Promise<number> {
  const { from, expect, onProgress } = how;
  const rest = Number(answer.headers["content-length"] ?? Number.NaN);
  const total = rangeOf(answer).total ?? (Number.isNaN(rest) ? null : from + rest);
  const file = await open(part, "a");
  try {
    let done = from;
    onProgress(done, total);
    for await (const chunk of judged(answer, from === 0 ? expect : "any")) {
      await writeAll(file, chunk);
      done += chunk.length;
      onProgress(done, total);
    }
    await file.sync();
    if (total === null || done === total) return done;
    throw new LoteError("net-broken-off", { host: answer.url.host, detail: `${done} of ${total} bytes` });
  } finally {
    await file.close();
  }
}

/** The pieces of the body, once its beginning is what was expected. */
async function* judged({ body, url }: OpenAnswer, expect: Expectation): AsyncGenerator<Uint8Array, void> {
  let head: Uint8Array | null = new Uint8Array();
  for await (const chunk of body) {
    if (head === null) {
      yield chunk;
      continue;
    }
    head = new Uint8Array(Buffer.concat([head, chunk]));
    if (head.length < sniffLength) continue;
    assertExpected(head, expect, url.host);
    yield head;
    head = null;
  }
  if (head === null) return;
  assertExpected(head, expect, url.host);
  yield head;
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten;
}

async function begunPart(
  part: string,
  stateFile: string,
  url: string,
): Promise<{ size: number; validator: string } | null> {
  try {
    const state = stateSchema.parse(JSON.parse(await readFile(stateFile, "utf8")));
    const { size } = await stat(part);
    return state.url === url && state.validator !== "" && size > 0 ? { size, ...state } : null;
  } catch {
    return null;
  }
}

function validatorOf({ headers }: OpenAnswer): string {
  const { etag } = headers;
  return etag?.startsWith('"') ? etag : (headers["last-modified"] ?? "");
}

/** What `Content-Range` says: the first byte, and how many there are in all. */
function rangeOf({ headers }: OpenAnswer): { start: number | null; total: number | null } {
  const [, start, total] = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(headers["content-range"] ?? "") ?? [];
  return {
    start: start === undefined ? null : Number(start),
    total: total === undefined || total === "*" ? null : Number(total),
  };
}
