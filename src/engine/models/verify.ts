import { join } from "node:path";
import { LoteError } from "../errors/lote-error.ts";
import { type ModelEntry, modelsFolder } from "./manifest.ts";

const verified = new Map<string, Promise<string>>();

/**
 * The path of a model's file, after its size and SHA-256 were found to be those of the manifest. The file is read
 * once a process.
 *
 * @throws LoteError `model-broken` where the file is missing, cut or another one.
 */
export function verifyModel(entry: ModelEntry, folder: string = modelsFolder): Promise<string> {
  const path = join(folder, entry.file);
  const key = `${path} ${entry.sha256}`;
  const known = verified.get(key);
  if (known) return known;
  const checking = check(entry, path);
  verified.set(key, checking);
  // A file that is put right is looked at again.
  checking.catch(() => verified.delete(key));
  return checking;
}

async function check({ name, size, sha256 }: ModelEntry, path: string): Promise<string> {
  const broken = (detail: string) => new LoteError("model-broken", { model: name, detail });
  const file = Bun.file(path);
  if (!(await file.exists())) throw broken(`${path} is missing`);
  if (file.size !== size) throw broken(`${path} has ${file.size} bytes instead of ${size}`);
  const hasher = new Bun.CryptoHasher("sha256");
  for await (const chunk of file.stream()) hasher.update(chunk);
  if (hasher.digest("hex") !== sha256)
    throw broken(`${path} is not the file that the manifest describes (SHA-256)`);
  return path;
}
