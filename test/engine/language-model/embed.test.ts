import { expect, test } from "bun:test";
import { vectorsIn } from "../../../src/engine/language-model/embed.ts";

const base64 = (vector: readonly number[]) => new Uint8Array(new Float32Array(vector).buffer).toBase64();

test("vectors are read from base64 and from numbers, and put in the order of their texts", () => {
  const data = [
    { index: 1, embedding: [0, 1] },
    { index: 0, embedding: base64([1, 0]) },
  ];
  expect(vectorsIn(data, 2, "m").map((vector) => [...vector])).toEqual([
    [1, 0],
    [0, 1],
  ]);
});

test.each([
  ["no list", { index: 0 }],
  ["fewer than the texts", []],
  ["more than the texts", [0, 1].map((index) => ({ index, embedding: [1, 0] }))],
  ["a hole where one should be", [{ index: 1, embedding: [1, 0] }]],
  ["an empty one", [{ index: 0, embedding: "" }]],
  ["bytes that are cut in the middle of a number", [{ index: 0, embedding: base64([1, 0]).slice(0, 8) }]],
])("an answer with %s is broken, and nothing else is thrown", (_, data) => {
  expect(() => vectorsIn(data, 1, "m")).toThrow(expect.objectContaining({ code: "answer-broken" }));
});
