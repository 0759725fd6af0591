import type { ConfinedPool } from "../confined/confined-pool.ts";
import { LoteError } from "../errors/lote-error.ts";
import {
  type Archive,
  type ArchiveLimits,
  checkEntry,
  checkRatio,
  comicLimits,
  megabytes,
  tooLarge,
} from "./archive.ts";
import { type Listing, listingSchema } from "./seven-zip/listing.ts";
import type { SevenZipTask } from "./seven-zip/parser.ts";

/** Time for all that is read of one archive together, milliseconds: a solid 200 MB of LZMA take 2 s. */
const archiveMs = 60_000;

/**
 * Opens a RAR, 7z or tar archive and lists it. Everything is unpacked in a confined child, into memory only. In a
 * solid archive an entry costs all that lies before it.
 *
 * @param size of the file, bytes
 * @throws LoteError `archive-broken`, `archive-too-large`, `archive-encrypted` where not even its names can be read,
 * `archive-volume` for one part of several; `parser-*`
 */
export async function openPacked(
  path: string | Buffer,
  { kind, size }: { readonly kind: SevenZipTask["kind"]; readonly size: number },
  parsers: ConfinedPool,
  limits: ArchiveLimits = comicLimits,
): Promise<Archive> {
  let leftMs = archiveMs;
  const payload = Buffer.from(path);
  async function ask(work: SevenZipTask["work"], outputBytes: number): Promise<Uint8Array> {
    const task: SevenZipTask = { kind, work };
    if (leftMs <= 0) throw new LoteError("parser-timeout", { seconds: archiveMs / 1000 });
    const began = performance.now();
    try {
      return await parsers.ask({ parser: "seven-zip", task, payload }, { outputBytes, deadlineMs: leftMs });
    } finally {
      leftMs -= performance.now() - began;
    }
  }

  const { entries } = checkListing(
    await ask({ do: "list", entries: limits.entries }, listingBytes),
    size,
    limits,
  );
  return {
    entries,
    read: async (entry, cap) => {
      checkEntry(entry, cap);
      return ask({ do: "read", name: entry.name, size: entry.size }, Math.max(1, entry.size));
    },
    head: async (entry, length) => {
      checkEntry(entry, Number.POSITIVE_INFINITY);
      return ask({ do: "head", name: entry.name, length }, length);
    },
    close: async () => {},
  };
}

/** The listing of as many entries as are allowed, with names of a few hundred characters. */
const listingBytes = 16 * 2 ** 20;

function checkListing(bytes: Uint8Array, packed: number, limits: ArchiveLimits): Listing {
  const listing = listingSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  const total = listing.entries.reduce((sum, { size }) => sum + size, 0);
  if (total > limits.totalBytes) throw tooLarge(megabytes(total));
  checkRatio(total, packed, limits);
  return listing;
}
