import { statSync } from "node:fs";
import type { DocumentIndex, DocumentRow, IndexSpace } from "../../../../stores/documents.ts";
import type { ClaimedItem, EffectRow, Json, NewItem, RunRow } from "../../../../stores/ledger.ts";
import type { LocalDevice, TextEmbedder } from "../../../embedding/text/embedder.ts";
import { openEmbedder } from "../../../embedding/text/open-embedder.ts";
import type { Stage } from "../../../flow/stage.ts";
import { openDocumentParsers } from "../../../parsers/open-parsers.ts";
import { fileIsGone } from "../../../sources/file-is-gone.ts";
import { pathOfKey } from "../../../sources/file-key.ts";
import { problemItem, throwProblem } from "../../../sources/problem.ts";
import { wasTaken } from "../../../sources/was-taken.ts";
import { tooLarge } from "../../../text/document-parser.ts";
import { asWorkflow, type WorkflowDefinition, type WorkflowEnvironment } from "../../workflow.ts";
import { abandonedMs, maxBytesOf, splitOf } from "../limits.ts";
import { type IngestParameters, ingestWorkflowName } from "../parameters.ts";
import { documentQueries } from "../queries/search.ts";
import { isUnchanged, recipeFor } from "../recipe.ts";
import { type DocumentEntry, documentEntries } from "../sources/entries.ts";
import { goneDocuments } from "../sources/gone.ts";
import { unfinishedIngests } from "../unfinished.ts";
import { assertWhole } from "./assert-whole.ts";
import { awaitStage } from "./await-stage.ts";
import { batchStage } from "./batch-stage.ts";
import { sumOfDryRun, wouldBe } from "./dry-run.ts";
import { earlierFailures } from "./earlier-failures.ts";
import { embedStage } from "./embed-stage.ts";
import { pruneStages } from "./prune-stages.ts";
import { readStage } from "./read-stage.ts";
import { takeBack, writtenEffect } from "./taken-back.ts";
import type { IngestInput, IngestTravel } from "./travel.ts";
import { writeStage } from "./write-stage.ts";

const page = 500;
/** What the best layout is worth looking for with is a matter of passages; most files have some. */
const passagesOfFile = 10;
/** So many files are enough to know. */
const countedFiles = 500;

/** `lote documents ingest`: folders of documents into the index, each written whole or not at all. */
export const ingestWorkflow: WorkflowDefinition = {
  name: ingestWorkflowName,
  queries: documentQueries,
  open: async (environment) => {
    const { stores, settings, cacheFolder, run, limiter, signal } = environment;
    const parameters = run.parameters as unknown as IngestParameters;
    const expectedTexts = () => passagesExpected(parameters.paths);
    const setting = { settings, cacheFolder, limiter, signal, expectedTexts };
    await using opened = new AsyncDisposableStack();
    const embedder = await openEmbedder(parameters.model, setting);
    opened.defer(() => embedder.close());
    if (embedder.device) noteDevice(environment, embedder.space.model, embedder.device);
    const index = await stores.documents.open(settings.index);
    opened.defer(() => index.close());
    const space = await index.space(embedder.space);
    const isOffered = !run.policy.dryRun && (await offersBatches(environment, parameters, embedder));
    const workflow = ingest(environment, parameters, { embedder, isOffered, index, space });
    // From now on the workflow closes them itself.
    opened.move();
    return asWorkflow<IngestTravel>(workflow);
  },
};

function ingest(
  { stores, settings, run, signal, note }: WorkflowEnvironment,
  parameters: IngestParameters,
  {
    embedder,
    isOffered,
    index,
    space,
  }: {
    readonly embedder: TextEmbedder;
    /** The embedder has batches, and may be asked by them. */
    readonly isOffered: boolean;
    readonly index: DocumentIndex;
    readonly space: IndexSpace;
  },
) {
  const { workers } = parameters;
  const isDry = run.policy.dryRun;
  const reading = Math.min(workers, settings.concurrency ?? navigator.hardwareConcurrency);
  const parsers = openDocumentParsers(reading, embedder.tokenizer, signal);
  const recipe = recipeFor(embedder);
  const maxBytes = maxBytesOf(settings);
  const { tokenizer } = embedder;

  async function* items(): AsyncIterable<NewItem> {
    const failures = earlierFailures(stores.ledger, run.id);
    const { max } = parameters;
    let count = 0;
    for await (const entries of documentEntries(parameters.paths)) {
      const paths = entries.flatMap((entry) => ("file" in entry ? [entry.file.path] : []));
      const known = await space.documents(paths);
      for (const entry of entries) {
        if (max !== null && count >= max) return;
        const item = "problem" in entry ? problemItem(entry) : toItem(entry, known.get(entry.file.path));
        // After a crash the source is read again: what this very run has written still counts.
        if (item.skip === undefined || (max !== null && wasTaken(stores.ledger, run, item.key))) count++;
        yield item;
      }
    }
    if (!parameters.prune || max !== null) return;
    for await (const key of goneDocuments(space, parameters.paths)) yield { key, input: { gone: true } };

    function toItem({ file, format }: DocumentEntry, receipt: DocumentRow | undefined): NewItem {
      const key = file.path;
      if (format === undefined) return { key, input: { file: { ...file } }, skip: "not-a-document" };
      if (file.size > maxBytes) {
        const item = problemItem({ key, problem: tooLarge(file.size, maxBytes) });
        return { key, input: { ...(item.input as object), file: { ...file }, format } };
      }
      const input = { file: { ...file }, format, recipe: recipe.name };
      if (isUnchanged(file, receipt, recipe)) return { key, input, skip: "unchanged" };
      const failure = failures.get(key);
      if (failure?.isSame({ ...file, recipe: recipe.name })) {
        return { key, input: { ...input, problem: failure.problem } };
      }
      return { key, input };
    }
  }

  /** A new space is searched once it holds all that the one before holds. */
  async function finish(): Promise<void> {
    if (isDry) return;
    await assertWhole(stores.ledger, space, run);
    await space.settle();
    // Nobody knows which vectors an unfinished run has counted on, and has paid for.
    if (unfinishedIngests(stores.ledger, run.id).length === 0) await space.sweep(abandonedMs);
    const before = await index.current();
    if (before?.id === space.row.id) return;
    if (before && (await lacks(await index.space(before, "read"))) > 0) {
      note("space-waits", { model: before.model });
      return;
    }
    if ((await space.size()).documents > 0) await index.choose(space.row.id);
  }

  /** How many documents of the other space this one has not, or not as new, although their files are there. */
  async function lacks(other: IndexSpace): Promise<number> {
    let count = 0;
    for (let after = ""; ; ) {
      const rows = await other.page(after, page);
      const here = await space.documents(rows.map(({ path }) => path));
      for (const row of rows) {
        if (isBehind(here.get(row.path), row) && !fileIsGone(row.path)) count++;
      }
      const last = rows.at(-1);
      if (!last || rows.length < page) return count;
      after = last.path;
    }
  }

  const readOptions = { space, parsers, recipe, tokenizer, concurrency: reading, maxBytes };

  /** From what was read to what is found. */
  function writing(): Stage<IngestTravel>[] {
    return [
      ...(embedder.batches
        ? [
            parameters.mode === "batch"
              ? batchStage({ ...readOptions, batches: embedder.batches, isOffered, ledger: stores.ledger })
              : awaitStage(space, stores.ledger),
            readStage({ ...readOptions, name: "reread", run: run.name }),
          ]
        : []),
      embedStage(space, embedder, {
        workers,
        items: workers * parameters.batchSize,
        split: splitOf(settings),
      }),
      writeStage(space, recipe.name, run.name, stores.ledger.now),
    ];
  }

  return {
    name: ingestWorkflowName,
    stages: [
      readStage({ ...readOptions, name: "read", run: run.name, isDry }),
      ...(isDry ? [] : writing()),
      ...(parameters.prune ? pruneStages(space, parameters.paths, { isDry }) : []),
    ],
    items,
    begin: (item: ClaimedItem): IngestTravel => {
      // What was told of a file before counts no more once it is another: then a retry reads it.
      if (!hasChanged(item)) throwProblem(item.input);
      return { ...(item.input as unknown as IngestTravel), ...(item.carry as object | null) };
    },
    carry: ({ unembedded = [], ordered, embedded, document, settled }: IngestTravel): Json => {
      if (unembedded.length > 0) {
        return {
          ordered: {
            hashes: unembedded.map(({ hash }) => hash),
            tokens: unembedded.reduce((sum, { tokens }) => sum + tokens, 0),
          },
        };
      }
      if (!ordered || document || settled) return null;
      return { ordered: { ...ordered, hashes: [...ordered.hashes] }, ...(embedded ? { embedded } : {}) };
    },
    plan: async ({ key }: ClaimedItem, travel: IngestTravel) =>
      writtenEffect(key, travel, run.name, index, space),
    revert: async (effect: EffectRow) => {
      await takeBack(effect, index, space);
      return () => undefined;
    },
    result: (travel: IngestTravel): Json => (isDry ? wouldBe(travel) : written(travel, space.row.id)),
    finish,
    summary: async (row: RunRow): Promise<Json> => {
      const current = await index.current();
      return {
        ...(isDry ? { dryRun: sumOfDryRun(stores.ledger, row) } : {}),
        index: { place: index.place, ...(await space.size()) },
        files: filesOf(stores, row),
        space: { id: space.row.id, model: space.row.model, dimensions: space.row.dimensions },
        searched: current?.id === space.row.id,
        recipe: recipe.name,
      };
    },
    close: async () => {
      await parsers.close();
      await embedder.close();
      await index.close();
    },
  };
}

/** The account of an item whose document is in this space now. */
function written({ document, settled, moved, embedded }: IngestTravel, space: string): Json {
  return {
    ...(settled === undefined ? {} : { settled }),
    ...(moved === undefined ? {} : { movedFrom: moved.path }),
    ...(document
      ? { content: document.content, chunks: document.chunks.length, characters: document.characters }
      : {}),
    ...(embedded ? { embedded: { ...embedded } } : {}),
    space,
  };
}

/** Is the file that is known to fail another by now? One that cannot be looked at is not. */
function hasChanged({ key, input }: ClaimedItem): boolean {
  const { file, problem } = input as IngestInput;
  if (!file || !problem) return false;
  try {
    const { size, mtimeMs } = statSync(pathOfKey(key));
    return size !== file.size || mtimeMs !== file.modifiedMs;
  } catch {
    return false;
  }
}

/** Is what one space has of a document missing, or older than what the other has? */
function isBehind(own: DocumentRow | undefined, other: DocumentRow): boolean {
  return own === undefined || (own.content !== other.content && own.writtenAt < other.writtenAt);
}

function noteDevice(
  { note }: WorkflowEnvironment,
  model: string,
  { provider, hosts, threads, notes }: LocalDevice,
): void {
  note("device", { model, provider, hosts, threads });
  for (const { en, es } of notes) note("text", { en, es });
}

/** About so many passages are to come, or more. */
async function passagesExpected(paths: readonly string[]): Promise<number> {
  let files = 0;
  for await (const entries of documentEntries(paths)) {
    files += entries.filter((entry) => "format" in entry && entry.format !== undefined).length;
    if (files >= countedFiles) break;
  }
  return files * passagesOfFile;
}

/** Says so where batches were wanted, and the server has none: then vectors are asked for at once. */
async function offersBatches(
  { note }: WorkflowEnvironment,
  { mode }: IngestParameters,
  { batches, space }: TextEmbedder,
): Promise<boolean> {
  if (mode !== "batch" || !batches) return false;
  const isOffered = await batches.isOffered();
  if (!isOffered) note("vectors-at-once", { model: space.model });
  return isOffered;
}

/** How far the files of a run have come. Those that are no documents count for nothing. */
function filesOf({ ledger }: WorkflowEnvironment["stores"], { id, activeMs }: RunRow): Json {
  const { done, skipped, failed, pending, leased, waiting } = ledger.counters.counts(id);
  const left = failed + pending + leased + waiting;
  return {
    total: done + skipped + left,
    pending: left,
    perHour: done > 0 && activeMs > 0 ? (done / activeMs) * 3_600_000 : null,
  };
}
