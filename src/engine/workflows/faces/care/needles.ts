import { open } from "node:fs/promises";

/** Something to look for in files. */
export interface Needle {
  /** What it is, as a code. */
  readonly what: string;
  readonly bytes: Uint8Array;
  /** Only where no letter or digit stands directly before or after it. */
  readonly asWord?: true;
}

/** Bytes read at once. */
const chunk = 1 << 20;

/** Which of the needles are in a file, by what they are. Its memory does not grow with the file. */
export async function needlesIn(path: string, needles: readonly Needle[]): Promise<Set<string>> {
  const found = new Set<string>();
  const overlap = Math.max(0, ...needles.map(({ bytes }) => bytes.length)) + 1;
  const file = await open(path, "r").catch(() => undefined);
  if (!file) return found;
  try {
    const buffer = Buffer.alloc(chunk + overlap);
    let kept = 0;
    let isStart = true;
    for (;;) {
      const { bytesRead } = await file.read(buffer, kept, chunk);
      const view = buffer.subarray(0, kept + bytesRead);
      const isEnd = bytesRead === 0;
      for (const needle of needles) {
        if (!found.has(needle.what) && holds(view, needle, { isStart, isEnd })) found.add(needle.what);
      }
      if (isEnd) return found;
      kept = Math.min(overlap, view.length);
      isStart &&= kept === view.length;
      view.copy(buffer, 0, view.length - kept);
    }
  } finally {
    await file.close();
  }
}

/**
 * Is it in these bytes? Where they are a part of something, and `isStart` or `isEnd` says that it is not its first or
 * last, what stands beyond is not known, and a word there is not found: it is in the next part, with what is beside it.
 */
export function holds(
  view: Buffer,
  { bytes, asWord }: Needle,
  { isStart, isEnd }: { readonly isStart: boolean; readonly isEnd: boolean } = { isStart: true, isEnd: true },
): boolean {
  if (bytes.length === 0) return false;
  const isEdgeAt = (at: number) => {
    const byte = view[at];
    return byte === undefined ? (at < 0 ? isStart : isEnd) : isEdge(byte);
  };
  for (let at = view.indexOf(bytes); at >= 0; at = view.indexOf(bytes, at + 1)) {
    if (!asWord || (isEdgeAt(at - 1) && isEdgeAt(at + bytes.length))) return true;
  }
  return false;
}

function isEdge(byte: number): boolean {
  const isDigit = byte >= 0x30 && byte <= 0x39;
  const isLetter = (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
  return !isDigit && !isLetter && byte < 0x80;
}
