import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, type FileHandle, open, rm, stat } from "node:fs/promises";
import { folderOf, type SystemPath, within } from "./system-path.ts";

/**
 * Where the successor of a file is put together: beside it, hidden, and always under the same name, so that what a
 * killed worker left there is found by the next one.
 *
 * @param file an absolute path
 */
export function partOf(file: SystemPath): SystemPath {
  const hash = createHash("sha256").update(file).digest("hex").slice(0, 16);
  return within(folderOf(file), `.lote-${hash}.part`);
}

/** A file that is being put together, with the handle that alone says whose it is. */
export interface PartFile {
  readonly path: SystemPath;
  readonly handle: FileHandle;
}

/**
 * A copy of a file to be changed, under the name that {@link partOf} gives. Its blocks are shared with the file where the
 * file system can do that (btrfs, XFS), and copied in the kernel where it cannot. What stood there before goes.
 */
export async function copyToPart(file: SystemPath): Promise<PartFile> {
  const path = partOf(file);
  await rm(path, { force: true });
  try {
    await copyFile(file, path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  } catch (error) {
    // Another worker's, made since this one looked.
    const isAnothers = error instanceof Error && "code" in error && error.code === "EEXIST";
    if (!isAnothers) await rm(path, { force: true }).catch(() => undefined);
    throw error;
  }
  return { path, handle: await open(path, "r+") };
}

/** Does the name still lead to this file, and not to one that another worker has begun since? */
export async function isOwn({ path, handle }: PartFile): Promise<boolean> {
  const [own, named] = await Promise.all([
    handle.stat({ bigint: true }),
    stat(path, { bigint: true }).catch(() => undefined),
  ]);
  return own.ino === named?.ino && own.dev === named.dev;
}

/** Leaves nothing of it behind. */
export async function discard(part: PartFile): Promise<void> {
  if (await isOwn(part).catch(() => false)) await rm(part.path, { force: true }).catch(() => undefined);
  await part.handle.close();
}
