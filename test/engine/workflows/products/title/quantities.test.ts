import { expect, test } from "bun:test";
import { readTitle } from "../../../../../src/engine/workflows/products/title/read-title.ts";

const measured = (name: string) =>
  readTitle(name).quantities.map(({ kind, value }) => [kind, Number(value.toPrecision(6))]);

test.each([
  ["Agua 1,5 L", [["volume", 1500]]],
  ["Agua 1500ml", [["volume", 1500]]],
  ["Agua 1.500 cc", [["volume", 1500]]],
  ["Bidón 1.125 L", [["volume", 1125]]],
  ["Conditioner 8 fl. oz.", [["volume", 236.588]]],
  ["Arroz 1 kg", [["weight", 1000]]],
  ["Vitamin C 250mg", [["weight", 0.25]]],
  ["Disco 1TB", [["memory", 1024]]],
  [
    "Celular 4/64 GB",
    [
      ["memory", 4],
      ["memory", 64],
    ],
  ],
  [
    "Celular 8GB+256GB",
    [
      ["memory", 8],
      ["memory", 256],
    ],
  ],
  ["SSD 512GB", [["memory", 512]]],
  ['Monitor 15,6"', [["length", 396.24]]],
  ["Monitor 15.6 pulgadas", [["length", 396.24]]],
  ["Tornillo 1/2 inch", [["length", 12.7]]],
  ["Estante 10 1/2 inch", [["length", 266.7]]],
  ["Celular 5G 5000 mAh", [["charge", 5000]]],
  ["Té 5 g", [["weight", 5]]],
  ["Notebook 2 in 1", []],
  [
    "Cerveza 4.5G 350 CC",
    [
      ["alcohol", 4.5],
      ["volume", 350],
    ],
  ],
  ["Cerveza 473X4 CC", [["volume", 473]]],
  [
    "CPU 2,4 GHz 65W",
    [
      ["frequency", 2.4e9],
      ["power", 65],
    ],
  ],
] as const)("%s holds its quantities", (name, expected) => {
  expect(measured(name)).toEqual(expected as never);
});

test.each([
  ["Pack cerveza 6x350cc", 6],
  ["Cerveza 473X4 CC", 4],
  ["Latas (6 Latas de 350 cc c/u)", 6],
  ["Bebida 12pack", 12],
  ["Cereal (Pack of 6)", 6],
  ["Sixpack cerveza", 6],
  ["Labels 1,000/Box", 1000],
  ["Toalla x 3 unidades", 3],
  ["Mesa 20 x 30 cm", null],
  ["iPhone X", null],
])("%s is a pack of %p", (name, count) => {
  expect(readTitle(name).pack?.count ?? null).toBe(count);
});

test("what is inside of one thing is no pack of things", () => {
  const title = readTitle("Vitamina C 60 cápsulas");
  expect([title.pack, title.content?.count]).toEqual([null, 60]);
});
