import type { IndexSpace } from "../../../../stores/documents.ts";
import type { TextEmbedder } from "../../../embedding/text/embedder.ts";
import type { ErrorCode } from "../../../errors/catalogue.ts";
import { LoteError } from "../../../errors/lote-error.ts";
import { type Batch, batchStage } from "../../../flow/stage.ts";
import { embeddedText } from "../../../text/chunk/chunk-text.ts";
import type { ReadChunk } from "../../../text/document-parser.ts";
import type { IngestTravel } from "./travel.ts";

/** A request that is not full waits so long for more, milliseconds. */
const waitMs = 100;

/** What a service says of a whole request although one of its texts is meant. */
const refusals: ReadonlySet<ErrorCode> = new Set(["request-refused", "moderation-refused"]);

/**
 * Makes the vectors that are missing, chunks of many documents together, and keeps each at once: it is never made twice.
 *
 * @param split tokens of one document that are on their way at once
 */
export function embedStage(
  space: IndexSpace,
  embedder: TextEmbedder,
  { workers, items, split }: { readonly workers: number; readonly items: number; readonly split: number },
): Batch<IngestTravel> {
  const underWay = new Map<string, Promise<Unembedded>>();
  const { limits } = embedder;
  return batchStage<IngestTravel, ReadChunk, true>({
    kind: "batch",
    name: "embed",
    // Nobody is waited for who works in this process.
    concurrency: embedder.isLocal ? 2 : workers,
    items,
    maxParts: limits.texts,
    maxWeight: limits.tokensOfCall,
    maxItemWeight: split,
    waitMs,
    weigh: ({ tokens }) => tokens,
    isOfParts: (error) => error instanceof LoteError && refusals.has(error.code),
    parts: (_item, { unembedded = [] }) => unembedded,
    run: async (chunks, context) => {
      // Two documents may have the same chunk, in one request or in two.
      const mine = new Map(
        chunks.filter(({ hash }) => !underWay.has(hash)).map((chunk) => [chunk.hash, chunk]),
      );
      const others = chunks.flatMap(({ hash }) => underWay.get(hash) ?? []);
      const making = make([...mine.values()], space, embedder, context);
      for (const hash of mine.keys()) underWay.set(hash, making);
      try {
        // First what is asked for here: were it forgotten when another's fails, it would be asked for again.
        const own = await making;
        const unembedded = new Map([own, ...(await Promise.all(others))].flatMap((some) => [...some]));
        return chunks.map(({ hash }) => unembedded.get(hash) ?? (true as const));
      } finally {
        for (const hash of mine.keys()) underWay.delete(hash);
      }
    },
    gather: (_item, { unembedded = [], embedded = { chunks: 0, tokens: 0 } }) => ({
      travel: {
        embedded: {
          chunks: embedded.chunks + unembedded.length,
          tokens: unembedded.reduce((sum, { tokens }) => sum + tokens, embedded.tokens),
        },
        unembedded: [],
      },
    }),
  });
}

/** What is wrong with a chunk of which no vector can be made, by its hash. */
type Unembedded = ReadonlyMap<string, LoteError>;

/** Makes those vectors that nobody has made since the documents were read. */
async function make(
  wanted: readonly ReadChunk[],
  space: IndexSpace,
  embedder: TextEmbedder,
  context: Parameters<TextEmbedder["embed"]>[1],
): Promise<Unembedded> {
  const unembedded = new Map<string, LoteError>();
  const missing = await space.missing(wanted.map(({ hash }) => hash));
  const chunks = wanted.filter(({ hash }) => missing.has(hash));
  if (chunks.length === 0) return unembedded;
  const texts = chunks.map((chunk) => ({ text: embeddedText(chunk), tokens: chunk.tokens }));
  await embedder.embed(texts, context, async (vectors) => {
    if (vectors.length !== chunks.length)
      throw new Error(`${vectors.length} vectors of ${chunks.length} texts`);
    const rows = chunks.flatMap(({ hash }, index) => {
      const vector = vectors[index] as Float32Array | LoteError;
      if (!(vector instanceof LoteError)) return [{ hash, vector }];
      unembedded.set(hash, vector);
      return [];
    });
    await space.putVectors(rows, embedder.usdPerMillion !== 0);
  });
  return unembedded;
}
