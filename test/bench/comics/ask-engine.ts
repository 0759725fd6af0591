import { join, resolve } from "node:path";
import type { VectorSpace } from "../../../src/engine/embedding/space.ts";
import type { StoredCalibration } from "../../../src/engine/matching/calibration/stored-calibration.ts";
import { coverName } from "../../../src/engine/workflows/comics/cover-name.ts";
import { type ExportLine, open } from "../../../src/library.ts";
import type { Json } from "../../../src/stores/ledger.ts";
import { openStores, type Stores } from "../../../src/stores/sqlite/open.ts";
import type { BenchCover, BenchQuery } from "./corpus.ts";
import type { BenchEmbedder } from "./embedders.ts";
import { coverFile, type PaintedCorpus, type PaintedFacts } from "./painted-corpus.ts";

/** What became of a query. */
export interface Answer {
  readonly query: BenchQuery;
  readonly facts: PaintedFacts;
  /** The best candidate; null when nothing was suggested, or it is no cover of the bench. */
  readonly best: BenchCover | null;
  /** What the engine calls the match, and what `--yes` would have done with it. */
  readonly accepted: boolean;
  readonly probability: number | null;
  /** The nearest cover by the vector of the whole picture alone, as the baseline has it. */
  readonly nearest: { readonly cover: BenchCover; readonly cosine: number };
}

export interface AskedEngine {
  readonly answers: readonly Answer[];
  /** Of the real photographs of comics in no catalogue: how many `--yes` would have linked. */
  readonly photographsAccepted: number;
}

/**
 * Asks lote itself: a workspace with the corpus's catalogue, and a run over its queries that accepts strong matches
 * but changes nothing. No part of the matching is copied here.
 */
export async function askEngine(
  corpus: PaintedCorpus,
  workspace: string,
  { model, settings, space }: BenchEmbedder,
  calibration: StoredCalibration | null,
): Promise<AskedEngine> {
  const lote = open(workspace, { settings, ...(model === null ? {} : { model }) });
  const stores = openStores(workspace);
  if (calibration) stores.calibrations.put(space.comparison, calibration as unknown as Json);
  const { counts } = await lote.comics.addCovers([corpus.catalogue]);
  if (counts.failed > 0) throw new Error(`${counts.failed} covers could not be added`);
  const policy = { accept: "strong", dryRun: true } as const;
  const lines = new Map<string, ExportLine>();
  for (const strength of ["light", "middle", "hard"]) {
    const asked = corpus.queries.filter((query) => query.strength === strength);
    const { run } = await lote.comics.classify(
      asked.map((query) => queryFile(corpus, query)),
      policy,
    );
    for (const line of lote.items(run)) lines.set(line.item, line);
  }
  let photographsAccepted = 0;
  if (corpus.photographs.length > 0) {
    const { run } = await lote.comics.classify(corpus.photographs, policy);
    for (const line of lote.items(run)) if (choiceOf(line) !== null) photographsAccepted++;
  }
  await lote.close();

  const byName = new Map(
    corpus.covers
      .filter(({ catalogued }) => catalogued)
      .map((cover) => [coverName(resolve(coverFile(corpus.folder, cover))), cover]),
  );
  const nearestOf = nearestByCosine(stores, space, byName);
  const answers = await Promise.all(
    corpus.queries.map(async (query): Promise<Answer> => {
      const path = queryFile(corpus, query);
      const line = lines.get(path);
      if (!line || line.failure) throw new Error(`${path}: ${line?.failure?.message ?? "not classified"}`);
      const [candidate] = line.questions.find(({ id }) => id === "issue")?.candidates ?? [];
      return {
        query,
        facts: corpus.facts.get(query.name) ?? { hash: "" },
        best: candidate ? (byName.get(candidate.id) ?? null) : null,
        accepted: choiceOf(line) !== null,
        probability: candidate?.probability ?? null,
        nearest: await nearestOf(path),
      };
    }),
  );
  stores.close();
  return { answers, photographsAccepted };
}

function queryFile({ queryFolder }: PaintedCorpus, { strength, name }: BenchQuery): string {
  return join(queryFolder, strength, `${name}.jpg`);
}

/** What the policy answered to the question of the issue; whether another question holds it up does not matter here. */
function choiceOf({ questions }: ExportLine): string | null {
  return questions.find(({ id }) => id === "issue")?.decision?.choice ?? null;
}

/** The baseline's ranking, from the vectors that the engine stored of whole pictures. */
function nearestByCosine(stores: Stores, space: VectorSpace, byName: ReadonlyMap<string, BenchCover>) {
  const { ids, matrix } = stores.comics.catalogue.vectors(space.id, "whole", 0, 100_000);
  const covers = Array.from(ids, (id) => byName.get(stores.comics.catalogue.cover(id)?.name ?? ""));
  return async (path: string): Promise<Answer["nearest"]> => {
    const content = new Bun.CryptoHasher("sha256")
      .update(await Bun.file(path).bytes())
      .digest("hex")
      .slice(0, 32);
    const vector = stores.vectors.of(space.id, content, ["whole"]).get("whole");
    if (!vector) throw new Error(`${path} has no vector`);
    let best: Answer["nearest"] | undefined;
    for (const [row, cover] of covers.entries()) {
      let cosine = 0;
      for (let at = 0; at < vector.length; at++) {
        cosine += (vector[at] as number) * (matrix[row * vector.length + at] as number);
      }
      if (cover && (!best || cosine > best.cosine)) best = { cover, cosine };
    }
    if (!best) throw new Error("the catalogue is empty");
    return best;
  };
}
