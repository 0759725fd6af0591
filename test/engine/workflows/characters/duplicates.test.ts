import { expect, test } from "bun:test";
import { hammingDistance } from "../../../../src/engine/images/perceptual-hash.ts";
import { samePictures } from "../../../../src/engine/workflows/characters/duplicates.ts";
import { newCharacter } from "../../../fixtures/characters/new-character.ts";
import { openCollection } from "../../../fixtures/characters/open-collection.ts";
import { noise } from "../../../fixtures/noise.ts";

test("pictures whose hashes differ in up to six bits are marked with each other's names, others are not", () => {
  using stores = openCollection();
  const { collection } = stores.characters;
  const put = (name: string, hash: string) => collection.put(newCharacter(name, { hash }), []);
  put("A", "00000000000000ff");
  // Six bits away in six different places, and seven.
  put("B", "01010101010100ff");
  put("C", "01010101010101ff");
  put("D", "ffffffffffffffff");
  collection.put(newCharacter("E", null), []);
  expect([...samePictures(stores)].sort()).toEqual([
    ["test:A", ["B"]],
    ["test:B", ["A", "C"]],
    ["test:C", ["B"]],
  ]);
});

test("comparing only what shares a part finds just what comparing everybody would", () => {
  using stores = openCollection();
  const next = noise(4);
  const hashes: Uint8Array[] = [];
  for (let at = 0; at < 300; at++) {
    const near = hashes[Math.floor(next() * hashes.length)];
    const hash = near && next() < 0.6 ? near.slice() : Uint8Array.from({ length: 8 }, () => next() * 256);
    for (let flips = Math.floor(next() * 9); near && flips > 0; flips--) {
      const bit = Math.floor(next() * 64);
      hash[bit >> 3] = (hash[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    }
    hashes.push(hash);
    const name = String(at).padStart(3, "0");
    stores.characters.collection.put(newCharacter(name, { hash: hash.toHex() }), []);
  }
  const expected = new Map<string, string[]>();
  for (const [at, one] of hashes.entries()) {
    const same = hashes.flatMap((other, index) =>
      index !== at && hammingDistance(one, other) <= 6 ? [String(index).padStart(3, "0")] : [],
    );
    if (same.length > 0) expected.set(`test:${String(at).padStart(3, "0")}`, same);
  }
  expect(expected.size).toBeGreaterThan(50);
  const found = new Map([...samePictures(stores)].map(([entity, names]) => [entity, [...names].sort()]));
  expect(found).toEqual(expected);
});
