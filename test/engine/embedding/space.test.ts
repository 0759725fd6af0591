import { expect, test } from "bun:test";
import { assertSameSpace, spaceOf } from "../../../src/engine/embedding/space.ts";
import { preparationVersion } from "../../../src/engine/images/cover/prepare-cover.ts";
import { type CoverEmbedModel, findModel, readManifest } from "../../../src/engine/models/manifest.ts";

const manifest = await readManifest();
const model = findModel(manifest, "cover-embed");
const other = (change: Partial<CoverEmbedModel>) => spaceOf({ ...model, ...change }).id;

test("a space is another one for another file, recipe or precision and the same for another description", () => {
  const { id } = spaceOf(model);
  expect(id).toMatch(/^[0-9a-f]{12}$/);
  expect(other({ sha256: "0".repeat(64) })).not.toBe(id);
  expect(other({ recipe: { ...model.recipe, kernel: "cubic" } })).not.toBe(id);
  expect(other({ precision: "int8" })).not.toBe(id);
  expect(other({ description: "Something else", name: "renamed" })).toBe(id);
});

test("the descriptor's space depends on its file, preparation, recipe and precision in the form that workspaces know", () => {
  const identity = [model.sha256, preparationVersion, 64, 96, "fill", "linear", "srgb", "uint8-hwc", "fp32"];
  const hash = new Bun.CryptoHasher("sha256").update(JSON.stringify(identity)).digest("hex");
  expect(spaceOf(model).id).toBe(hash.slice(0, 12));
});

test("every part of a learned model's recipe, its output and its precision make another space", () => {
  const clip = findModel(manifest, "cover-embed", "clip-vit-b32-int8");
  const { recipe } = clip;
  if (recipe.layout !== "float32-nchw") throw new Error("CLIP takes numbers");
  const letterboxed = { ...recipe, fit: "contain" } as const;
  const variants: Partial<CoverEmbedModel>[] = [
    {},
    { sha256: "0".repeat(64) },
    { precision: "fp32" },
    { output: { ...clip.output, name: "pooler_output" } },
    { recipe: { ...recipe, width: 256 } },
    { recipe: { ...recipe, height: 256 } },
    { recipe: { ...recipe, kernel: "linear" } },
    { recipe: { ...recipe, channels: "bgr" } },
    { recipe: { ...recipe, range: 255 } },
    { recipe: { ...recipe, mean: [0.485, 0.456, 0.406] } },
    { recipe: { ...recipe, std: [0.229, 0.224, 0.225] } },
    { recipe: { ...recipe, fit: "fill" } },
    { recipe: { ...recipe, pad: [0, 0, 0] } },
  ];
  const ids = variants.map((change) => spaceOf({ ...clip, ...change }).id);
  expect(new Set(ids).size).toBe(variants.length);
  // A recipe that cuts off is never taken at its word: its pictures come letterboxed, in the colour of its mean.
  const mean = recipe.mean.map((value) => Math.round(value * 255)) as [number, number, number];
  for (const recipe of [letterboxed, { ...letterboxed, pad: mean }])
    expect(spaceOf({ ...clip, recipe }).id).toBe(spaceOf(clip).id);
});

test("vectors of one space may be compared and those of two may not", () => {
  const space = spaceOf(model);
  expect(() => assertSameSpace(space, { ...space })).not.toThrow();
  const strange = spaceOf({ ...model, name: "clip", precision: "int8" });
  expect(() => assertSameSpace(space, strange)).toThrow(
    expect.objectContaining({
      code: "space-mismatch",
      data: { left: `${space.model} (${space.id})`, right: `clip (${strange.id})` },
    }),
  );
});

test("the space of a model whose file nobody knows yet says how to pull it", () => {
  const { sha256: _, ...unpinned } = model;
  expect(() => spaceOf(unpinned)).toThrow(expect.objectContaining({ code: "model-missing" }));
});

test("other views are the same space, and another comparison", () => {
  const usual = spaceOf(model);
  const whole = spaceOf(model, "whole");
  expect(whole.id).toBe(usual.id);
  expect(usual.comparison).toBe(usual.id);
  expect(whole).toMatchObject({ views: ["whole"], comparison: `${usual.id}-whole` });
});
