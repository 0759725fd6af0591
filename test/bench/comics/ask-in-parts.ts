import { join } from "node:path";
import type { StoredCalibration } from "../../../src/engine/matching/calibration/stored-calibration.ts";
import type { AskedEngine } from "./ask-engine.ts";
import type { corpusOf, Split } from "./corpus.ts";
import { type PaintedCorpus, parts } from "./painted-corpus.ts";

/** What is asked, of whom. */
export interface Asking {
  readonly split: Split;
  readonly counts: Parameters<typeof corpusOf>[1];
  readonly corpus: PaintedCorpus;
  /** Its place in `benchEmbedders`. */
  readonly embedder: number;
  readonly calibration: StoredCalibration | null;
  /** Every so many of the queries are asked. */
  readonly every: number;
}

/** What a process of `ask-part.ts` gets. */
export interface PartRequest extends Omit<Asking, "corpus"> {
  readonly folder: string;
  readonly part: number;
}

/** What it writes: an answer with covers by their ids. */
export interface WrittenAnswer {
  readonly query: string;
  readonly best: string | null;
  readonly accepted: boolean;
  readonly probability: number | null;
  readonly nearest: { readonly cover: string; readonly cosine: number };
}
export interface WrittenPart {
  readonly answers: readonly WrittenAnswer[];
  readonly photographsAccepted: number;
}

/** Asks in a process for each core, each with a workspace of its own that knows the whole catalogue. */
export async function askInParts({ corpus, ...asking }: Asking): Promise<AskedEngine> {
  const { folder } = corpus;
  const written = await Promise.all(
    Array.from({ length: parts }, async (_, part): Promise<WrittenPart> => {
      const request: PartRequest = { ...asking, folder, part };
      const program = join(import.meta.dir, "ask-part.ts");
      const stdin = Buffer.from(JSON.stringify(request));
      const child = Bun.spawn([process.execPath, program], { stdin, stdout: "pipe", stderr: "inherit" });
      const text = await child.stdout.text();
      if ((await child.exited) !== 0) throw new Error("asking failed");
      return JSON.parse(text) as WrittenPart;
    }),
  );
  const covers = new Map(corpus.covers.map((cover) => [cover.id, cover]));
  const queries = new Map(corpus.queries.map((query) => [query.name, query]));
  const known = <T>(map: ReadonlyMap<string, T>, name: string): T => {
    const found = map.get(name);
    if (!found) throw new Error(`nobody knows ${name}`);
    return found;
  };
  return {
    photographsAccepted: written.reduce((sum, part) => sum + part.photographsAccepted, 0),
    answers: written.flatMap(({ answers }) =>
      answers.map(({ query, best, nearest, ...rest }) => ({
        ...rest,
        query: known(queries, query),
        facts: corpus.facts.get(query) ?? { hash: "" },
        best: best === null ? null : known(covers, best),
        nearest: { cover: known(covers, nearest.cover), cosine: nearest.cosine },
      })),
    ),
  };
}
