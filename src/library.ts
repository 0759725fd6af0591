/**
 * lote as a library: `import { open } from "lote"`. The same runs as on the command line, typed.
 *
 * @example
 * const lote = open("./collection");
 * await lote.comics.addCovers(["./covers"]);
 * const result = await lote.comics.classify(["./comics"], { accept: "strong" });
 * console.log(result.counts, [...lote.items(result.run)]);
 * await lote.close();
 */
import { resolve } from "node:path";
import type { EngineSettings } from "./engine/config/engine-settings.ts";
import { OpenQueries } from "./engine/queries/open-queries.ts";
import type { QueryKind } from "./engine/queries/query.ts";
import { findRun, undoRun } from "./engine/run/control.ts";
import { documentOf, type RunDocument } from "./engine/run/document.ts";
import { type ExportLine, exportRun } from "./engine/run/export.ts";
import { type StartRequest, startRun } from "./engine/run/start.ts";
import { runWorker } from "./engine/run/worker.ts";
import {
  type ImportParameters,
  importRequest,
  type NameSource,
} from "./engine/workflows/characters/parameters.ts";
import { type PictureStep, pictureSteps } from "./engine/workflows/characters/pictures/find-pictures.ts";
import { calibrateRequest, catalogueRequest, classifyRequest } from "./engine/workflows/comics/commands.ts";
import {
  type IngestMode,
  ingestRequest,
  placeOfIndex,
  usualBatchSize as usualWaiting,
  usualWorkers,
} from "./engine/workflows/documents/parameters.ts";
import { documentsSearch, type Passage } from "./engine/workflows/documents/queries/kinds.ts";
import { type CrewFrom, embedRequest } from "./engine/workflows/faces/parameters.ts";
import { type IdentifiedPhoto, identifyPhotos } from "./engine/workflows/faces/queries/identify-photos.ts";
import { type ExportedProduct, exportedProducts } from "./engine/workflows/products/export.ts";
import { type Mode, normalizeRequest, usualBatchSize } from "./engine/workflows/products/parameters.ts";
import { type Columns, guessColumns } from "./engine/workflows/products/source/columns.ts";
import { headerOf } from "./engine/workflows/products/source/rows.ts";
import { workflows } from "./engine/workflows/registry.ts";
import type { CharacterRow } from "./stores/characters.ts";
import type { Policy } from "./stores/ledger.ts";
import { openStores } from "./stores/sqlite/open.ts";

export { LoteError } from "./engine/errors/lote-error.ts";
export type { CharacterRow, ExportedProduct, ExportLine, IdentifiedPhoto, Passage, Policy, RunDocument };

export interface OpenLibraryOptions {
  readonly settings?: EngineSettings;
  /** The model of all runs; the workflow's own default when left out. */
  readonly model?: string;
  /** Language of the messages in documents. */
  readonly language?: "en" | "es";
}

/** How people and characters are imported. */
export interface ImportOptions {
  /** What they have in common: it tells namesakes apart. */
  readonly category?: string;
  /** Where pictures are looked for, in this order; all sources, and that of the encyclopedias first, when left out. */
  readonly sources?: readonly PictureStep[];
  /** So many at a time, 1 to 10; 5 when left out. */
  readonly concurrency?: number;
  /** Also those who are imported already. */
  readonly refresh?: boolean;
  /** Of those who are not imported yet, the first so many. */
  readonly max?: number;
  /** Dollars; nothing is paid for when left out. */
  readonly maxCostUsd?: number;
}

/** How products are normalised. */
export interface NormalizeOptions {
  /** Fields of lote and the columns of the file that hold them; guessed where they are left out. */
  readonly columns?: Columns;
  /** `auto` when left out: by how many products are new. */
  readonly mode?: Mode;
  /** Of the file, the first so many. */
  readonly max?: number;
  /** Dollars; nothing is paid for when left out. */
  readonly maxCostUsd?: number;
}

/** How documents are read into the index. */
export interface IngestOptions {
  /** Documents of these paths whose files are gone go as well. */
  readonly prune?: boolean;
  /** Files at work at once, 1 to 64; 10 when left out. */
  readonly workers?: number;
  /** Files that each of them may have waiting for their vectors; 38 when left out. */
  readonly batchSize?: number;
  /** `batch`: vectors are ordered together at half the price, and come within a day; `sync` when left out. */
  readonly mode?: IngestMode;
  readonly max?: number;
  /** Dollars; nothing is paid for when left out. */
  readonly maxCostUsd?: number;
}

/** Of which documents, and how many passages. */
export interface SearchOptions {
  /** 1 to 1000; 10 when left out. */
  readonly limit?: number;
  /** Only documents under this folder. */
  readonly within?: string;
  readonly format?: string;
}

/** A workspace, opened. `await using` closes it. */
export interface Lote extends AsyncDisposable {
  readonly comics: {
    /** Adds covers (folders, pictures, CSV files) to the catalogue. */
    addCovers(paths: readonly string[], options?: { force?: boolean }): Promise<RunDocument>;
    /**
     * Matches comics to the catalogue; applies nothing unless the policy accepts strong matches, and writes into no
     * comic unless `comicInfo` says so.
     */
    classify(
      paths: readonly string[],
      policy?: Partial<Policy> & {
        all?: boolean;
        threshold?: number;
        comicInfo?: "never" | "fill" | "overwrite";
      },
    ): Promise<RunDocument>;
    /**
     * Fits probabilities to the catalogue's covers, distorted, and to answers of people: `max` examples in all. They
     * are kept for the space, and can be taken back.
     */
    calibrate(options?: { max?: number }): Promise<RunDocument>;
  };
  readonly characters: {
    /**
     * Imports people and characters by their names, with their pictures, into the collection. Who or which picture is
     * meant waits for review where it is doubtful. Nothing is paid for unless `maxCostUsd` says how much may be.
     *
     * @param from names; or a CSV file, with the column of the names; or a saved list
     */
    import(
      from:
        | readonly string[]
        | { readonly file: string; readonly column?: string }
        | { readonly list: string },
      options?: ImportOptions,
    ): Promise<RunDocument>;
    /** Somebody of the collection, by a name that led to them. */
    get(name: string): CharacterRow | undefined;
  };
  readonly faces: {
    /** Makes vectors of a crew: a folder with a folder a person, or a CSV of keys and pictures. They stay here. */
    embed(from: { readonly folder: string } | { readonly csv: string }): Promise<RunDocument>;
    /** Who is in each photo; a photo that cannot be read is told with its failure. Nothing is changed by it. */
    identify(photos: readonly string[]): Promise<IdentifiedPhoto[]>;
  };
  readonly products: {
    /**
     * Normalises the names of a CSV or JSONL file into the collection: by rules alone, unless `maxCostUsd` says how
     * much a model may cost.
     */
    normalize(file: string, options?: NormalizeOptions): Promise<RunDocument>;
    /** The collection. */
    all(): Generator<ExportedProduct>;
  };
  readonly documents: {
    /** Reads folders and files into the index; what is unchanged costs nothing. */
    ingest(paths: readonly string[], options?: IngestOptions): Promise<RunDocument>;
    /** Passages by vectors and words together, best first. @throws LoteError `index-empty` */
    search(text: string, options?: SearchOptions): Promise<Passage[]>;
  };
  /** What became of each item of a run, by key. */
  items(run: string): Generator<ExportLine>;
  /** Takes back what a run applied. */
  undo(run: string): Promise<RunDocument>;
  /** Ends what it has opened; closing it again does nothing. */
  close(): Promise<void>;
}

const suggest: Policy = { accept: "nothing", onAmbiguous: "review", dryRun: false };
/** Starting it is the permission. */
const apply: Policy = { ...suggest, accept: "strong" };

/**
 * Opens a workspace folder, making it where it is missing. Runs are worked on in this process.
 *
 * @throws LoteError `store-newer`, `store-corrupt`, `unreadable`, `disk-full`
 */
export function open(folder: string, options: OpenLibraryOptions = {}): Lote {
  const language = options.language ?? "en";
  const model = options.model ?? null;
  const stores = openStores(resolve(folder), { pauseMs: 5 });
  const { ledger } = stores;

  async function work(name: string, settings: EngineSettings = options.settings ?? {}): Promise<RunDocument> {
    await runWorker({
      stores,
      workflows,
      settings,
      cacheFolder: `${stores.folder}/cache`,
      run: name,
      once: true,
      lingerMs: 0,
      stop: new AbortController().signal,
    });
    ledger.actor = 0;
    return documentOf(ledger, findRun(ledger, name), language);
  }

  async function start(request: StartRequest, settings?: EngineSettings): Promise<RunDocument> {
    const { run } = await startRun(ledger, request);
    return work(run.name, settings);
  }

  /** Nothing is paid for where nobody says how much may be. */
  function startPaid(request: StartRequest, maxCostUsd: number | undefined): Promise<RunDocument> {
    const { settings = {} } = options;
    if (maxCostUsd === undefined) return start(request, withoutPay(settings));
    return start({ ...request, policy: { ...request.policy, maxCostUsd } }, settings);
  }

  const queries = new OpenQueries({
    stores,
    workflows,
    settings: options.settings ?? {},
    cacheFolder: `${stores.folder}/cache`,
  });

  async function ask<Input, Row>({ name, row }: QueryKind<Input, Row>, input: Input): Promise<Row[]> {
    const query = await queries.get(name);
    const rows = await Array.fromAsync(query.run(input, new AbortController().signal));
    return rows.map((one) => row.parse(one));
  }

  async function close(): Promise<void> {
    await queries.close();
    stores.close();
  }

  const absolute = (paths: readonly string[]) => paths.map((path) => resolve(path));
  return {
    comics: {
      addCovers: (paths, { force = false } = {}) =>
        start(catalogueRequest({ paths: absolute(paths), force, model, max: null }, apply)),
      classify: (paths, { all = false, threshold, comicInfo = "never", ...policy } = {}) =>
        start(
          classifyRequest(
            { paths: absolute(paths), all, threshold: threshold ?? null, model, max: null, comicInfo },
            { ...suggest, ...policy },
          ),
        ),
      calibrate: ({ max } = {}) => start(calibrateRequest({ model, max: max ?? null }, suggest)),
    },
    characters: {
      import: (from, { maxCostUsd, ...wanted } = {}) => {
        const parameters: ImportParameters = {
          source: namesFrom(from),
          category: wanted.category ?? null,
          pictures: wanted.sources ?? pictureSteps,
          concurrency: wanted.concurrency ?? 5,
          refresh: wanted.refresh ?? false,
          max: wanted.max ?? null,
        };
        return startPaid(importRequest(parameters, apply), maxCostUsd);
      },
      get: (name) => stores.characters.collection.named(name),
    },
    faces: {
      embed: (from) => {
        const crew: CrewFrom =
          "folder" in from
            ? { kind: "folder", path: resolve(from.folder) }
            : { kind: "csv", path: resolve(from.csv) };
        return start(
          embedRequest(
            { from: crew, to: "workspace", all: false, person: null, force: false, model, max: null },
            apply,
          ),
        );
      },
      identify: (photos) => ask(identifyPhotos, { photos: absolute(photos), model, vectors: "workspace" }),
    },
    products: {
      normalize: async (file, { columns, mode = "auto", max, maxCostUsd } = {}) => {
        const path = resolve(file);
        const parameters = {
          path,
          columns: guessColumns(await headerOf(path), columns),
          mode,
          route: null,
          model,
          batchSize: usualBatchSize,
          max: max ?? null,
        };
        return startPaid(normalizeRequest(parameters, apply), maxCostUsd);
      },
      all: () => exportedProducts(stores),
    },
    documents: {
      ingest: (paths, { maxCostUsd, max, ...wanted } = {}) => {
        const parameters = {
          paths: absolute(paths),
          workers: wanted.workers ?? usualWorkers,
          batchSize: wanted.batchSize ?? usualWaiting,
          mode: wanted.mode ?? "sync",
          model,
          prune: wanted.prune ?? false,
          max: max ?? null,
          index: placeOfIndex(options.settings?.index),
        };
        return startPaid(ingestRequest(parameters, suggest), maxCostUsd);
      },
      search: (text, { limit = 10, within, format } = {}) =>
        ask(documentsSearch, {
          text,
          limit,
          ...(within === undefined ? {} : { within: resolve(within) }),
          ...(format === undefined ? {} : { format }),
        }),
    },
    items: (run) => exportRun(ledger, findRun(ledger, run), language),
    undo: async (name) => {
      const run = findRun(ledger, name);
      await undoRun(ledger, run);
      return ledger.runs.get(run.id)?.state === "active" ? work(name) : documentOf(ledger, run, language);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

type NamesFrom = Parameters<Lote["characters"]["import"]>[0];

function namesFrom(from: NamesFrom): NameSource {
  if ("file" in from) return { kind: "file", path: resolve(from.file), column: from.column ?? null };
  return "list" in from ? { kind: "list", list: from.list } : { kind: "names", names: from };
}

/** Without the service that costs money. */
function withoutPay(settings: EngineSettings): EngineSettings {
  const { "openai-api-key": _, "openai-base-url": __, ...free } = settings;
  return free;
}
