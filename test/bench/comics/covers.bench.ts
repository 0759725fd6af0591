/**
 * The bench of covers: how often lote finds the right cover of a bad picture, and how often it would apply a wrong one.
 *
 *     bun test/bench/comics/covers.bench.ts [--queries 2100] [--embedded] [--write] [--keep FOLDER] [--split tuning]
 *         [--others 525]
 *
 * Half of the queries are of the middle strength, a quarter of each of the others. Pictures are painted, distorted and
 * classified anew each time, from seeds: two runs of one version print the same figures. `--embedded` leaves out other
 * embedders than the one that lote carries; of those about so many queries are asked as `--others` says. `--write`
 * writes what is printed into docs/bench-of-covers.md. What is tried out is asked for in the tuning half, `--split
 * tuning`, which says nothing about how good it is.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { calibrationOf } from "../../../src/engine/matching/calibration/of-space.ts";
import { askInParts } from "./ask-in-parts.ts";
import { benchEmbedders } from "./embedders.ts";
import { benchPage, type EmbedderReport } from "./page.ts";
import { paintCorpus } from "./painted-corpus.ts";
import { assetsFolder } from "./real-covers.ts";
import { calibrateOnTuning, paintTuningCatalogue } from "./tuning.ts";

const { values } = parseArgs({
  options: {
    queries: { type: "string", default: "2100" },
    embedded: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    keep: { type: "string" },
    others: { type: "string" },
    split: { type: "string", default: "reporting" },
  },
});
/** As a new workspace: what lote carries is what counts. */
const nothingOfItsOwn = { calibrations: { get: () => undefined } };
/** Examples that an embedder is calibrated with for which lote carries no calibration. */
const examples = 900;

const split = values.split === "tuning" ? "tuning" : "reporting";
if (split === "tuning" && values.write) throw new Error("what was tuned on is not reported on");
const queries = Number(values.queries);
const others = Number(values.others ?? queries);
const quarter = Math.round(queries / 4);
const folder = values.keep ?? (await mkdtemp(join(tmpdir(), "lote-bench-")));
const started = performance.now();
const counts = { light: quarter, middle: queries - 2 * quarter, hard: quarter };
const corpus = await paintCorpus(join(folder, split), split, counts);
tell(`painted ${corpus.covers.length} covers and ${corpus.queries.length} queries`);

const embedders = await benchEmbedders(assetsFolder());
const reports: EmbedderReport[] = [];
let tuning: ReturnType<typeof paintTuningCatalogue> | undefined;
for (const [at, embedder] of embedders.entries()) {
  if (values.embedded && at > 0) break;
  let calibration = await calibrationOf(nothingOfItsOwn, embedder.space.comparison);
  if (!calibration) {
    tuning ??= paintTuningCatalogue(join(folder, "calibration"));
    const own = join(folder, `tuning-workspace-${at}`);
    calibration = await calibrateOnTuning(await tuning, own, embedder, examples);
    tell(`calibrated ${embedder.title}`);
  }
  const every = at === 0 ? 1 : Math.max(1, Math.round(queries / others));
  const asked = await askInParts({ split, counts, corpus, embedder: at, calibration, every });
  reports.push({ title: embedder.title, calibration, ...asked });
  tell(`asked ${embedder.title}`);
}
const page = benchPage(corpus, reports, "test/bench/comics/covers.bench.ts --write");
console.log(page);
if (values.write) await Bun.write(join(import.meta.dir, "../../../docs/bench-of-covers.md"), page);
if (values.keep === undefined) await rm(folder, { recursive: true });

function tell(what: string): void {
  console.error(`${((performance.now() - started) / 1000).toFixed(0)} s: ${what}`);
}
