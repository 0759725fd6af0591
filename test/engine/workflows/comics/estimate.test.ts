import { expect, test } from "bun:test";
import { join } from "node:path";
import {
  estimateCalibrate,
  estimateCatalogue,
  estimateClassify,
} from "../../../../src/engine/workflows/comics/estimate.ts";
import { open } from "../../../../src/library.ts";
import { openStores } from "../../../../src/stores/sqlite/open.ts";
import { translator } from "../../../../src/ui/language/translator.ts";
import { estimateFigures } from "../../../../src/ui/terminal/screens/estimate/figures.ts";
import { cataloguedWorkspace } from "../../../fixtures/comics/catalogued.ts";
import { sampleCover, scanOf } from "../../../fixtures/comics/covers.ts";
import { filesIn, temporaryFolder } from "../../../fixtures/temporary-folder.ts";

const parameters = { all: false, threshold: null, model: null, max: null, comicInfo: "never" } as const;

test("an estimate counts what would be done, what is linked already and what cannot be read", async () => {
  const { workspace, covers } = await cataloguedWorkspace();
  const comics = filesIn(temporaryFolder(), {
    "a.jpg": await scanOf(sampleCover(0).seed),
    "b.jpg": await scanOf(sampleCover(1).seed),
  });
  const lote = open(workspace, { settings: { device: "cpu" } });
  await lote.comics.classify([join(comics, "a.jpg")], { accept: "strong" });
  await lote.close();
  const stores = openStores(workspace);
  const paths = [comics, join(comics, "nowhere")];
  const found = await estimateClassify(stores, { ...parameters, paths }, {});
  expect(found).toMatchObject({ items: 1, requests: 0, usd: 0, seconds: null, missing: [] });
  expect(found.detail).toEqual({ linked: 1, problems: 1, catalogue: { covers: 24, issues: 24 } });
  expect((await estimateClassify(stores, { ...parameters, paths, all: true }, {})).items).toBe(2);
  expect((await estimateClassify(stores, { ...parameters, paths, all: true, max: 1 }, {})).items).toBe(1);
  const adding = await estimateCatalogue(stores, { paths: [covers], force: false, model: null, max: null });
  // A run of 24 covers was measured before, so the time is known by now.
  expect(adding.items).toBe(24);
  stores.close();
});

test("an estimate counts the archives that may be written into, where that is asked for", async () => {
  const stores = openStores(temporaryFolder());
  const comics = filesIn(temporaryFolder(), { "a.cbz": "a", "b.CBZ": "b", "c.cbr": "c", "d.jpg": "d" });
  const asked = { ...parameters, comicInfo: "fill", paths: [comics] } as const;
  expect((await estimateClassify(stores, asked, {})).detail).toMatchObject({ archives: 2 });
  stores.close();
});

test("an estimate names what a classification cannot start without", async () => {
  const stores = openStores(temporaryFolder());
  const found = await estimateClassify(stores, { ...parameters, paths: [temporaryFolder()] }, {});
  expect(found.missing).toEqual([{ code: "catalogue-empty", data: {} }]);
  stores.close();
});

test("an estimate says before any work that a catalogue gives too few examples, or perhaps too few", async () => {
  const { workspace } = await cataloguedWorkspace();
  const stores = openStores(workspace);
  const estimate = (max: number | null) => estimateCalibrate(stores, { model: null, max }, {});
  const few = await estimate(99);
  expect(few).toMatchObject({ items: 99, missing: [{ code: "calibration-too-small" }] });
  const { right, wrong, ...wanted } = few.missing[0]?.data ?? {};
  expect(Number(right) + Number(wrong)).toBe(99);
  expect(wanted).toEqual({ examples: 100, each: 10 });
  const all = await estimate(null);
  expect(all).toMatchObject({ items: 24 * 3 * 4, missing: [], detail: { mayBeTooFew: true } });
  for (const [t, words] of [
    [translator("en"), "perhaps too few"],
    [translator("es"), "quizá pocas"],
  ] as const) {
    const values = estimateFigures(all, t, "comics.calibrate").map(({ value }) => value);
    expect(values.join()).toContain(words);
  }
  stores.close();
});
