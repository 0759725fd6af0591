import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { z } from "zod";
import { spaceOf } from "../../../src/engine/embedding/space.ts";
import { storedCalibrationSchema } from "../../../src/engine/matching/calibration/stored-calibration.ts";
import { featureNames, featuresVersion } from "../../../src/engine/matching/evidence.ts";
import { findModel, readManifest } from "../../../src/engine/models/manifest.ts";
import { open } from "../../../src/library.ts";
import { openStores } from "../../../src/stores/sqlite/open.ts";
import { cataloguedWorkspace } from "../../fixtures/comics/catalogued.ts";
import { coverFile, sampleCover, scanOf } from "../../fixtures/comics/covers.ts";
import { exportedItems } from "../../fixtures/comics/exported-items.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote, loteJson } from "../../fixtures/comics/run-lote.ts";
import { filesIn } from "../../fixtures/temporary-folder.ts";

setDefaultTimeout(300_000);

const space = spaceOf(findModel(await readManifest(), "cover-embed")).id;

/** Twenty covers, and eight of them again under another title: what lies nearest is then often the wrong issue. */
async function workspaceWithTwins(): Promise<string> {
  const folder = newFolder();
  const names = Array.from({ length: 28 }, (_, at) =>
    at < 20 ? `Harbor Nights ${at + 1}.jpg` : `Star Pilot ${at - 19}.jpg`,
  );
  const files = await Promise.all(
    names.map(async (name, at) => [name, await coverFile(900 + (at % 20))] as const),
  );
  const covers = filesIn(join(folder, "covers"), Object.fromEntries(files));
  const workspace = join(folder, "workspace");
  const library = open(workspace, { settings: { device: "cpu" } });
  await library.comics.addCovers([covers]);
  await library.close();
  return workspace;
}

/** What the workspace keeps for the embedded space. */
function kept(workspace: string) {
  const stores = openStores(workspace);
  const found = stores.calibrations.get(space);
  stores.close();
  return found === undefined ? null : storedCalibrationSchema.parse(found);
}

test("a space is calibrated with the catalogue's own covers, as one effect that can be taken back", async () => {
  const workspace = await workspaceWithTwins();
  const at = { workspace };
  const first = await loteJson(["comics", "calibrate", "--max", "220"], at);
  expect(first).toMatchObject({ code: 0, document: { workflow: "comics.calibrate", status: "completed" } });
  expect(first.document.counts).toMatchObject({ total: 221, done: 221 });
  const { calibration } = z.object({ calibration: storedCalibrationSchema }).parse(first.document.detail);
  expect(kept(workspace)).toEqual(calibration);
  expect(calibration.examples - calibration.right).toBeGreaterThanOrEqual(10);
  expect(calibration.error.bins.reduce((sum, { count }) => sum + count, 0)).toBe(calibration.examples);

  const shown = await lote(["runs", "show", first.document.run, "--lang", "es"], at);
  expect(shown.stdout).toContain("Probabilidades de lote-cover-descriptor-441");
  expect(shown.stdout).toMatch(/^ +\d+,\d\s%.* [.\-o|*]{31}$/mu);

  // Another set gives another calibration, and taking that back brings the first one again.
  const second = await loteJson(["comics", "calibrate", "--max", "205"], at);
  expect(kept(workspace)?.examples).toBeLessThan(calibration.examples);
  expect((await lote(["runs", "undo", second.document.run, "--yes"], at)).code).toBe(0);
  expect(kept(workspace)).toEqual(calibration);
  await lote(["runs", "undo", first.document.run, "--yes"], at);
  expect(kept(workspace)).toBeNull();
});

test("strong matches are accepted from the asked probability up, and no further", async () => {
  const { workspace } = await cataloguedWorkspace();
  const at = { workspace };
  const stores = openStores(workspace);
  const certain = { intercept: 20, weights: featureNames.map(() => 0), most: 0.998 };
  const error = { ece: 0, brier: 0, bins: [] };
  const about = { examples: 500, right: 400, error, madeAt: "2026-01-01T00:00:00.000Z" };
  const names = [...featureNames];
  stores.calibrations.put(space, { version: 1, space, featuresVersion, names, ...certain, ...about });
  stores.close();
  const comics = filesIn(newFolder(), { "a.jpg": await scanOf(sampleCover(3).seed) });
  const classify = (...flags: string[]) => loteJson(["comics", "classify", comics, "--yes", ...flags], at);

  const above = await classify("--accept-above", "0.999");
  expect(above).toMatchObject({ code: 4, document: { counts: { done: 0, review: 1 } } });
  const [line] = await exportedItems(above.document.run, at);
  expect(line?.questions[0]).toMatchObject({ recommendation: "strong", decision: null });
  expect(line?.questions[0]?.candidates[0]?.probability).toBe(0.998);

  const enough = await classify("--accept-above", "0.99");
  expect(enough).toMatchObject({ code: 0, document: { counts: { done: 1, review: 0 } } });
  expect(enough.document.detail).toMatchObject({ calibration: { examples: 500 } });
});

test("a catalogue that is too small to calibrate with is said so, with what it takes", async () => {
  const { workspace } = await cataloguedWorkspace();
  const early = await lote(["comics", "calibrate", "--max", "90", "--lang", "en"], { workspace });
  expect(early).toMatchObject({ code: 6, stdout: "" });
  expect(early.stderr).toContain("too few to calibrate with: it takes 100, and 10 of each");
  expect(early.stderr.replaceAll(/ --workspace \S+/g, "")).toContain("lote comics catalog add");
  const { stdout: runs } = await lote(["runs", "list", "--json"], { workspace });
  expect(runs).not.toContain("comics.calibrate");

  // That too few of a hundred are wrong is known only when they are matched.
  const { code, document } = await loteJson(["comics", "calibrate", "--max", "100"], { workspace });
  expect(code).toBe(3);
  expect(document.failures).toMatchObject([{ item: "calibration", code: "calibration-too-small" }]);
  expect(document.failures[0]?.hint?.replaceAll(/ --workspace \S+/g, "")).toContain(
    "lote comics catalog add",
  );
  expect(kept(workspace)).toBeNull();
  const empty = await lote(["comics", "calibrate"], { workspace: join(newFolder(), "empty") });
  expect(empty).toMatchObject({ code: 6 });
  expect(empty.stderr.replaceAll(/ --workspace \S+/g, "")).toContain("lote comics catalog add");
});
