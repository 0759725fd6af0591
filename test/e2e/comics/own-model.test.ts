import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { addedModel, clipLike } from "../../fixtures/clip-like.ts";
import { cataloguedWorkspace } from "../../fixtures/comics/catalogued.ts";
import { sampleCover, sampleCovers, scanOf } from "../../fixtures/comics/covers.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote, loteJson } from "../../fixtures/comics/run-lote.ts";
import { filesIn } from "../../fixtures/temporary-folder.ts";

setDefaultTimeout(60_000);

test.concurrent("--model picks a model of one's own for the catalogue and for what is matched to it", async () => {
  const { workspace } = await cataloguedWorkspace();
  const { pulled } = await addedModel("our-clip", clipLike());
  const at = { workspace, environment: { LOTE_MODELS_FOLDER: pulled } };
  const named = ["--model", "our-clip"];
  const wanted = sampleCover(7);
  const comics = filesIn(newFolder(), { "scan.jpg": await scanOf(wanted.seed) });

  const early = await lote(["comics", "classify", comics, ...named], at);
  expect([early.code, early.stderr]).toEqual([
    6,
    expect.stringMatching(/lote --workspace \S+ comics embed --model our-clip/),
  ]);

  const embedded = await loteJson(["comics", "embed", "--yes", ...named], at);
  expect(embedded.document).toMatchObject({
    counts: { done: sampleCovers.length, failed: 0 },
    detail: { space: { model: "our-clip", dimensions: 512 } },
  });
  const matched = await loteJson(["comics", "classify", comics, ...named], at);
  expect(matched.document.detail).toMatchObject({ space: { model: "our-clip" }, scale: { suggest: 0.75 } });
  const lines = (await lote(["runs", "export", matched.document.run], at)).stdout.trim().split("\n");
  expect(JSON.parse(lines[0] ?? "").questions[0].candidates[0].label).toContain(wanted.series);

  // The default's vectors are still there, and its catalogue needs none of the other model.
  const usual = await loteJson(["comics", "classify", comics], at);
  expect(usual.document.detail).toMatchObject({ space: { model: "lote-cover-descriptor-441" } });
});

test.concurrent("a model of one's own that is another network ends with 6 and says what its file has", async () => {
  const { workspace } = await cataloguedWorkspace();
  const { pulled } = await addedModel("pooled", clipLike({ outputs: ["pooler_output"] }));
  const at = { workspace, environment: { LOTE_MODELS_FOLDER: pulled } };
  const ended = await lote(["comics", "embed", "--yes", "--model", "pooled"], at);
  expect(ended.code).toBe(6);
  expect(ended.stdout).toContain("pooler_output float32 [?, 768] ≠ image_embeds float32 [?, 512]");
  expect(ended.stdout).toContain("models.json");
});

test.concurrent("CLIP before it was pulled ends with 6 and the command that pulls it, and makes no run", async () => {
  const { workspace, covers } = await cataloguedWorkspace();
  const at = { workspace, environment: { LOTE_MODELS_FOLDER: join(newFolder(), "none") } };
  const runs = async () => JSON.parse((await lote(["runs", "list", "--json"], at)).stdout).results.length;
  const before = await runs();
  for (const words of [
    ["comics", "embed", "--yes"],
    ["comics", "classify", covers],
    ["comics", "catalog", "add", covers],
  ]) {
    const ended = await lote([...words, "--model", "clip-vit-b32-int8"], at);
    expect([words, ended.code]).toEqual([words, 6]);
    expect(ended.stderr).toMatch(/lote --workspace \S+ models pull clip-vit-b32-int8/);
  }
  expect(await runs()).toBe(before);
});
