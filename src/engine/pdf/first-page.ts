import type { ConfinedPool } from "../confined/confined-pool.ts";
import { LoteError } from "../errors/lote-error.ts";
import type { Pixels } from "../images/picture.ts";
import { type PdfTask, pageSchema } from "./parser.ts";

/** The first page of a PDF. */
export interface FirstPage {
  readonly pixels: Pixels;
  readonly pageCount: number;
  /** As the file calls itself; "" where it does not. */
  readonly title: string;
}

/** The worst honest page known takes 0.5 s. */
const pageMs = 20_000;
const longestHead = 64 * 2 ** 10;

/**
 * The first page of a PDF, drawn on white in a confined child, fitted into a square of `edge` pixels. Of a large
 * file only what the page needs is read.
 *
 * @throws LoteError `document-encrypted`, `document-broken`, `parser-*`
 */
export async function firstPageOf(
  path: string | Buffer,
  edge: number,
  parsers: ConfinedPool,
  deadlineMs = pageMs,
): Promise<FirstPage> {
  const task: PdfTask = { edge };
  const answer = await parsers.ask(
    { parser: "pdf", task, payload: Buffer.from(path) },
    { deadlineMs, outputBytes: edge * edge * 3 + longestHead },
  );
  const end = answer.indexOf(0x0a);
  const { width, height, pageCount, title } = pageSchema.parse(
    JSON.parse(new TextDecoder().decode(answer.subarray(0, end))),
  );
  const data = answer.subarray(end + 1);
  if (data.length !== width * height * 3) throw new LoteError("document-broken", { detail: "pixels" });
  return { pixels: { data, width, height }, pageCount, title };
}
