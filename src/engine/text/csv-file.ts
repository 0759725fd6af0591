import { decodeStream, streamCharset } from "./charset.ts";
import { type CsvRow, csvRows, delimiterOf } from "./csv.ts";

/**
 * The rows of a CSV file, streamed; charset, delimiter (comma, semicolon, tab) and line ends are found out.
 *
 * @throws the system's error where the file cannot be read
 */
export async function* csvFileRows(path: string): AsyncGenerator<CsvRow> {
  const charset = await streamCharset(bytesOf(path));
  const delimiter = await delimiterIn(path, charset);
  yield* csvRows(decodeStream(bytesOf(path), charset), delimiter);
}

function bytesOf(path: string): AsyncIterable<Uint8Array> {
  return Bun.file(path).stream();
}

async function delimiterIn(path: string, charset: string): Promise<string> {
  for await (const text of decodeStream(bytesOf(path), charset)) {
    const header = /[^\r\n]+/.exec(text)?.[0];
    if (header !== undefined) return delimiterOf(header);
  }
  return ",";
}
