import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { cataloguedWorkspace } from "../../fixtures/comics/catalogued.ts";
import { coverFile, sampleCover, scanOf } from "../../fixtures/comics/covers.ts";
import { exportedItems } from "../../fixtures/comics/exported-items.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote, loteJson } from "../../fixtures/comics/run-lote.ts";
import { filesIn } from "../../fixtures/temporary-folder.ts";

setDefaultTimeout(60_000);

/** Two scans of known covers and one cover that the catalogue does not hold. */
async function comicsFolder(): Promise<string> {
  return filesIn(newFolder(), {
    "one.jpg": await scanOf(sampleCover(0).seed),
    "two.jpg": await scanOf(sampleCover(5).seed),
    "stranger.jpg": await scanOf(9000),
  });
}

test.concurrent("without --yes a classification suggests, links nothing and ends with 0", async () => {
  const { workspace } = await cataloguedWorkspace();
  const comics = await comicsFolder();
  const { code, document } = await loteJson(["comics", "classify", comics], { workspace });
  expect(code).toBe(0);
  expect(document).toMatchObject({
    workflow: "comics.classify",
    status: "completed",
    counts: { total: 3, done: 0, review: 3, failed: 0 },
    detail: { linked: 0 },
  });
  const [one] = await exportedItems(document.run, { workspace });
  const [question] = one?.questions ?? [];
  expect(one?.item).toBe(join(comics, "one.jpg"));
  expect(question).toMatchObject({ id: "issue", recommendation: "strong", decision: null });
  expect(question?.candidates[0]?.id).toContain("Harbor Nights 001 (1990)");
  expect(question?.candidates[0]).toMatchObject({ label: "Harbor Nights #1 (1990)" });
  // By the calibration that comes with lote.
  expect(question?.candidates[0]?.probability).toBeGreaterThan(0.9);
});

test.concurrent("--yes applies the strong matches alone, leaves the rest to review with 4, and passes over what is linked", async () => {
  const { workspace } = await cataloguedWorkspace();
  const comics = await comicsFolder();
  const first = await loteJson(["comics", "classify", comics, "--yes"], { workspace });
  expect(first.code).toBe(4);
  expect(first.document).toMatchObject({ counts: { done: 2, review: 1 }, detail: { linked: 2 } });
  const items = await exportedItems(first.document.run, { workspace });
  expect(items.map(({ questions }) => questions[0]?.decision)).toEqual([
    { by: "policy", choice: expect.stringContaining("Harbor Nights 001"), applied: true },
    null,
    { by: "policy", choice: expect.stringContaining("Star Pilot 002"), applied: true },
  ]);

  const second = await loteJson(["comics", "classify", comics, "--yes"], { workspace });
  expect(second.document.counts).toMatchObject({ total: 3, done: 0, skipped: 2, review: 1 });
  const all = await loteJson(["comics", "classify", comics, "--all", "--auto-apply"], { workspace });
  expect(all.code).toBe(4);
  expect(all.document.counts).toMatchObject({ total: 3, done: 2, skipped: 0, review: 1 });

  // What the last run changed is taken back to what was before it, and asked again.
  const undone = await loteJson(["runs", "undo", all.document.run, "--yes"], { workspace });
  expect(undone.code).toBe(0);
  expect(undone.document).toMatchObject({ counts: { done: 0, review: 3 }, detail: { linked: 0 } });
  expect((await loteJson(["runs", "undo", first.document.run, "--yes"], { workspace })).code).toBe(0);
  const anew = await loteJson(["comics", "classify", comics], { workspace });
  expect(anew.document.counts).toMatchObject({ review: 3, skipped: 0 });
});

test.concurrent("--on-ambiguous skip and fail end a comic without a strong match so", async () => {
  const { workspace } = await cataloguedWorkspace();
  const comics = await comicsFolder();
  const words = ["comics", "classify", comics, "--yes", "--all"];
  const skipped = await loteJson([...words, "--on-ambiguous", "skip"], { workspace });
  expect(skipped.code).toBe(0);
  expect(skipped.document.counts).toMatchObject({ done: 2, skipped: 1, review: 0 });
  const failed = await loteJson([...words, "--on-ambiguous", "fail"], { workspace });
  expect(failed.code).toBe(3);
  expect(failed.document).toMatchObject({ status: "partial", counts: { done: 2, failed: 1 } });
  expect(failed.document.failures).toEqual([
    expect.objectContaining({ item: join(comics, "stranger.jpg"), code: "ambiguous" }),
  ]);
});

test.concurrent("a dry run works everything out, changes nothing, and leaves older questions open", async () => {
  const { workspace } = await cataloguedWorkspace();
  const comics = await comicsFolder();
  const asked = await loteJson(["comics", "classify", comics], { workspace });
  const dry = await loteJson(["comics", "classify", comics, "--yes", "--dry-run"], { workspace });
  expect(dry.code).toBe(4);
  expect(dry.document).toMatchObject({ counts: { done: 2, review: 1 }, detail: { linked: 0 } });
  const [one] = await exportedItems(dry.document.run, { workspace });
  expect(one?.questions[0]?.decision).toMatchObject({ by: "policy", applied: false });
  const still = await loteJson(["runs", "show", asked.document.run], { workspace });
  expect(still.document.counts.review).toBe(3);
});

test.concurrent("--threshold hides fainter candidates, --max takes so many comics, and neither breaks a rerun", async () => {
  const { workspace } = await cataloguedWorkspace();
  const comics = await comicsFolder();
  const high = await loteJson(["comics", "classify", comics, "--threshold", "0.999999"], { workspace });
  const items = await exportedItems(high.document.run, { workspace });
  expect(items.map(({ questions }) => questions[0]?.candidates)).toEqual([[], [], []]);
  expect(items.map(({ questions }) => questions[0]?.recommendation)).toEqual(["none", "none", "none"]);
  const few = await loteJson(["comics", "classify", comics, "--yes", "--max", "1"], { workspace });
  expect(few.document.counts).toMatchObject({ total: 1, done: 1 });
});

test.concurrent("same input and policy make the same decisions in another workspace, byte for byte", async () => {
  const comics = await comicsFolder();
  const exports = await Promise.all(
    ["jsonl", "csv"].flatMap((format) =>
      [1, 2].map(async () => {
        const { workspace } = await cataloguedWorkspace();
        const { document } = await loteJson(["comics", "classify", comics, "--yes"], { workspace });
        const { stdout } = await lote(["runs", "export", document.run, "--format", format], { workspace });
        return stdout.replaceAll(document.run, "RUN");
      }),
    ),
  );
  const [jsonl, sameJsonl, csv, sameCsv] = exports;
  expect(sameJsonl).toBe(jsonl as string);
  expect(sameCsv).toBe(csv as string);
  expect(jsonl?.split("\n").filter(Boolean)).toHaveLength(3);
  expect(csv?.split("\n", 1)[0]).toStartWith("item,parent,state,recommendation,choice");
});

test.concurrent("variants of one issue are no rivals: a scan of one is applied though the other is near", async () => {
  const { workspace } = await cataloguedWorkspace();
  const folder = filesIn(newFolder(), {
    "art/plain.jpg": await coverFile(7000),
    // The same picture but for its border: far nearer than any other issue may come.
    "art/variant.jpg": await borderedCover(7000),
    "known.csv":
      "cover,series,number,year\nart/plain.jpg,Twice Told,1,2001\nart/variant.jpg,Twice Told,1,2001\n",
    "mine/scan.jpg": await scanOf(7000),
  });
  await loteJson(["comics", "catalog", "add", join(folder, "known.csv")], { workspace });
  const { code, document } = await loteJson(["comics", "classify", join(folder, "mine"), "--yes"], {
    workspace,
  });
  expect(code).toBe(0);
  const [item] = await exportedItems(document.run, { workspace });
  expect(item?.questions[0]?.candidates.filter(({ label }) => label.startsWith("Twice Told"))).toHaveLength(
    1,
  );
  expect(item?.questions[0]?.decision?.choice).toContain("plain");
});

async function borderedCover(seed: number): Promise<Uint8Array> {
  const { loadSharp } = await import("../../../src/engine/images/sharp.ts");
  const sharp = await loadSharp();
  const border = { top: 4, bottom: 4, left: 4, right: 4, background: "#222" };
  return sharp(await coverFile(seed))
    .extend(border)
    .jpeg()
    .toBuffer();
}
