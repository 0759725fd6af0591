import { expect, test } from "bun:test";
import { assertSameSpace, spaceOf } from "../../../src/engine/embedding/space.ts";
import { type CoverEmbedModel, findModel, readManifest } from "../../../src/engine/models/manifest.ts";

const model = findModel(await readManifest(), "cover-embed");
const other = (change: Partial<CoverEmbedModel>) => spaceOf({ ...model, ...change }).id;

test("a space is another one for another file, recipe or precision and the same for another description", () => {
  const { id } = spaceOf(model);
  expect(id).toMatch(/^[0-9a-f]{12}$/);
  expect(other({ sha256: "0".repeat(64) })).not.toBe(id);
  expect(other({ recipe: { ...model.recipe, kernel: "cubic" } })).not.toBe(id);
  expect(other({ precision: "int8" })).not.toBe(id);
  expect(other({ description: "Something else", name: "renamed" })).toBe(id);
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
