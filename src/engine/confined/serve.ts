import { toLoteError } from "../errors/lote-error.ts";
import { readFrames, writeFrame } from "../processes/frame.ts";
import { confineSelf } from "./confine.ts";
import { type ConfinedRequest, type ConfinedResponse, requestSchema } from "./messages.ts";
import { isOutOfMemory } from "./out-of-memory.ts";

/**
 * Reads something of a hostile file. A LoteError it throws is the file's fault, and is passed on, as is a
 * system's error; anything else may mean that the parser is spoiled, and ends the process.
 *
 * @param task what to read, as the caller put it; to be parsed
 * @param payload bytes that belong to the task
 * @param outputBytes the longest answer that will be taken
 */
export type Parser = (
  task: unknown,
  payload: Uint8Array,
  outputBytes: number,
) => Uint8Array | Promise<Uint8Array>;

/** By name; each is imported when it is first asked. */
export type Parsers = Readonly<Record<string, () => Promise<Parser>>>;

/**
 * A confined child's whole life: binds itself, then answers requests from stdin on stdout, one after the other,
 * until stdin ends or it is spent. The words after the program are its parent's number and its memory in bytes.
 */
export async function serveConfined(parsers: Parsers): Promise<never> {
  const [parent, memoryBytes] = process.argv.slice(2).map(Number);
  if (!parent || !memoryBytes) throw new Error("a confined child is started by lote only");
  confineSelf(parent, memoryBytes);
  // Ctrl-C reaches the whole process group; who stops, and when, is for lote to decide.
  process.on("SIGINT", () => {});
  process.on("SIGHUP", () => {});
  // stdout carries messages only.
  console.log = console.error;
  const stdout = Bun.stdout.writer();
  for await (const { header, payload } of readFrames(Bun.stdin.stream())) {
    const { response, output } = await answer(parsers, requestSchema.parse(header), payload);
    const leaves = response.leaves || process.memoryUsage.rss() > memoryBytes / 2;
    await writeFrame(stdout, { ...response, leaves }, [output], output.length);
    if (leaves) break;
  }
  process.exit(0);
}

interface Answer {
  readonly response: ConfinedResponse;
  readonly output: Uint8Array;
}

const nothing = new Uint8Array();

async function answer(parsers: Parsers, request: ConfinedRequest, payload: Uint8Array): Promise<Answer> {
  const { parser: name, task, outputBytes } = request;
  try {
    const parse = await parsers[name]?.();
    if (!parse) throw new Error(`there is no parser ${name}`);
    return { response: { ok: true, leaves: false }, output: await parse(task, payload, outputBytes) };
  } catch (error) {
    // A file that cannot be opened is not the parser's fault either.
    const { code, data } = toLoteError(error);
    if (code !== "bug") return { response: { ok: false, leaves: false, code, data }, output: nothing };
    // wasm modules throw bare numbers too.
    const detail = String(error).slice(0, 200);
    const response = isOutOfMemory(detail)
      ? { code: "parser-memory" as const, data: {} }
      : { code: "parser-crashed" as const, data: { detail } };
    return { response: { ok: false, leaves: true, ...response }, output: nothing };
  }
}
