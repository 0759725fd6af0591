import { expect, test } from "bun:test";
import { readManifest } from "../../../src/engine/models/manifest.ts";
import { withNeeds } from "../../../src/engine/models/needs.ts";

const { models } = await readManifest();
const named = (...names: string[]) => models.filter(({ name }) => names.includes(name));

test("a model is pulled after all that it does not work without, and nothing twice", () => {
  const names = withNeeds(named("facenet512", "mtcnn"), models).map(({ name }) => name);
  expect(names).toEqual(["mtcnn-p", "mtcnn-r", "mtcnn", "facenet512"]);
});

test("a network of texts is pulled after the files of its tokenizer, which two may share", () => {
  const names = withNeeds(named("multilingual-e5-small", "multilingual-e5-small-int8"), models).map(
    ({ name }) => name,
  );
  expect(names).toEqual([
    "multilingual-e5-small-tokenizer.json",
    "multilingual-e5-small-tokenizer-config.json",
    "multilingual-e5-small",
    "multilingual-e5-small-int8",
  ]);
});

test("every model that another one needs is in the manifest", () => {
  const names = new Set(models.map(({ name }) => name));
  for (const { needs = [] } of models) for (const name of needs) expect(names.has(name)).toBe(true);
});

test("models that need each other are pulled once each", () => {
  const [one, two] = named("yunet", "mtcnn");
  if (!one || !two) throw new Error("the manifest has other models");
  const circle = [
    { ...one, needs: [two.name] },
    { ...two, needs: [one.name] },
  ];
  expect(
    withNeeds(circle, circle)
      .map(({ name }) => name)
      .sort(),
  ).toEqual([two.name, one.name].sort());
});
