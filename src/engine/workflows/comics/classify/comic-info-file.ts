import { open, stat } from "node:fs/promises";
import { basename, extname } from "node:path";
import type { CoverRow, IssueRow } from "../../../../stores/comics.ts";
import { openZip } from "../../../archives/zip.ts";
import { appendEntry } from "../../../archives/zip-append.ts";
import { readZipTail, type ZipRecord, type ZipTail } from "../../../archives/zip-tail.ts";
import type { ErrorCode } from "../../../errors/catalogue.ts";
import { type ErrorData, LoteError } from "../../../errors/lote-error.ts";
import { inFile } from "../../../files/in-file.ts";
import { type FileState, type Fingerprint, stateIf, TailReplacement } from "../../../files/replace-tail.ts";
import type { SystemPath } from "../../../files/system-path.ts";
import { sniff, sniffLength } from "../../../images/sniff.ts";
import { pathOfKey } from "../../../sources/file-key.ts";
import type { SourceFile } from "../../../sources/walk.ts";
import type { EffectContext } from "../../workflow.ts";
import { maxComicInfo } from "../sources/comic-info.ts";
import { comicInfoName, comicInfosAmong, depthOf, mayHoldComicInfo } from "../sources/comic-info-entry.ts";
import { type KnownFields, mergeComicInfo, type WrittenField } from "../sources/comic-info-merge.ts";

/** What becomes of a comic's ComicInfo.xml. */
export type ComicInfoPlan =
  /** It is written: `xml` is all of it. */
  | {
      readonly state: "written";
      readonly xml: string;
      readonly written: readonly WrittenField[];
      readonly kept: readonly WrittenField[];
    }
  /** It says so already, or says something else that is kept. */
  | { readonly state: "unchanged"; readonly kept: readonly WrittenField[] }
  /** The file is left as it is, for this reason. */
  | { readonly state: "not-written"; readonly code: ErrorCode; readonly data: ErrorData };

/** All that taking it out again needs. */
export interface ArchiveBefore {
  /** Where old and new archive begin to differ. */
  readonly cut: number;
  /** What the old one had from there on: its directory and end records, base64. */
  readonly tail: string;
  readonly before: Fingerprint & { readonly modifiedMs: number };
  readonly after: Fingerprint;
}

/** These keep an archive from being changed, and the comic from nothing else. */
const linkOnly: ReadonlySet<string> = new Set<ErrorCode>([
  "archive-broken",
  "archive-encrypted",
  "archive-format",
  "archive-name-twice",
  "archive-name-unsafe",
  "archive-volume",
  "archive-too-large",
  "comic-info-empty",
  "comic-info-unusable",
]);

/** What the catalogue knows of an issue. A title that is only the name of its cover's file is nothing known. */
export function knownFields(issue: IssueRow, cover: CoverRow): KnownFields {
  const { series, number, year, publisher, title } = issue;
  const isFileName = title === basename(cover.path, extname(cover.path));
  return Object.fromEntries(
    Object.entries({
      Title: isFileName ? "" : title,
      Series: series,
      Number: number,
      Year: year === null ? "" : String(year),
      Publisher: publisher,
    }).filter(([, value]) => value !== ""),
  );
}

/**
 * Looks into the comic, and says what would be written into it.
 *
 * @throws LoteError `file-changed` since it was read, `file-gone`, `file-unreachable`, `file-unwritable`
 */
export async function planComicInfo(
  file: SourceFile,
  known: KnownFields,
  overwrite: boolean,
): Promise<ComicInfoPlan> {
  try {
    if (!mayHoldComicInfo(file.path)) throw new LoteError("archive-format");
    if (Object.keys(known).length === 0) throw new LoteError("comic-info-empty");
    return await inFile(file.path, async () => {
      const path = pathOfKey(file.path);
      await checkUntouched(file);
      await checkIsZip(path);
      const tail = await readZipTail(path);
      const existing = await comicInfoIn(path, tail);
      const { bytes, written, kept } = merge(existing, known, overwrite);
      if (written.length === 0) return { state: "unchanged", kept };
      return { state: "written", xml: Buffer.from(bytes).toString(), written, kept };
    });
  } catch (error) {
    if (!(error instanceof LoteError) || !linkOnly.has(error.code)) throw error;
    return { state: "not-written", code: error.code, data: error.data };
  }
}

/**
 * Writes it, unless an earlier worker, which was killed, had done so: `secured` is what that one had noted.
 *
 * @throws LoteError `file-changed`, `file-gone`, `file-unreachable`, `file-unwritable`, `disk-full`
 */
export async function writeComicInfo(
  file: SourceFile,
  xml: string,
  secured: ArchiveBefore | undefined,
  context: EffectContext,
): Promise<{ readonly archive: ArchiveBefore; readonly state: FileState }> {
  const named = { path: pathOfKey(file.path), name: file.path };
  const written = secured && (await stateIf(named, secured.after, context.signal));
  if (written) return { archive: secured, state: written };
  return inFile(file.path, async () => {
    await checkUntouched(file);
    const old = await readZipTail(named.path);
    const data = new TextEncoder().encode(xml);
    const replaced = recordOf(old);
    const tail = appendEntry(old, { name: comicInfoName, data, at: new Date() }, replaced);
    const change = { ...named, cut: old.cut, tail, now: old.bytes };
    await using replacement = await TailReplacement.prepare(change, context.signal);
    await verify(replacement.copy, old, replaced, data);
    const archive: ArchiveBefore = {
      cut: old.cut,
      tail: Buffer.from(old.bytes).toString("base64"),
      before: { ...replacement.before, modifiedMs: file.modifiedMs },
      after: replacement.after,
    };
    await context.secure({
      archive: { ...archive, before: { ...archive.before }, after: { ...archive.after } },
    });
    return { archive, state: await replacement.put() };
  });
}

/**
 * Gives the old archive back, byte for byte.
 *
 * @throws LoteError `file-changed` when it is neither the new nor the old one; the others of {@link writeComicInfo}
 */
export async function takeOutComicInfo(
  key: string,
  { cut, tail, before, after }: ArchiveBefore,
  context: EffectContext,
): Promise<FileState> {
  const named = { path: pathOfKey(key), name: key };
  const restored = await stateIf(named, before, context.signal);
  if (restored) return restored;
  const { modifiedMs } = before;
  const change = { ...named, cut, tail: Buffer.from(tail, "base64"), now: after, modifiedMs };
  await using replacement = await TailReplacement.prepare(change, context.signal);
  if (replacement.after.sha256 !== before.sha256) throw new LoteError("file-changed", { path: key });
  await context.secure();
  return await replacement.put();
}

/** It is not the comic that was read when anything else wrote to it since. */
async function checkUntouched({ path, size, modifiedMs }: SourceFile): Promise<void> {
  const now = await stat(pathOfKey(path));
  if (now.size !== size || now.mtimeMs !== modifiedMs) throw new LoteError("file-changed", { path });
}

/** A file named as a cbz may be of another kind. What no kind is known of may be a zip behind something else. */
async function checkIsZip(path: SystemPath): Promise<void> {
  await using handle = await open(path, "r");
  const { buffer, bytesRead } = await handle.read(new Uint8Array(sniffLength), 0, sniffLength, 0);
  const kind = sniff(buffer.subarray(0, bytesRead));
  if (kind !== "zip" && kind !== "unknown") throw new LoteError("archive-format");
}

/** The ComicInfo.xml that counts. @throws LoteError `comic-info-unusable` when it is not clear which one that is */
function recordOf({ records }: ZipTail): ZipRecord | undefined {
  const [first, second] = comicInfosAmong(records);
  if (first && second && depthOf(first.name) === depthOf(second.name)) {
    throw new LoteError("comic-info-unusable", { detail: `${first.name}, ${second.name}` });
  }
  return first;
}

async function comicInfoIn(path: SystemPath, tail: ZipTail): Promise<Uint8Array | undefined> {
  const record = recordOf(tail);
  const zip = await openZip(path);
  try {
    const found = comicInfosAmong(zip.entries);
    // Both readings of the archive must mean the same entries.
    if (found.length !== comicInfosAmong(tail.records).length) {
      throw new LoteError("archive-broken", { detail: comicInfoName });
    }
    const [entry] = found;
    return record && entry && (await zip.read(entry, maxComicInfo));
  } finally {
    await zip.close();
  }
}

function merge(existing: Uint8Array | undefined, known: KnownFields, overwrite: boolean) {
  try {
    return mergeComicInfo(existing, known, overwrite);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new LoteError("comic-info-unusable", { detail: detail.split("\n", 1)[0] ?? "" }, { cause });
  }
}

/** Opens the new archive anew: every other entry's record is the same, and the new one can be read. */
async function verify(
  copy: SystemPath,
  old: ZipTail,
  replaced: ZipRecord | undefined,
  data: Uint8Array,
): Promise<void> {
  const now = await readZipTail(copy);
  const others = now.records.filter((_, index) => index !== indexOfNew(old, replaced));
  const before = old.records.filter((record) => record !== replaced);
  const isSame =
    others.length === before.length &&
    others.every(({ bytes }, index) => Buffer.from(bytes).equals(before[index]?.bytes ?? new Uint8Array()));
  const read = await comicInfoIn(copy, now);
  if (!isSame || !read || !Buffer.from(read).equals(data)) {
    throw new LoteError("bug", { detail: "the new archive is not what it should be" });
  }
}

function indexOfNew({ records }: ZipTail, replaced: ZipRecord | undefined): number {
  return replaced ? records.indexOf(replaced) : records.length;
}
