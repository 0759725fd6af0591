import { mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

export interface WriteOptions {
  /** Is it on the disk when this is done? So it is where left out; what can be had again need not be. */
  readonly durable?: boolean;
  /** Of folders that are made; the usual where left out. */
  readonly folderMode?: number;
}

/**
 * Writes a file so that there is either the old one or the whole new one, whatever happens: into a temporary beside it,
 * onto the disk, then renamed. Missing folders are made.
 *
 * @param content the whole of it, or its pieces in order
 */
export async function writeWhole(
  path: string,
  content: Uint8Array | string | readonly (Uint8Array | string)[],
  { durable = true, folderMode }: WriteOptions = {},
): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, ...(folderMode === undefined ? {} : { mode: folderMode }) });
  const part = join(folder, `.${basename(path).slice(0, 100)}.${crypto.randomUUID().slice(0, 8)}.part`);
  const pieces = typeof content === "string" || content instanceof Uint8Array ? [content] : content;
  try {
    const file = await open(part, "wx", 0o644);
    try {
      for (const piece of pieces) await file.appendFile(piece);
      if (durable) await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  if (!durable) return;
  const parent = await open(folder, "r");
  try {
    await parent.sync();
  } finally {
    await parent.close();
  }
}
