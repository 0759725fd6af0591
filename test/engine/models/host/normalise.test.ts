import { expect, test } from "bun:test";
import { normaliser } from "../../../../src/engine/models/host/normalise.ts";
import type { HostTensor } from "../../../../src/engine/models/host/tensor.ts";
import {
  type GoldenName,
  goldenNumbers,
  goldenPixels,
  openai,
  tensorOf,
} from "../../../fixtures/preprocessing/golden.ts";

const pictures = (dims: readonly number[], ...bytes: number[]): HostTensor => ({
  type: "uint8",
  dims,
  data: Uint8Array.from(bytes),
});
const plain = { channels: "rgb", range: 255, mean: [0, 0, 0], std: [1, 1, 1] } as const;

test("bytes become the float32 numbers that numpy works out with CLIP's constants", async () => {
  const numbers = await goldenNumbers();
  expect(numbers.length).toBe(60);
  for (const { name, at, value } of numbers) {
    const tensor = tensorOf(await goldenPixels(name as GoldenName));
    expect(Math.abs((tensor[at] as number) - value)).toBeLessThan(2e-6);
  }
});

test("pictures of height, width, channel come out as planes, one picture behind the other", () => {
  const two = pictures([2, 1, 2, 3], 1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16);
  const { dims, data } = normaliser(plain)(two);
  expect(dims).toEqual([2, 3, 1, 2]);
  expect([...data].map(Number)).toEqual([1, 4, 2, 5, 3, 6, 11, 14, 12, 15, 13, 16]);
});

test("blue comes first where the recipe says so, and each channel keeps its own mean and deviation", () => {
  const normalise = normaliser({ channels: "bgr", range: 255, mean: [1, 2, 3], std: [1, 10, 100] });
  const { data } = normalise(pictures([1, 1, 1, 3], 11, 22, 203));
  expect([...data].map(Number)).toEqual([2, 2, 10]);
});

test("mean and deviation count in the range that the recipe names", () => {
  const halves = { channels: "rgb", range: 1, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] } as const;
  expect([...normaliser(halves)(pictures([1, 1, 1, 3], 0, 255, 51)).data].map(Number)).toEqual([
    -1,
    1,
    Math.fround(-0.6),
  ]);
});

test("a smaller batch after a larger one has nothing of it left over", () => {
  const normalise = normaliser(plain);
  normalise(pictures([2, 1, 1, 3], 9, 9, 9, 8, 8, 8));
  const { dims, data } = normalise(pictures([1, 1, 1, 3], 1, 2, 3));
  expect(dims).toEqual([1, 3, 1, 1]);
  expect([...data].map(Number)).toEqual([1, 2, 3]);
});

test("channels come last, and columns before rows, where the graph has them so", () => {
  const twoByOne = pictures([1, 1, 2, 3], 1, 2, 3, 4, 5, 6);
  const rows = normaliser({ ...plain, axes: "nhwc" })(twoByOne);
  expect([rows.dims, [...rows.data].map(Number)]).toEqual([
    [1, 1, 2, 3],
    [1, 2, 3, 4, 5, 6],
  ]);
  const square = pictures([1, 2, 2, 3], 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4);
  const columns = normaliser({ ...plain, axes: "nwhc", channels: "bgr" })(square);
  expect([...columns.data].map(Number)).toEqual([1, 1, 1, 3, 3, 3, 2, 2, 2, 4, 4, 4]);
});

test("grey is one plane of rounded luminance", () => {
  const { dims, data } = normaliser({ ...plain, channels: "grey" })(
    pictures([1, 1, 2, 3], 255, 0, 0, 10, 10, 10),
  );
  expect(dims).toEqual([1, 1, 1, 2]);
  expect([...data].map(Number)).toEqual([76, 10]);
});

test("numbers between two bytes are kept, in every order of axes", () => {
  const half: HostTensor = { type: "float32", dims: [1, 1, 1, 3], data: Float32Array.of(0.5, 1.25, 2.75) };
  expect([...normaliser({ ...plain, channels: "bgr" })(half).data].map(Number)).toEqual([2.75, 1.25, 0.5]);
  expect([...normaliser({ ...plain, axes: "nwhc" })(half).data].map(Number)).toEqual([0.5, 1.25, 2.75]);
});

test("what is no picture is refused", () => {
  const normalise = normaliser(openai);
  expect(() => normalise(pictures([1, 1, 1, 4], 1, 2, 3, 4))).toThrow("uint8 [1, 1, 1, 4]");
  expect(() => normalise({ type: "int64", dims: [1, 1, 1, 3], data: new BigInt64Array(3) })).toThrow("int64");
});
