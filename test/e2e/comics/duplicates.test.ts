import { expect, setDefaultTimeout, test } from "bun:test";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cataloguedWorkspace } from "../../fixtures/comics/catalogued.ts";
import { sampleCover, scanOf } from "../../fixtures/comics/covers.ts";
import { exportedItems } from "../../fixtures/comics/exported-items.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote, loteJson, type Surroundings } from "../../fixtures/comics/run-lote.ts";
import { filesIn } from "../../fixtures/temporary-folder.ts";

setDefaultTimeout(60_000);

/** A folder with one comic twice, and the run in which both were seen. */
async function twoOfOneIssue() {
  const { workspace } = await cataloguedWorkspace();
  const comics = filesIn(newFolder(), {
    "first.jpg": await scanOf(sampleCover(3).seed),
    "second.jpg": await scanOf(sampleCover(3).seed),
    "other.jpg": await scanOf(sampleCover(7).seed),
  });
  const ended = await loteJson(["comics", "classify", comics, "--yes"], { workspace });
  return { at: { workspace }, comics, ...ended };
}

/** Answers all open questions named `question` through a file, as a script does. */
async function answer(question: string, decision: string | null, at: Surroundings) {
  const file = join(newFolder(), "questions.jsonl");
  await lote(["review", "export", file], at);
  const lines = (await Bun.file(file).text()).split("\n").filter(Boolean);
  const answered = lines
    .map((line) => JSON.parse(line))
    .map((line) => (line.question === question ? { ...line, decision } : line));
  writeFileSync(file, answered.map((line) => JSON.stringify(line)).join("\n"));
  return lote(["review", "import", file], at);
}

const linkedOf = async (run: string, at: Surroundings) =>
  (await loteJson(["runs", "show", run], at)).document.detail.linked;

test.concurrent("two comics that claim one issue are not applied but asked about, and keep-both links both", async () => {
  const { at, comics, code, document } = await twoOfOneIssue();
  expect(code).toBe(4);
  expect(document).toMatchObject({ counts: { done: 1, review: 2 }, detail: { linked: 1 } });
  const [first, , second] = await exportedItems(document.run, at);
  for (const item of [first, second]) {
    expect(item?.questions.map(({ id }) => id)).toEqual(["issue", "duplicate"]);
    expect(item?.questions[0]?.decision).toMatchObject({ by: "policy", applied: false });
    expect(item?.questions[1]?.candidates.map(({ id }) => id)).toEqual([
      "keep-both",
      `keep:${join(comics, "first.jpg")}`,
      `keep:${join(comics, "second.jpg")}`,
    ]);
  }
  expect((await answer("duplicate", "keep-both", at)).code).toBe(0);
  expect(await linkedOf(document.run, at)).toBe(3);
});

test.concurrent("keeping one of two duplicates links it alone, and deletes no file", async () => {
  const { at, comics, document } = await twoOfOneIssue();
  const kept = join(comics, "second.jpg");
  expect((await answer("duplicate", `keep:${kept}`, at)).code).toBe(0);
  expect(await linkedOf(document.run, at)).toBe(2);
  const items = await exportedItems(document.run, at);
  expect(items.map(({ state }) => state)).toEqual(["done", "done", "done"]);
  const again = await loteJson(["comics", "classify", comics], at);
  expect(again.document.counts).toMatchObject({ total: 3, skipped: 3 });
  const reasons = (await exportedItems(again.document.run, at)).map(({ result }) => result);
  expect(reasons).toEqual([{ reason: "copy-not-kept" }, { reason: "linked" }, { reason: "linked" }]);
});

test.concurrent("a copy is matched again once the comic that was kept is gone", async () => {
  const { at, comics } = await twoOfOneIssue();
  const kept = join(comics, "second.jpg");
  await answer("duplicate", `keep:${kept}`, at);
  rmSync(kept);
  const alone = await loteJson(["comics", "classify", comics, "--yes"], at);
  expect(alone.document.counts).toMatchObject({ total: 2, done: 1, skipped: 1 });
});

test.concurrent("choosing which copy to keep is undone with the run: both are asked about again", async () => {
  const { at, comics, document } = await twoOfOneIssue();
  await answer("duplicate", `keep:${join(comics, "second.jpg")}`, at);
  expect((await lote(["runs", "undo", document.run, "--yes"], at)).code).toBe(0);
  const again = await loteJson(["comics", "classify", comics, "--yes"], at);
  expect(again.document.counts).toMatchObject({ total: 3, done: 1, review: 2 });
});

test.concurrent("a new scan that is kept instead of a comic linked before takes its link, and undo gives it back", async () => {
  const { workspace } = await cataloguedWorkspace();
  const at = { workspace };
  const scan = await scanOf(sampleCover(3).seed);
  const comics = filesIn(newFolder(), { "old.jpg": scan });
  expect((await lote(["comics", "classify", comics, "--yes"], at)).code).toBe(0);
  filesIn(comics, { "new.jpg": scan });
  const later = await loteJson(["comics", "classify", comics, "--yes"], at);
  expect(later.code).toBe(4);
  await answer("duplicate", `keep:${join(comics, "new.jpg")}`, at);
  const third = await loteJson(["comics", "classify", comics], at);
  expect((await exportedItems(third.document.run, at)).map(({ result }) => result)).toEqual([
    { reason: "linked" },
    { reason: "copy-not-kept" },
  ]);
  expect((await lote(["runs", "undo", later.document.run, "--yes"], at)).code).toBe(0);
  const fourth = await loteJson(["comics", "classify", comics], at);
  expect((await exportedItems(fourth.document.run, at)).map(({ state }) => state)).toEqual([
    "review",
    "skipped",
  ]);
});

test.concurrent("a comic that was moved is no duplicate of where it lay before", async () => {
  const { workspace } = await cataloguedWorkspace();
  const comics = filesIn(newFolder(), { "here.jpg": await scanOf(sampleCover(3).seed) });
  expect((await lote(["comics", "classify", comics, "--yes"], { workspace })).code).toBe(0);
  renameSync(join(comics, "here.jpg"), join(comics, "there.jpg"));
  const { code, document } = await loteJson(["comics", "classify", comics, "--yes"], { workspace });
  expect(code).toBe(0);
  expect(document.counts).toMatchObject({ total: 1, done: 1 });
});
