import { expect, test } from "bun:test";
import { drawPhoto } from "../../../../src/demo/samples/face/draw-photo.ts";
import { drawnPerson } from "../../../../src/demo/samples/face/drawn-person.ts";

test("the same words draw the same photo, another seed another pose of the same person", async () => {
  const [one, same, other] = await Promise.all(
    ["a", "a", "b"].map((seed) => drawPhoto({ people: ["ana"], seed })),
  );
  expect(one?.jpeg).toEqual(same?.jpeg as Uint8Array);
  expect(one?.faces[0]?.points).not.toEqual(other?.faces[0]?.points);
});

test("a name stands for one person, and two names for two", () => {
  expect(drawnPerson("ana")).toEqual(drawnPerson("ana"));
  expect(drawnPerson("ana")).not.toEqual(drawnPerson("luis"));
});

test("a photo of nobody shows no face, and says so", async () => {
  expect((await drawPhoto({ people: [], seed: "wall" })).faces).toEqual([]);
});
