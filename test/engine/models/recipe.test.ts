import { expect, test } from "bun:test";
import { normalisationOf, recipeSchema } from "../../../src/engine/models/recipe.ts";

const picture = { width: 224, height: 224, fit: "cover", kernel: "cubic", colour: "srgb" };
const clip = {
  ...picture,
  layout: "float32-nchw",
  channels: "rgb",
  range: 1,
  mean: [0.5, 0.5, 0.5],
  std: [0.5, 0.5, 0.5],
};

test("a recipe of bytes has no arithmetic, and one of numbers must have all of it", () => {
  const bytes = recipeSchema.parse({ ...picture, layout: "uint8-hwc" });
  expect(normalisationOf(bytes)).toBeNull();
  expect(normalisationOf(recipeSchema.parse(clip))).toEqual({
    channels: "rgb",
    range: 1,
    mean: [0.5, 0.5, 0.5],
    std: [0.5, 0.5, 0.5],
  });
  for (const missing of ["channels", "range", "mean", "std"]) {
    const { [missing as "mean"]: _, ...rest } = clip;
    expect(recipeSchema.safeParse(rest).success, missing).toBe(false);
  }
  expect(recipeSchema.safeParse({ ...picture, layout: "uint8-hwc", mean: [0, 0, 0] }).success).toBe(false);
});

test("numbers that no picture can be made with are refused", () => {
  for (const wrong of [
    { std: [0.5, 0, 0.5] },
    { range: 2 },
    { width: 0 },
    { pad: [0, 0, 256] },
    { mean: [1] },
  ])
    expect(recipeSchema.safeParse({ ...clip, ...wrong }).success, JSON.stringify(wrong)).toBe(false);
});
