import { z } from "zod";
import type { Parser } from "../../confined/serve.ts";
import { LoteError } from "../../errors/lote-error.ts";
import { broken, tooLarge } from "../archive.ts";
import { readListing } from "./listing.ts";
import { archivePath, runSevenZip, type SevenZipRun } from "./seven-zip.ts";

/** The kinds of archives that 7-Zip reads here, by its own names. It knows many more, which stay shut. */
export const packedKinds = ["rar", "rar5", "7z", "tar"] as const;

/** What is asked of the archive whose path is the payload. */
export const taskSchema = z.object({
  kind: z.enum(packedKinds),
  work: z.discriminatedUnion("do", [
    /** Gives a `Listing` as JSON. */
    z.object({ do: z.literal("list"), entries: z.number() }),
    /** Gives the whole entry, its checksum verified. */
    z.object({ do: z.literal("read"), name: z.string(), size: z.number() }),
    /** Gives the entry's first bytes. */
    z.object({ do: z.literal("head"), name: z.string(), length: z.number() }),
  ]),
});
export type SevenZipTask = z.infer<typeof taskSchema>;

/**
 * Reads RAR, 7z and tar archives by 7-Zip; runs in a confined child.
 *
 * @throws LoteError `archive-broken`, `archive-encrypted`, `archive-volume`, `archive-too-large`
 */
export const sevenZipParser: Parser = async (given, payload, outputBytes) => {
  const { kind, work } = taskSchema.parse(given);
  const path = Buffer.from(payload);
  switch (work.do) {
    case "list":
      return list(path, kind, work.entries);
    case "read": {
      const sink = new Sink(Math.min(work.size, outputBytes));
      settle(await extract(path, kind, work.name, sink));
      // Several entries of one name come out together, and a name that 7-Zip cannot match gives nothing.
      if (sink.length !== work.size) throw broken(`${sink.length} B ≠ ${work.size} B`);
      return sink.bytes();
    }
    case "head": {
      const sink = new Sink(work.length, true);
      try {
        settle(await extract(path, kind, work.name, sink));
      } catch (error) {
        if (!(error instanceof Enough)) throw error;
      }
      return sink.bytes();
    }
  }
};

/** Room for the properties of an entry with a long name, bytes. */
const perEntry = 4096;

async function list(path: Buffer, kind: SevenZipTask["kind"], most: number): Promise<Uint8Array> {
  const sink = new Sink(perEntry * most);
  const run = await runSevenZip(path, ["l", "-slt", `-t${kind}`, archivePath], (chunk) => sink.take(chunk));
  const text = new TextDecoder().decode(sink.bytes());
  const listing = readListing(text);
  if (listing.isVolume) throw new LoteError("archive-volume");
  // What is wrong with the archive as a whole stands in the listing, too.
  settle({ ...run, stderr: run.stderr + (/^ERRORS?:\n.+/m.exec(text)?.[0] ?? "") });
  if (listing.entries.length > most) throw tooLarge(`> ${most} entries`);
  return new TextEncoder().encode(JSON.stringify(listing));
}

/** `-spd`: the name is no pattern; `--`: nor a flag. */
function extract(path: Buffer, kind: SevenZipTask["kind"], name: string, sink: Sink): Promise<SevenZipRun> {
  return runSevenZip(path, ["x", "-so", "-spd", `-t${kind}`, archivePath, "--", name], (chunk) =>
    sink.take(chunk),
  );
}

/** Thrown by a sink that has all it wants. */
class Enough extends Error {}

class Sink {
  readonly #chunks: Uint8Array[] = [];
  #length = 0;

  constructor(
    private readonly cap: number,
    private readonly stopsWhenFull = false,
  ) {}

  get length(): number {
    return this.#length;
  }

  take(chunk: Uint8Array): void {
    const room = this.cap - this.#length;
    if (chunk.length > room && !this.stopsWhenFull) throw tooLarge(`> ${this.cap} B`);
    this.#chunks.push(chunk.slice(0, room));
    this.#length += Math.min(chunk.length, room);
    if (this.stopsWhenFull && this.#length >= this.cap) throw new Enough();
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#chunks, this.#length);
  }
}

/** @throws LoteError where 7-Zip says that something is wrong; a warning (1) is nothing wrong. */
function settle({ code, stderr, asked }: SevenZipRun): void {
  if (asked || /encrypted|wrong password/i.test(stderr)) throw new LoteError("archive-encrypted");
  if (code <= 1) return;
  if (code === 8 || /allocate required memory|memory usage limit/i.test(stderr)) {
    // No LoteError: what earlier archives have left behind may be why there is none, so a fresh process tries again.
    throw new Error("out of memory");
  }
  const lines = stderr.split("\n").map((line) => line.replace(/^\s*ERRORS?\s*:?\s*/, "").trim());
  throw broken(lines.find((line) => line !== "" && !line.includes(archivePath)) ?? `7-Zip: ${code}`);
}
