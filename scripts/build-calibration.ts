/**
 * Makes the calibration that lote carries for its own embedder, from the tuning half of the bench's covers:
 *
 *     bun scripts/build-calibration.ts [--examples 3000]
 *
 * It is `lote comics calibrate` on a catalogue of painted covers, and of real ones where LOTE_ASSETS has them; only
 * numbers leave it. To be run again when evidence, features or the embedder change; then the bench is.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { carriedCalibration } from "../src/engine/matching/calibration/of-space.ts";
import { benchEmbedders } from "../test/bench/comics/embedders.ts";
import { assetsFolder } from "../test/bench/comics/real-covers.ts";
import { calibrateOnTuning, paintTuningCatalogue } from "../test/bench/comics/tuning.ts";

const { values } = parseArgs({ options: { examples: { type: "string", default: "3000" } } });
if (assetsFolder() === null) console.error("LOTE_ASSETS is not there: painted covers alone are fitted to");
const [embedder] = await benchEmbedders(null);
if (!embedder) throw new Error("there is no embedder");
const folder = await mkdtemp(join(tmpdir(), "lote-calibration-"));
const corpus = await paintTuningCatalogue(folder);
const workspace = join(folder, "workspace");
const calibration = await calibrateOnTuning(corpus, workspace, embedder, Number(values.examples));
await rm(folder, { recursive: true });
const path = carriedCalibration(embedder.space.comparison);
// Six digits are more than the examples can tell.
const rounded = (_key: string, value: unknown) =>
  typeof value === "number" ? Number(value.toPrecision(6)) : value;
await Bun.write(path, `${JSON.stringify(calibration, rounded, 2)}\n`);
const { examples, right, error } = calibration;
console.log(`${path}: ${examples} examples, ${right} right, ECE ${error.ece.toFixed(4)}`);
