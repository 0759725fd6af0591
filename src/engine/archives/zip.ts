import type { FileEntry } from "@zip.js/zip.js";
import { LoteError } from "../errors/lote-error.ts";
import type { FileReader } from "./file-reader.ts";

/** What an archive may ask for before it is refused. Sizes in bytes. */
export interface ZipLimits {
  readonly entries: number;
  /** Of all entries together, unpacked, as the archive declares them. */
  readonly totalBytes: number;
  /** Unpacked to packed, of an entry over 1 MiB. Pictures are packed already: they hardly shrink again. */
  readonly ratio: number;
}

/** Room for any comic: an omnibus of thousands of pages, or scans of 4 GB. */
export const comicLimits: ZipLimits = { entries: 20_000, totalBytes: 16 * 2 ** 30, ratio: 200 };

/** One entry of an archive. `name` is as stored, hostile perhaps: nothing is ever written under it. */
export interface ZipEntry {
  readonly name: string;
  /** Unpacked, as declared; reading enforces it. */
  readonly size: number;
  readonly encrypted: boolean;
}

export interface Zip {
  /** The files, without folders, in the archive's own order. */
  readonly entries: readonly ZipEntry[];
  /**
   * The entry unpacked, its checksum verified, into at most `cap` bytes.
   * @throws LoteError `archive-too-large`, `archive-encrypted`, `archive-broken`
   */
  read(entry: ZipEntry, cap: number): Promise<Uint8Array>;
  /** The entry's first bytes, at most `length`, its checksum not verified. Throws as {@link read}. */
  head(entry: ZipEntry, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/**
 * Opens a zip archive (cbz) by path or in memory and lists it; the caller closes it. Reads on demand: one page
 * of a 200 MB archive takes about 10 ms.
 *
 * Everything the archive says is checked twice, before it is read and by what really comes out: a bomb costs no
 * more memory than `cap`. Names such as `../page.jpg` do not end the listing: they are only names, as nothing is
 * unpacked to the disk.
 *
 * @throws LoteError `archive-broken`, `archive-too-large`, `archive-encrypted`; a file that cannot be opened
 * throws the system's error.
 */
export async function openZip(source: string | Buffer | Blob, limits: ZipLimits = comicLimits): Promise<Zip> {
  const { BlobReader, ZipReader, configure } = await import("@zip.js/zip.js");
  const { FileReader } = await import("./file-reader.ts");
  configure({ useWebWorkers: false });
  const file = source instanceof Blob ? undefined : await FileReader.open(source);
  const zip = new ZipReader(file ?? new BlobReader(source as Blob), {
    strictness: "tolerant",
    // How far back a cut archive is searched for its directory; without it, all of it, whatever its size.
    maxAppendedDataSize: 2 ** 20,
  });
  const stored = new Map<ZipEntry, FileEntry>();
  try {
    await typed(async () => {
      let total = 0;
      for await (const entry of zip.getEntriesGenerator()) {
        const { filename: name, uncompressedSize: size, encrypted } = entry;
        total += size;
        if (stored.size >= limits.entries) throw tooLarge(`> ${limits.entries} entries`);
        if (total > limits.totalBytes) throw tooLarge(megabytes(total));
        if (!entry.directory) stored.set({ name, size, encrypted }, entry);
      }
    });
  } catch (error) {
    await closeAll(zip, file);
    throw error;
  }

  async function pour(entry: ZipEntry, cap: number, take: (chunk: Uint8Array) => void, whole: boolean) {
    const found = stored.get(entry);
    if (found === undefined) throw new LoteError("bug", { detail: "an entry of another archive" });
    if (entry.encrypted) throw new LoteError("archive-encrypted");
    if (whole && entry.size > cap) throw tooLarge(megabytes(entry.size));
    if (whole && entry.size > 2 ** 20 && entry.size / found.compressedSize > limits.ratio) {
      throw tooLarge(`${Math.round(entry.size / found.compressedSize)} : 1`);
    }
    const sink = new WritableStream<Uint8Array>({ write: take });
    await typed(() => found.getData(sink, { checkSignature: whole, checkOverlappingEntry: true }));
  }

  return {
    entries: [...stored.keys()],
    async read(entry, cap) {
      const chunks: Uint8Array[] = [];
      let length = 0;
      const take = (chunk: Uint8Array) => {
        length += chunk.length;
        if (length > cap) throw tooLarge(megabytes(length));
        chunks.push(chunk);
      };
      await pour(entry, cap, take, true);
      return Buffer.concat(chunks, length);
    },
    async head(entry, length) {
      let bytes = Buffer.alloc(0);
      const take = (chunk: Uint8Array) => {
        bytes = Buffer.concat([bytes, chunk]);
        if (bytes.length >= length) throw new Enough();
      };
      await pour(entry, length, take, false).catch((error: unknown) => {
        if (!(error instanceof Enough)) throw error;
      });
      return bytes.subarray(0, length);
    },
    close: () => closeAll(zip, file),
  };
}

/** Thrown by a reader that has all it wants, to stop the unpacking. */
class Enough extends Error {}

async function closeAll(zip: { close(): Promise<unknown> }, file: FileReader | undefined): Promise<void> {
  await zip.close().finally(() => file?.close());
}

function tooLarge(detail: string): LoteError {
  return new LoteError("archive-too-large", { detail });
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}

/** A disk that fails is not the archive's fault. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}

/** zip.js says what is wrong by its message only. */
async function typed<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof LoteError || cause instanceof Enough || isSystemError(cause)) throw cause;
    const detail = cause instanceof Error ? cause.message : String(cause);
    if (/encrypt/i.test(detail)) throw new LoteError("archive-encrypted", {}, { cause });
    throw new LoteError("archive-broken", { detail: detail.replace(/\p{C}/gu, "").slice(0, 200) }, { cause });
  }
}
