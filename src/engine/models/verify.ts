import { existsSync } from "node:fs";
import { join } from "node:path";
import { LoteError } from "../errors/lote-error.ts";
import { type ModelFolders, modelFolders } from "./folders.ts";
import type { ModelEntry } from "./manifest.ts";

const verified = new Map<string, Promise<VerifiedFile>>();

/** A model's file that is the one the manifest, or the pin, describes. */
export interface VerifiedFile {
  readonly path: string;
  readonly sha256: string;
}

/** Where a model's file lies, whatever is in it; null where there is none. */
export function locateModel({ file }: ModelEntry, folders: ModelFolders = modelFolders()): string | null {
  const places = [join(folders.carried, file), join(folders.pulled, file)];
  return places.find((path) => existsSync(path)) ?? null;
}

/**
 * Says at once that a model was not pulled, before anything is made ready for it.
 *
 * @throws LoteError `model-missing`
 */
export function assertPulled(entry: ModelEntry, folders?: ModelFolders): void {
  if (locateModel(entry, folders) === null || entry.sha256 === undefined)
    throw new LoteError("model-missing", { model: entry.name });
}

/**
 * A model's file, after its size and SHA-256 were found to be as they should. The file is read once a process.
 *
 * @throws LoteError `model-missing` where it was not pulled, `model-broken` where it is cut or another one.
 */
export async function verifyModel(entry: ModelEntry, folders?: ModelFolders): Promise<VerifiedFile> {
  const { name, size, sha256 } = entry;
  const path = locateModel(entry, folders);
  if (path === null || sha256 === undefined) throw new LoteError("model-missing", { model: name });
  const key = `${path} ${sha256}`;
  const known = verified.get(key);
  if (known) return known;
  const checking = checkFile({ name, size, sha256 }, path).then(() => ({ path, sha256 }));
  verified.set(key, checking);
  // A file that is put right is looked at again.
  checking.catch(() => verified.delete(key));
  return checking;
}

/**
 * Holds a file against what is known of it.
 *
 * @throws LoteError `model-broken`
 */
export async function checkFile(
  { name, size, sha256 }: { readonly name: string; readonly size: number; readonly sha256: string },
  path: string,
): Promise<void> {
  const broken = (detail: string) => new LoteError("model-broken", { model: name, detail });
  const file = Bun.file(path);
  if (file.size !== size) throw broken(`${path} has ${file.size} bytes instead of ${size}`);
  if ((await hashFile(path)) !== sha256)
    throw broken(`${path} is not the file that is described, or was pinned (SHA-256)`);
}

/** SHA-256 of a file's content, in hexadecimal digits. */
export async function hashFile(path: string): Promise<string> {
  const hasher = new Bun.CryptoHasher("sha256");
  for await (const chunk of Bun.file(path).stream()) hasher.update(chunk);
  return hasher.digest("hex");
}
