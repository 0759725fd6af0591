import type { FileEntry } from "@zip.js/zip.js";
import { LoteError } from "../errors/lote-error.ts";
import {
  type Archive,
  type ArchiveEntry,
  type ArchiveLimits,
  broken,
  checkEntry,
  checkRatio,
  comicLimits,
  megabytes,
  tooLarge,
} from "./archive.ts";
import type { FileReader } from "./file-reader.ts";

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
export async function openZip(
  source: string | Buffer | Blob,
  limits: ArchiveLimits = comicLimits,
): Promise<Archive> {
  const { BlobReader, ZipReader, configure } = await import("@zip.js/zip.js");
  const { FileReader } = await import("./file-reader.ts");
  configure({ useWebWorkers: false });
  const file = source instanceof Blob ? undefined : await FileReader.open(source);
  const zip = new ZipReader(file ?? new BlobReader(source as Blob), {
    strictness: "tolerant",
    // How far back a cut archive is searched for its directory; without it, all of it, whatever its size.
    maxAppendedDataSize: 2 ** 20,
  });
  const stored = new Map<ArchiveEntry, FileEntry>();
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

  async function pour(entry: ArchiveEntry, cap: number, take: (chunk: Uint8Array) => void, whole: boolean) {
    const found = stored.get(entry);
    if (found === undefined) throw new LoteError("bug", { detail: "an entry of another archive" });
    checkEntry(entry, whole ? cap : Number.POSITIVE_INFINITY);
    if (whole) checkRatio(entry.size, found.compressedSize, limits);
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
        // Where the sink stopped at the last chunk, zip.js complains of a stream that it cannot close.
        if (bytes.length < length) throw error;
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
    throw broken(detail, cause);
  }
}
