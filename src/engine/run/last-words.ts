import { z } from "zod";
import { type ErrorCode, errorCatalogue } from "../errors/catalogue.ts";
import { LoteError } from "../errors/lote-error.ts";
import { debugMark } from "../processes/debug-log.ts";

const line = z.object({
  at: z.string(),
  code: z.custom<ErrorCode>((code) => typeof code === "string" && code in errorCatalogue),
  data: z.record(z.string(), z.union([z.string(), z.number()])),
});

/** As much of the log's end as may hold the last line, bytes. */
const tail = 16 * 1024;

/** What a worker that cannot go on writes last into its log: the ledger may be what failed. */
export function lastWords(error: LoteError): string {
  return JSON.stringify({ at: new Date().toISOString(), code: error.code, data: error.data });
}

/** The error that a worker ended with, from the end of its log; undefined when it says none; what is only there for `--debug` is passed over. */
export async function readLastWords(log: string): Promise<LoteError | undefined> {
  const file = Bun.file(log);
  if (!(await file.exists())) return undefined;
  const text = await file.slice(Math.max(0, file.size - tail)).text();
  try {
    const last = text
      .trim()
      .split("\n")
      .findLast((words) => !words.startsWith(debugMark));
    const { code, data } = line.parse(JSON.parse(last ?? ""));
    return new LoteError(code, data);
  } catch {
    return undefined;
  }
}
