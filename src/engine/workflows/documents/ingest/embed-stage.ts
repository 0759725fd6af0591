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

/** Makes the vectors that are missing, chunks of many documents together, and keeps each at once: it is never made twice. */
export function embedStage(
  space: IndexSpace,
  embedder: TextEmbedder,
  { workers, items }: { readonly workers: number; readonly items: number },
): Batch<IngestTravel> {
  const underWay = new Map<string, Promise<void>>();
  const { limits } = embedder;
  return batchStage<IngestTravel, ReadChunk, true>({
    kind: "batch",
    name: "embed",
    // Nobody is waited for who works in this process.
    concurrency: embedder.isLocal ? 2 : workers,
    items,
    maxParts: limits.texts,
    maxWeight: limits.tokensOfCall,
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
        await Promise.all([making, ...others]);
      } finally {
        for (const hash of mine.keys()) underWay.delete(hash);
      }
      return chunks.map(() => true as const);
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

async function make(
  chunks: readonly ReadChunk[],
  space: IndexSpace,
  embedder: TextEmbedder,
  context: Parameters<TextEmbedder["embed"]>[1],
): Promise<void> {
  if (chunks.length === 0) return;
  const texts = chunks.map((chunk) => ({ text: embeddedText(chunk), tokens: chunk.tokens }));
  await embedder.embed(texts, context, async (vectors) => {
    const rows = chunks.flatMap(({ hash }, index) => {
      const vector = vectors[index];
      return vector ? [{ hash, vector }] : [];
    });
    if (rows.length !== chunks.length) throw new Error(`${vectors.length} vectors of ${chunks.length} texts`);
    await space.putVectors(rows, embedder.usdPerMillion !== 0);
  });
}
