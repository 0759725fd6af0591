import { createHash } from "node:crypto";

/** Longest name, bytes: file systems take 255. */
const longest = 200;

/**
 * The name of somebody's picture, `1a2b3c4d_Name.jpg`. The hash is over the entity and not over the name, so that two
 * people of one name have two files; the rest is for the eye, and fits every file system.
 */
export function portraitFileName(entity: string, name: string): string {
  const hash = createHash("md5").update(entity).digest("hex").slice(0, 8);
  const safe = name
    .normalize("NFC")
    .replace(/[\p{C}<>:"/\\|?*]+/gu, "")
    .trim()
    .replace(/\s+/g, "_")
    .replace(/^[._]+|[._]+$/g, "");
  const room = longest - hash.length - "_.jpg".length;
  const cut = withinBytes(safe, room);
  return cut === "" ? `${hash}.jpg` : `${hash}_${cut}.jpg`;
}

function withinBytes(text: string, room: number): string {
  let bytes = 0;
  let cut = "";
  for (const letter of text) {
    bytes += Buffer.byteLength(letter);
    if (bytes > room) break;
    cut += letter;
  }
  return cut;
}
