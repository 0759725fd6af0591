import { createHash } from "node:crypto";
import { basename, extname } from "node:path";

/**
 * What a catalogue cover is called as a candidate: its file name without extension, and enough of its path's hash
 * to tell `batman/1.jpg` from `hulk/1.jpg`.
 */
export function coverName(path: string): string {
  const stem = basename(path, extname(path));
  return `${stem}~${createHash("sha256").update(path).digest("hex").slice(0, 6)}`;
}
