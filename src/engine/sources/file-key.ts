import { isUtf8 } from "node:buffer";
import { resolve } from "node:path";
import type { SystemPath } from "../files/system-path.ts";

const prefix = "file://";

/**
 * A file's path as an item's key: the absolute path itself. A path that is no UTF-8 becomes a `file://` URL with
 * its odd bytes escaped, which no absolute path can be mistaken for.
 */
export function keyOfPath(path: SystemPath): string {
  if (typeof path === "string") return resolve(path);
  if (isUtf8(path)) return resolve(path.toString());
  let url = prefix;
  for (const byte of path) {
    const plain = byte > 0x20 && byte < 0x7f && byte !== 0x25;
    url += plain ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, "0").toUpperCase()}`;
  }
  return url;
}

/** The way back from {@link keyOfPath}: what to open for an item's key. */
export function pathOfKey(key: string): SystemPath {
  if (!key.startsWith(`${prefix}/`)) return key;
  const bytes = key
    .slice(prefix.length)
    .replace(/%([\dA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1");
}
