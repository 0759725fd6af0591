import { mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { toLoteError } from "../errors/lote-error.ts";

const prefix = "lote-batch-";
const suffix = ".form";

/** Characters that are gathered before they are written. */
const pieceLength = 2 ** 18;

/** Nobody sends a form for so long; what is older was left by a process that died. Milliseconds. */
const leftAfterMs = 24 * 3600_000;

/** A form on the disk: the purpose, and a file of lines. */
export interface FormFile extends AsyncDisposable {
  readonly contentType: string;
  /** Read as it is sent, and again where it is sent again. */
  readonly body: Blob;
}

/**
 * Writes the form that uploads the lines of a batch: a batch is up to 200 MB, and is never in memory as a whole. It is
 * removed when it is disposed of; forms that a killed process left in the folder go too.
 *
 * @param key names the uploaded file
 * @param lines without their line breaks
 * @throws LoteError `disk-full`, `unwritable`
 */
export async function formFile(folder: string, key: string, lines: Iterable<string>): Promise<FormFile> {
  const boundary = `lote-${crypto.randomUUID()}`;
  const path = join(folder, `${prefix}${crypto.randomUUID()}${suffix}`);
  const remove = () => rm(path, { force: true });
  try {
    await mkdir(folder, { recursive: true });
    await sweep(folder);
    const file = await open(path, "wx", 0o600);
    try {
      for (const piece of piecesOf(formOf(boundary, `${key}.jsonl`, lines))) await file.appendFile(piece);
    } finally {
      await file.close();
    }
  } catch (error) {
    await remove();
    throw toLoteError(error, { path });
  }
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: Bun.file(path),
    [Symbol.asyncDispose]: remove,
  };
}

function* formOf(boundary: string, name: string, lines: Iterable<string>): Generator<string> {
  yield `--${boundary}\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nbatch\r\n`;
  yield `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n`;
  yield "Content-Type: application/jsonl\r\n\r\n";
  for (const line of lines) {
    yield line;
    yield "\n";
  }
  yield `\r\n--${boundary}--\r\n`;
}

function* piecesOf(texts: Iterable<string>): Generator<string> {
  let gathered: string[] = [];
  let length = 0;
  for (const text of texts) {
    gathered.push(text);
    length += text.length;
    if (length < pieceLength) continue;
    yield gathered.join("");
    gathered = [];
    length = 0;
  }
  yield gathered.join("");
}

async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(prefix) || !name.endsWith(suffix)) continue;
    const path = join(folder, name);
    // Another process may have removed it meanwhile.
    const left = await stat(path).catch(() => undefined);
    if (left && Date.now() - left.mtimeMs > leftAfterMs) await rm(path, { force: true });
  }
}
