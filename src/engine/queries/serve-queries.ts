import { toLoteError } from "../errors/lote-error.ts";
import { readFrames } from "../processes/frame.ts";
import { type Request, type Response, requestSchema } from "./messages.ts";
import { OpenQueries, type OpenQueriesOptions } from "./open-queries.ts";

export interface ServeQueriesOptions extends OpenQueriesOptions {
  /** Frames of requests; its end is the end: whoever asked is gone. */
  readonly requests: ReadableStream<Uint8Array>;
  /** Resolves when the answer is on its way. */
  readonly respond: (response: Response) => Promise<void>;
}

/** Answers queries until nobody can ask any more. Several are answered at once; what each has opened stays open. */
export async function serveQueries(options: ServeQueriesOptions): Promise<void> {
  const open = new OpenQueries(options);
  const underway = new Map<number, AbortController>();
  try {
    for await (const { header } of readFrames(options.requests)) {
      const request = requestSchema.parse(header);
      if (request.op === "cancel") {
        underway.get(request.id)?.abort();
        continue;
      }
      const stop = new AbortController();
      underway.set(request.id, stop);
      void answer(open, request, stop.signal, options.respond).finally(() => underway.delete(request.id));
    }
  } finally {
    for (const stop of underway.values()) stop.abort();
    await open.close();
  }
}

async function answer(
  open: OpenQueries,
  { id, query: name, input }: Request & { op: "ask" },
  signal: AbortSignal,
  respond: ServeQueriesOptions["respond"],
): Promise<void> {
  try {
    const query = await open.get(name);
    for await (const row of query.run(input, signal)) {
      if (signal.aborted) break;
      await respond({ op: "row", id, row });
    }
    await respond({ op: "end", id });
  } catch (error) {
    const { code, data } = toLoteError(error);
    await respond({ op: "error", id, code, data: { ...data } });
  }
}
