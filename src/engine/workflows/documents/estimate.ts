import { join } from "node:path";
import type { Json } from "../../../stores/ledger.ts";
import type { Stores } from "../../../stores/sqlite/open.ts";
import type { EngineSettings } from "../../config/engine-settings.ts";
import { openEmbedder } from "../../embedding/text/open-embedder.ts";
import type { ErrorCode } from "../../errors/catalogue.ts";
import { LoteError } from "../../errors/lote-error.ts";
import { secondsOfBatch } from "../../language-model/batch.ts";
import { openDocumentParsers } from "../../parsers/open-parsers.ts";
import type { SourceFile } from "../../sources/walk.ts";
import type { DocumentFormat } from "../../text/extract/formats.ts";
import type { Estimate } from "../workflow.ts";
import { EstimateTree, type TokensOfByte } from "./estimate-tree.ts";
import { type ReadOptions, read } from "./ingest/read-stage.ts";
import { maxBytesOf } from "./limits.ts";
import type { IngestParameters } from "./parameters.ts";
import { isUnchanged, recipeFor } from "./recipe.ts";
import { documentEntries } from "./sources/entries.ts";

/** Of each format so many files are really read, and their tokens counted; the others are taken to be like them. */
const samples = 3;
/** A sample that takes longer says nothing that is worth waiting for. */
const sampleMs = 10_000;
/** Larger files are no samples. */
const sampleBytes = 4 * 2 ** 20;

/** Files of one format, and what is expected of them. */
interface FormatCount {
  files: number;
  bytes: number;
  /** Evenly taken from all of them. */
  readonly sample: SourceFile[];
}

/** What an ingest will take: files by format, tokens by samples of each, money by the embedder's price. */
export async function estimateIngest(
  stores: Stores,
  parameters: IngestParameters,
  settings: EngineSettings,
  signal?: AbortSignal,
): Promise<Estimate> {
  const cacheFolder = join(stores.folder, "cache");
  const embedder = await openEmbedder(parameters.model, { settings, cacheFolder }).catch((error: unknown) => {
    if (error instanceof LoteError) return error;
    throw error;
  });
  if (embedder instanceof LoteError) return nothingBut(embedder.code, embedder.data);
  await using opened = new AsyncDisposableStack();
  opened.defer(() => embedder.close());
  const index = await stores.documents.open(settings.index);
  opened.defer(() => index.close());
  const recipe = recipeFor(embedder);
  const formats = new Map<DocumentFormat, FormatCount>();
  const tree = new EstimateTree(parameters.paths);
  let items = 0;
  let unchanged = 0;
  let others = 0;
  let problems = 0;
  const space = await index.space(embedder.space, "read");
  for await (const entries of documentEntries(parameters.paths)) {
    if (signal?.aborted || items === parameters.max) break;
    const paths = entries.flatMap((entry) => ("file" in entry ? [entry.file.path] : []));
    const known = await space.documents(paths);
    for (const entry of entries) {
      if ("problem" in entry) problems++;
      else if (entry.format === undefined) others++;
      else if (items !== parameters.max) {
        const { file, format } = entry;
        if (isUnchanged(file, known.get(file.path), recipe)) unchanged++;
        else {
          items++;
          count(formats, format, file);
          tree.add(file, format);
        }
      }
    }
  }
  const { tokens, seconds, tokensOfByte } = await expected(
    formats,
    { recipe, tokenizer: embedder.tokenizer, maxBytes: maxBytesOf(settings) },
    signal,
  );
  const batches =
    parameters.mode === "batch" && (await embedder.batches?.isOffered()) ? embedder.batches : null;
  const price = (embedder.usdPerMillion ?? Number.NaN) * (batches?.factor ?? 1);
  const reading = seconds / Math.min(parameters.workers, navigator.hardwareConcurrency);
  // Both want the same processors.
  const embedding = embedder.device ? tokens / embedder.device.tokensPerSecond : 0;
  const ownSeconds = Math.ceil(reading + embedding);
  return {
    items,
    requests: embedder.isLocal
      ? 0
      : // A batch has a request for each passage.
        Math.ceil(tokens / (batches ? recipe.chunk.size : embedder.limits.tokensOfCall)),
    usd: (tokens / 1e6) * price,
    seconds: ownSeconds + (batches && tokens > 0 ? secondsOfBatch : 0),
    missing: [],
    detail: {
      unchanged,
      others,
      problems,
      tokens,
      mode: batches ? "batch" : "sync",
      model: embedder.space.model,
      formats: Object.fromEntries([...formats].map(([format, { files }]) => [format, files])),
      tree: tree.lines(tokensOfByte, price / 1e6) as unknown as Json,
    } satisfies Json,
  };
}

function count(formats: Map<DocumentFormat, FormatCount>, format: DocumentFormat, file: SourceFile): void {
  const known = formats.get(format) ?? { files: 0, bytes: 0, sample: [] };
  formats.set(format, known);
  known.files++;
  known.bytes += file.size;
  if (file.size > sampleBytes) return;
  if (known.sample.length < samples) known.sample.push(file);
  // Each time there are twice as many, the sample moves on by one.
  else if (Number.isInteger(Math.log2(known.files))) known.sample.splice(0, 1, file);
}

/** Tokens of all, and seconds of one processor, by what the samples took for each byte. */
async function expected(
  formats: ReadonlyMap<DocumentFormat, FormatCount>,
  options: Omit<ReadOptions, "parsers">,
  signal: AbortSignal | undefined,
): Promise<{ tokens: number; seconds: number; tokensOfByte: TokensOfByte }> {
  const parsers = openDocumentParsers(1, options.tokenizer, signal);
  const tokensOfByte = new Map<DocumentFormat, number>();
  let tokens = 0;
  let seconds = 0;
  try {
    for (const [format, { bytes, sample }] of formats) {
      const seen = { bytes: 0, tokens: 0, seconds: 0 };
      for (const file of sample) {
        const since = performance.now();
        const document = await read(file.path, format, null, { parsers, ...options }, sampleMs).catch(
          () => undefined,
        );
        seen.bytes += file.size;
        seen.seconds += (performance.now() - since) / 1000;
        seen.tokens += document?.chunks.reduce((sum, chunk) => sum + chunk.tokens, 0) ?? 0;
      }
      // Nothing is known of a format none of whose files is a sample: as many tokens as a text of that size has.
      const ofByte = seen.bytes > 0 ? seen.tokens / seen.bytes : 1 / 3;
      tokensOfByte.set(format, ofByte);
      tokens += ofByte * bytes;
      seconds += seen.bytes > 0 ? (seen.seconds / seen.bytes) * bytes : 0;
    }
  } finally {
    await parsers.close();
  }
  return { tokens: Math.ceil(tokens), seconds, tokensOfByte };
}

function nothingBut(code: ErrorCode, data: Estimate["missing"][number]["data"]): Estimate {
  return { items: null, requests: 0, usd: 0, seconds: null, missing: [{ code, data }], detail: {} };
}
