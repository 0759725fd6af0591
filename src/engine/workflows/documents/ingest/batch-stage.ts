import pLimit from "p-limit";
import type { IndexSpace } from "../../../../stores/documents.ts";
import type { Ledger } from "../../../../stores/sqlite/ledger/index.ts";
import type { EmbedderBatches } from "../../../embedding/text/embedder.ts";
import { LoteError } from "../../../errors/lote-error.ts";
import type { Job, JobItem } from "../../../flow/stage.ts";
import { embeddedText } from "../../../text/chunk/chunk-text.ts";
import { type ReadOptions, read } from "./read-stage.ts";
import type { IngestTravel } from "./travel.ts";

export interface BatchStageOptions extends ReadOptions {
  readonly space: IndexSpace;
  readonly batches: EmbedderBatches;
  /** Left out by all where the service has none: the stages of a run are the same for all its workers. */
  readonly isOffered: boolean;
  readonly ledger: Ledger;
  /** Documents that are read at once. */
  readonly concurrency: number;
}

/** Documents of one batch; most have several passages. */
const documentsOfBatch = 50_000;
/** So long may a document wait for company while others are on their way, milliseconds. */
const companyMs = 30_000;
/** A document whose batch was not worked on to its end joins another one so often. */
const joinsAgain = 1;
/** Vectors written at once. */
const group = 256;

/**
 * Orders the missing vectors of many documents in one batch, and keeps them when they come. What waits in the ledger are
 * names of chunks alone: documents are read again for their words when the batch is handed over, and once more when
 * their vectors are there, so that what is written is what the file says then.
 */
export function batchStage(options: BatchStageOptions): Job<IngestTravel> {
  const { space, batches, isOffered } = options;
  return {
    kind: "job",
    name: "batch",
    maxItems: documentsOfBatch,
    maxParts: batches.texts,
    waitMs: companyMs,
    wants: ({ unembedded, ordered }) => isOffered && (unembedded?.length ?? ordered?.hashes.length ?? 0) > 0,
    parts: ({ travel }) => travel.ordered?.hashes.length ?? 0,
    weigh: ({ travel }) => weightOf(travel, batches),
    queue: batches.queue,
    worstUsd: (items) =>
      batches.worstUsd(
        items.reduce((sum, { travel }) => sum + tokensOf(travel) + (travel.ordered?.hashes.length ?? 0), 0),
      ),
    submit: async (key, items) => batches.submit(key, await order(key, items, options)),
    find: (key) => batches.find(key),
    poll: (remote) => batches.poll(remote),
    cancel: (remote) => batches.cancel(remote),
    settle: async (remote, items) => {
      const taken = await batches.take(remote, (vectors) => keep(vectors, space));
      if (!taken) throw new LoteError("no-answer");
      const results = new Map<string, Partial<IngestTravel> | Error>();
      for (const item of items) {
        const { hashes, tokens } = item.travel.ordered ?? { hashes: [], tokens: 0 };
        const missing = (await space.missing(hashes)).size;
        // What came is kept, and is not ordered again.
        if (missing > 0 && !taken.isWhole && item.attempts < joinsAgain) {
          results.set(item.key, new LoteError("batch-expired"));
          continue;
        }
        const share = hashes.length === 0 ? 0 : 1 - missing / hashes.length;
        const embedded = { chunks: hashes.length - missing, tokens: Math.round(tokens * share) };
        results.set(item.key, { embedded });
      }
      return { results, cost: taken.cost };
    },
  };
}

function tokensOf({ ordered }: IngestTravel): number {
  return ordered?.tokens ?? 0;
}

/** A document that is more than the whole queue is ordered as far as it goes; the rest is asked for alone. */
function weightOf(travel: IngestTravel, { queue }: EmbedderBatches): number {
  return Math.min(tokensOf(travel), queue.limit ?? Number.POSITIVE_INFINITY);
}

/** The texts that this batch is to embed: each once, and none that is there or that another batch is making. */
async function order(
  key: string,
  items: readonly JobItem<IngestTravel>[],
  options: BatchStageOptions,
): Promise<{ name: string; text: string }[]> {
  const { space, batches, ledger, concurrency } = options;
  const texts = new Map<string, string>();
  // What has grown meanwhile is more than was set aside for it, and more than the queue was told: it is asked for alone.
  const allowed = Math.min(
    items.reduce((sum, { travel }) => sum + tokensOf(travel), 0),
    batches.queue.limit ?? Number.POSITIVE_INFINITY,
  );
  let bytes = 0;
  let tokens = 0;
  const reading = pLimit(concurrency);
  await reading.map(items, async (item) => {
    // What cannot be read any more is told of when its turn comes again.
    const document = await read(item.key, item.travel.format ?? "text", null, options).catch(() => undefined);
    if (!document) return;
    const missing = await space.missing(document.chunks.map(({ hash }) => hash));
    for (const chunk of document.chunks) {
      if (!missing.has(chunk.hash) || texts.has(chunk.hash)) continue;
      const text = embeddedText(chunk);
      bytes += Buffer.byteLength(JSON.stringify(text));
      tokens += chunk.tokens;
      if (texts.size >= batches.texts || bytes > batches.bytes || tokens > allowed) return;
      texts.set(chunk.hash, text);
    }
  });
  const own = await ledger.write(
    () => ledger.jobs.order(key, scopeOf(space), [...texts.keys()], ledger.now()),
    { durable: true },
  );
  return [...texts].filter(([hash]) => own.has(hash)).map(([name, text]) => ({ name, text }));
}

/** What the names of passages on order are of. */
export function scopeOf({ row }: IndexSpace): string {
  return `vectors ${row.id}`;
}

async function keep(
  vectors: AsyncIterable<{ readonly name: string; readonly vector: Float32Array }>,
  space: IndexSpace,
): Promise<void> {
  let rows: { hash: string; vector: Float32Array }[] = [];
  for await (const { name, vector } of vectors) {
    rows.push({ hash: name, vector });
    if (rows.length < group) continue;
    await space.putVectors(rows, true);
    rows = [];
  }
  if (rows.length > 0) await space.putVectors(rows, true);
}
