import { type BigIntStats, constants } from "node:fs";
import { access, type FileHandle, open, realpath, rename, stat } from "node:fs/promises";
import { LoteError } from "../errors/lote-error.ts";
import { inFile } from "./in-file.ts";
import { copyToPart, discard, isOwn, type PartFile } from "./part-file.ts";
import { folderOf, type SystemPath } from "./system-path.ts";

/** What a file is, to the last byte. */
export interface Fingerprint {
  /** Bytes. */
  readonly size: number;
  /** Of all of it, hexadecimal. */
  readonly sha256: string;
}

/** A file and what it is called in messages. */
export interface NamedFile {
  readonly path: SystemPath;
  readonly name: string;
}

/** A file as it is to be from now on: the same up to `cut`, and `tail` from there on. */
export interface NewTail extends NamedFile {
  readonly cut: number;
  readonly tail: Uint8Array;
  /** What must be there now: the whole file, or what follows `cut`. */
  readonly now: Fingerprint | Uint8Array;
  /** When it was changed last, milliseconds since 1970; now, when left out. */
  readonly modifiedMs?: number;
}

/** What a folder says of a file. */
export interface FileState {
  readonly size: number;
  readonly modifiedMs: number;
}

/** So much of a file is in memory at once. */
const chunk = 2 ** 20;

/**
 * A copy of a file with another tail, finished but for its name: on the disk, beside the file, with its owner and
 * permissions. {@link put} gives it the file's place; disposed of before that, it leaves nothing behind.
 *
 * Memory does not grow with the file. Where the path is a symbolic link, it is the file behind it that is replaced, and
 * the link stays. Other hard links to the file keep its old content.
 */
export class TailReplacement implements AsyncDisposable {
  private constructor(
    private readonly name: string,
    /** The file itself, behind any links. */
    private readonly target: SystemPath,
    private readonly opened: BigIntStats,
    private readonly part: PartFile,
    /** What the file is, and what it will be. */
    readonly before: Fingerprint,
    readonly after: Fingerprint,
  ) {}

  /**
   * Makes the copy. Whatever an earlier attempt that was killed left beside the file is swept up.
   *
   * @throws LoteError `file-changed`, `file-gone`, `file-unwritable`, `file-unreachable`, `disk-full`
   */
  static prepare(change: NewTail, signal: AbortSignal): Promise<TailReplacement> {
    const { name } = change;
    return inFile(name, async () => {
      const target = await behindLinks(change.path);
      await access(target, constants.R_OK | constants.W_OK);
      const opened = await stat(target, { bigint: true });
      if (!opened.isFile()) throw new LoteError("file-unwritable", { path: name, detail: "EISDIR" });
      const size = change.now instanceof Uint8Array ? change.cut + change.now.length : change.now.size;
      if (Number(opened.size) !== size) throw new LoteError("file-changed", { path: name });
      signal.throwIfAborted();
      const part = await copyToPart(target);
      try {
        const { before, after } = await exchangeTail(part.handle, change, signal);
        await takeOver(part.handle, opened, change);
        await part.handle.sync();
        return new TailReplacement(name, target, opened, part, before, after);
      } catch (error) {
        await discard(part);
        throw error;
      }
    });
  }

  /** The finished copy, to be looked at before it gets its name. */
  get copy(): SystemPath {
    return this.part.path;
  }

  /**
   * Gives the copy the file's name: from one instant to the next the file is the new one.
   *
   * @throws LoteError as {@link prepare}; `file-changed` when the file is no longer the one that was copied
   */
  put(): Promise<FileState> {
    const { name, target } = this;
    return inFile(name, async () => {
      // A worker that was taken for dead must not give its successor's unfinished copy the file's place.
      if (!(await isOwn(this.part))) throw new LoteError("file-unreachable", { path: name, detail: "EBUSY" });
      const now = await stat(target, { bigint: true });
      if (!isUntouched(now, this.opened)) throw new LoteError("file-changed", { path: name });
      await rename(this.part.path, target);
      await syncFolderOf(target);
      const { size, mtimeMs } = await stat(target);
      return { size, modifiedMs: mtimeMs };
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await discard(this.part);
  }
}

/**
 * The file's state if it is this very one, to the last byte; else undefined.
 *
 * @throws LoteError `file-gone`, `file-unreachable`, `file-unwritable`
 */
export function stateIf(
  { path, name }: NamedFile,
  { size, sha256 }: Fingerprint,
  signal: AbortSignal,
): Promise<FileState | undefined> {
  return inFile(name, async () => {
    const target = await behindLinks(path);
    await using handle = await open(target, "r");
    const found = await handle.stat();
    if (found.size !== size) return undefined;
    const hash = new Bun.CryptoHasher("sha256");
    await readThrough(handle, 0, size, (bytes) => void hash.update(bytes), signal);
    if (hash.digest("hex") !== sha256) return undefined;
    // Whoever gave it its name may have been killed before that was on the disk.
    await syncFolderOf(target);
    return { size, modifiedMs: found.mtimeMs };
  });
}

async function behindLinks(path: SystemPath): Promise<SystemPath> {
  return typeof path === "string" ? realpath(path) : realpath(path, { encoding: "buffer" });
}

/** Of what old and new share, one reading serves both fingerprints. */
async function exchangeTail(
  copy: FileHandle,
  { cut, tail, now, name }: NewTail,
  signal: AbortSignal,
): Promise<{ before: Fingerprint; after: Fingerprint }> {
  const { size } = await copy.stat();
  const hash = new Bun.CryptoHasher("sha256");
  await readThrough(copy, 0, cut, (bytes) => void hash.update(bytes), signal);
  const old: Uint8Array[] = [];
  await readThrough(copy, cut, size - cut, (bytes) => void old.push(bytes.slice()), signal);
  const oldTail = Buffer.concat(old);
  const before = { size, sha256: hash.copy().update(oldTail).digest("hex") };
  const isExpected = now instanceof Uint8Array ? oldTail.equals(now) : before.sha256 === now.sha256;
  if (!isExpected) throw new LoteError("file-changed", { path: name });
  await copy.truncate(cut);
  for (let at = 0; at < tail.length; ) {
    at += (await copy.write(tail, at, tail.length - at, cut + at)).bytesWritten;
  }
  return { before, after: { size: cut + tail.length, sha256: hash.update(tail).digest("hex") } };
}

/** Owner and permissions of the old file; when it was changed, where that is said. */
async function takeOver(copy: FileHandle, old: BigIntStats, { name, modifiedMs }: NewTail): Promise<void> {
  const own = await copy.stat({ bigint: true });
  if (own.uid !== old.uid || own.gid !== old.gid) {
    try {
      await copy.chown(Number(old.uid), Number(old.gid));
    } catch (cause) {
      throw new LoteError("file-unwritable", { path: name, detail: "EPERM: chown" }, { cause });
    }
  }
  // Some file systems know no permissions, and refuse to set any.
  const mode = Number(old.mode & 0o7777n);
  if (Number(own.mode & 0o7777n) !== mode) await copy.chmod(mode);
  if (modifiedMs !== undefined) await copy.utimes(new Date(), modifiedMs / 1000);
}

/** The same file, and nobody has changed it. */
function isUntouched(now: BigIntStats, then: BigIntStats): boolean {
  return (["dev", "ino", "size", "mtimeNs", "ctimeNs"] as const).every((of) => now[of] === then[of]);
}

async function readThrough(
  handle: FileHandle,
  from: number,
  length: number,
  take: (bytes: Uint8Array) => void,
  signal: AbortSignal,
): Promise<void> {
  const buffer = new Uint8Array(Math.min(chunk, length));
  for (let done = 0; done < length; ) {
    signal.throwIfAborted();
    const wanted = Math.min(buffer.length, length - done);
    const { bytesRead } = await handle.read(buffer, 0, wanted, from + done);
    if (bytesRead === 0) return;
    take(buffer.subarray(0, bytesRead));
    done += bytesRead;
  }
}

/** A new name is on the disk only once its folder is; where folders cannot be waited for, the system sees to it. */
async function syncFolderOf(path: SystemPath): Promise<void> {
  await using folder = await open(folderOf(path), "r");
  await folder.sync().catch((error: Error & { readonly code?: string }) => {
    if (!["EINVAL", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].includes(error.code ?? "")) throw error;
  });
}
