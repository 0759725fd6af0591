import { expect, setDefaultTimeout, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { decide } from "../../../../../src/engine/run/decide.ts";
import { examples } from "../../../../../src/engine/workflows/comics/calibrate/examples.ts";
import type { ExampleInput } from "../../../../../src/engine/workflows/comics/calibrate/travel.ts";
import { open } from "../../../../../src/library.ts";
import type { QuestionRow } from "../../../../../src/stores/ledger.ts";
import { openStores, type Stores } from "../../../../../src/stores/sqlite/open.ts";
import { cataloguedWorkspace } from "../../../../fixtures/comics/catalogued.ts";
import { sampleCover, scanOf } from "../../../../fixtures/comics/covers.ts";
import { newFolder } from "../../../../fixtures/comics/new-folder.ts";
import { filesIn } from "../../../../fixtures/temporary-folder.ts";

setDefaultTimeout(60_000);

function inputsOf(stores: Stores, max: number): { key: string; input: ExampleInput }[] {
  return [...examples(stores, max)].map(({ key, input }) => ({
    key,
    input: input as unknown as ExampleInput,
  }));
}

test("every cover is asked for at every strength, some issues are withheld, and a second reading gives the same", async () => {
  const { workspace } = await cataloguedWorkspace();
  const stores = openStores(workspace);
  const once = inputsOf(stores, 72);
  expect(once).toHaveLength(72);
  expect(new Set(once.map(({ key }) => key)).size).toBe(72);
  expect(new Set(once.map(({ input }) => input.file.path)).size).toBe(24);
  const strengths = once.map(({ input }) => input.distortion?.strength);
  for (const strength of ["light", "middle", "hard"] as const) {
    expect(strengths.filter((one) => one === strength)).toHaveLength(24);
  }
  const withheld = once.filter(({ input }) => input.truth.withheld !== undefined);
  expect(withheld.length).toBeGreaterThan(0);
  expect(withheld.length).toBeLessThan(24);
  expect(withheld.every(({ input }) => input.truth.issue === null)).toBe(true);
  expect(inputsOf(stores, 72)).toEqual(once);
  stores.close();
});

test("few examples lie evenly over the catalogue, and a small catalogue gives each cover a few times, not more", async () => {
  const { workspace } = await cataloguedWorkspace();
  const stores = openStores(workspace);
  const ids = stores.comics.catalogue.covers(0, 100).map(({ path }) => path);
  const places = inputsOf(stores, 18).map(({ input }) => ids.indexOf(input.file.path));
  expect([...new Set(places)]).toEqual([0, 4, 8, 12, 16, 20]);
  const all = inputsOf(stores, 10_000);
  expect(all).toHaveLength(24 * 3 * 4);
  expect(new Set(all.map(({ input }) => input.distortion?.seed)).size).toBe(all.length);
  stores.close();
});

test("what a person answered comes first, undistorted: the issue chosen, or those that it is not", async () => {
  const { workspace } = await cataloguedWorkspace();
  const names = ["a.jpg", "b.jpg", "c.jpg", "gone.jpg"];
  const scans = await Promise.all(names.map((_, at) => scanOf(sampleCover(at * 4).seed)));
  const comics = filesIn(newFolder(), Object.fromEntries(names.map((name, at) => [name, scans[at] ?? ""])));
  const lote = open(workspace, { settings: { device: "cpu" } });
  const { run } = await lote.comics.classify([comics]);
  await lote.close();

  const stores = openStores(workspace);
  const { ledger } = stores;
  const row = ledger.runs.list(10).find(({ name }) => name === run);
  const questions = new Map<string, QuestionRow>();
  for (const bucket of ["strong", "medium", "low"] as const) {
    for (const question of ledger.questions.open(row?.id ?? 0, bucket, 10))
      questions.set(question.itemKey, question);
  }
  const [a, b, gone] = ["a.jpg", "b.jpg", "gone.jpg"].map((name) => questions.get(join(comics, name)));
  if (!a || !b || !gone) throw new Error("a question is missing");
  await decide(ledger, a, a.candidates[0]?.id ?? "");
  await decide(ledger, b, null);
  await decide(ledger, gone, null);
  rmSync(join(comics, "gone.jpg"));

  const answered = inputsOf(stores, 5);
  expect(answered.map(({ key }) => key).slice(0, 2)).toEqual([join(comics, "b.jpg"), join(comics, "a.jpg")]);
  expect(answered[0]?.input).toMatchObject({
    truth: { issue: null, not: b.candidates.map(({ target }) => target) },
    content: b.subject,
  });
  expect(answered[1]?.input).toMatchObject({ truth: { issue: a.candidates[0]?.target }, content: a.subject });
  expect(answered.map(({ input }) => input.distortion?.strength)).toEqual([
    undefined,
    undefined,
    "light",
    "middle",
    "hard",
  ]);
  stores.close();
});
