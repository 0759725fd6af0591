import { type FileHandle, open } from "node:fs/promises";
import { Reader } from "@zip.js/zip.js";
import { LoteError } from "../errors/lote-error.ts";

/** No single read of an archive needs more: the directory of 20,000 entries is about 3 MB. */
const maxRead = 64 * 2 ** 20;

/**
 * A file as zip.js reads it: any part of it, on demand, through one handle. `Bun.file` would do for most paths,
 * but not for one that is no UTF-8, which only exists as bytes.
 */
export class FileReader extends Reader<string | Buffer> {
  readonly #handle: FileHandle;

  private constructor(path: string | Buffer, handle: FileHandle, size: number) {
    super(path);
    this.#handle = handle;
    this.size = size;
  }

  /** @throws the system's error where the file cannot be opened. Must be {@link close}d. */
  static async open(path: string | Buffer): Promise<FileReader> {
    const handle = await open(path, "r");
    try {
      return new FileReader(path, handle, (await handle.stat()).size);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** @throws LoteError `archive-too-large` where the archive claims a directory that no comic has. */
  override async readUint8Array(start: number, length: number): Promise<Uint8Array> {
    if (length > maxRead) throw new LoteError("archive-too-large", { detail: `${length} B` });
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.size - start)));
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await this.#handle.read(bytes, filled, bytes.length - filled, start + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}
