import { LoteError } from "../errors/lote-error.ts";
import { plainText } from "../text/plain.ts";

/** What an archive may ask for before it is refused. Sizes in bytes. */
export interface ArchiveLimits {
  readonly entries: number;
  /** Of all entries together, unpacked, as the archive declares them. */
  readonly totalBytes: number;
  /** Unpacked to packed, from 1 MiB on. Pictures are packed already: they hardly shrink again. */
  readonly ratio: number;
}

/** Room for any comic: an omnibus of thousands of pages, or scans of 4 GB. */
export const comicLimits: ArchiveLimits = { entries: 20_000, totalBytes: 16 * 2 ** 30, ratio: 200 };

/** One entry of an archive. `name` is as stored, hostile perhaps: nothing is ever written under it. */
export interface ArchiveEntry {
  readonly name: string;
  /** Unpacked, as declared; reading enforces it. */
  readonly size: number;
  readonly encrypted: boolean;
}

/** An opened archive of any kind: zip, RAR, 7z, tar. */
export interface Archive {
  /** The files, without folders, in the archive's own order. */
  readonly entries: readonly ArchiveEntry[];
  /**
   * The entry unpacked, its checksum verified, into at most `cap` bytes.
   * @throws LoteError `archive-too-large`, `archive-encrypted`, `archive-broken`; `parser-*`
   */
  read(entry: ArchiveEntry, cap: number): Promise<Uint8Array>;
  /** The entry's first bytes, at most `length`, its checksum not verified. Throws as {@link read}. */
  head(entry: ArchiveEntry, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Refuses to read what is encrypted or longer than the caller takes, before anything is unpacked. */
export function checkEntry({ encrypted, size }: ArchiveEntry, cap: number): void {
  if (encrypted) throw new LoteError("archive-encrypted");
  if (size > cap) throw tooLarge(megabytes(size));
}

/** Refuses what grows more than pictures do. */
export function checkRatio(unpacked: number, packed: number, { ratio }: ArchiveLimits): void {
  if (unpacked > 2 ** 20 && unpacked / packed > ratio) throw tooLarge(`${Math.round(unpacked / packed)} : 1`);
}

/** `detail` says how large, in words that need no translation. */
export function tooLarge(detail: string): LoteError {
  return new LoteError("archive-too-large", { detail });
}

export function broken(detail: string, cause?: unknown): LoteError {
  return new LoteError("archive-broken", { detail: plainText(detail) }, { cause });
}

export function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}
