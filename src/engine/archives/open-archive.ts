import type { ConfinedPool } from "../confined/confined-pool.ts";
import type { FileKind } from "../images/sniff.ts";
import type { Archive } from "./archive.ts";
import { openPacked } from "./packed.ts";
import { openZip } from "./zip.ts";

/** The archives lote reads, as `sniff` names them. */
const archiveKinds = ["zip", "rar", "rar5", "7z", "tar"] as const;
export type ArchiveKind = (typeof archiveKinds)[number];

export function isArchiveKind(kind: FileKind): kind is ArchiveKind {
  return (archiveKinds as readonly FileKind[]).includes(kind);
}

/**
 * Opens an archive by what its bytes say it is; the caller closes it. Throws as `openZip` and `openPacked`.
 *
 * @param size of the file, bytes
 */
export function openArchive(
  path: string | Buffer,
  { kind, size }: { readonly kind: ArchiveKind; readonly size: number },
  parsers: ConfinedPool,
): Promise<Archive> {
  return kind === "zip" ? openZip(path) : openPacked(path, { kind, size }, parsers);
}
