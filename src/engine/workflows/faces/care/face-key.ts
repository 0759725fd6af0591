import { randomBytes } from "node:crypto";
import { mkdir, open, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { FaceKeyRow } from "../../../../stores/sqlite/faces/keys.ts";
import type { EngineSettings } from "../../../config/engine-settings.ts";
import { type Environment, userFolders } from "../../../config/user-folders.ts";
import { LoteError, toLoteError } from "../../../errors/lote-error.ts";
import { keyBytes, VectorVault } from "./vector-vault.ts";

type KeySettings = Pick<EngineSettings, "face-key" | "face-key-file">;

/** The workspace's note of which key it uses. */
export interface KeyNote {
  get(): FaceKeyRow | undefined;
  /** The first one stands; resolves to what stands. */
  put(row: FaceKeyRow): Promise<FaceKeyRow>;
}

/**
 * Opens the workspace's key: the one that is set, else the one in a file of the person's own, outside the workspace, so
 * that a copy of the workspace is no copy of the key. Where there is none yet it is made.
 *
 * @throws LoteError `face-key-missing`, `face-key-wrong`, `face-key-broken`
 */
export async function openVault(
  note: KeyNote,
  settings: KeySettings,
  environment: Environment = process.env,
): Promise<VectorVault> {
  const known = note.get();
  const set = settings["face-key"];
  if (set !== undefined) {
    const vault = new VectorVault(parseKey(set, "LOTE_FACE_KEY"));
    const { fingerprint } = vault;
    const stands = known ?? (await note.put({ name: "LOTE_FACE_KEY", fingerprint }));
    return checked(vault, stands, "LOTE_FACE_KEY");
  }
  const name = known?.name ?? randomBytes(8).toString("hex");
  const path = keyFile(name, settings, environment);
  if (known) {
    const text = await readKey(path);
    if (text === undefined) throw new LoteError("face-key-missing", { path });
    return checked(new VectorVault(parseKey(text, path)), known, path);
  }
  const vault = new VectorVault(parseKey(await makeKey(path), path));
  const stands = await note.put({ name, fingerprint: vault.fingerprint });
  // Another process may have been quicker, with a key of its own.
  return stands.fingerprint === vault.fingerprint ? vault : openVault(note, settings, environment);
}

/** Where the key is, or would be. */
export function keyFile(name: string, settings: KeySettings, environment: Environment = process.env): string {
  return settings["face-key-file"] ?? join(userFolders(environment).config, "face-keys", `${name}.key`);
}

function checked(vault: VectorVault, { fingerprint }: FaceKeyRow, path: string): VectorVault {
  if (vault.fingerprint !== fingerprint) throw new LoteError("face-key-wrong", { path });
  return vault;
}

/** 64 hexadecimal digits, or base64 of 32 bytes. @throws LoteError `face-key-broken`; the key is not repeated */
function parseKey(text: string, path: string): Uint8Array {
  const trimmed = text.trim();
  const key = /^[0-9a-f]{64}$/i.test(trimmed)
    ? Buffer.from(trimmed, "hex")
    : /^[A-Za-z0-9+/]{43}=?$/.test(trimmed)
      ? Buffer.from(trimmed, "base64")
      : Buffer.alloc(0);
  if (key.length !== keyBytes) throw new LoteError("face-key-broken", { path });
  return new Uint8Array(key);
}

async function readKey(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return undefined;
    throw toLoteError(error, { path });
  }
}

/** Makes a key, readable by its owner alone and on the disk before anything is sealed with it; an existing one is kept. */
async function makeKey(path: string): Promise<string> {
  const existing = await readKey(path);
  if (existing !== undefined) return existing;
  const key = randomBytes(keyBytes).toString("hex");
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(path, "wx", 0o600);
    try {
      await file.writeFile(`${key}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    return key;
  } catch (error) {
    if ((error as { code?: string }).code === "EEXIST") return (await readKey(path)) ?? key;
    throw toLoteError(error, { path });
  }
}
