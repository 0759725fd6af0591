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
    for (;;) {
      const { bytesRead } = await file.read(buffer, kept, chunk);
      const view = buffer.subarray(0, kept + bytesRead);
      for (const needle of needles) {
        if (!found.has(needle.what) && holds(view, needle)) found.add(needle.what);
      }
      if (bytesRead === 0) return found;
      kept = Math.min(overlap, view.length);
      view.copy(buffer, 0, view.length - kept);
    }
  } finally {
    await file.close();
  }
}

/** Is it in these bytes? */
export function holds(view: Buffer, { bytes, asWord }: Needle): boolean {
  if (bytes.length === 0) return false;
  for (let at = view.indexOf(bytes); at >= 0; at = view.indexOf(bytes, at + 1)) {
    if (!asWord || (isEdge(view[at - 1]) && isEdge(view[at + bytes.length]))) return true;
  }
  return false;
}

function isEdge(byte: number | undefined): boolean {
  if (byte === undefined) return true;
  const isDigit = byte >= 0x30 && byte <= 0x39;
  const isLetter = (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
  return !isDigit && !isLetter && byte < 0x80;
}
