import { expect, test } from "bun:test";
import { VectorVault } from "../../../../../src/engine/workflows/faces/care/vector-vault.ts";

const vault = new VectorVault(new Uint8Array(32).fill(1));
const vector = Float32Array.from({ length: 512 }, (_, at) => Math.sin(at) / 16);

test("a sealed vector opens for its person, space and key, exactly as it was", () => {
  expect(vault.open(vault.seal(vector, "1", "space"), "1", "space")).toEqual(vector);
});

test("a vector that was given to another person, moved to another space, or read with another key does not open", () => {
  const sealed = vault.seal(vector, "1", "space");
  const stranger = new VectorVault(new Uint8Array(32).fill(2));
  for (const open of [
    () => vault.open(sealed, "2", "space"),
    () => vault.open(sealed, "1", "other"),
    () => vault.open(sealed, '1","space', ""),
    () => stranger.open(sealed, "1", "space"),
  ]) {
    expect(open).toThrow(expect.objectContaining({ code: "face-vector-broken" }));
  }
});

test("each changed byte of a sealed vector is noticed, and a cut one too", () => {
  const sealed = vault.seal(vector.subarray(0, 8), "1", "space");
  for (let at = 0; at < sealed.length; at++) {
    const changed = sealed.slice();
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => vault.open(changed, "1", "space")).toThrow(
      expect.objectContaining({ code: "face-vector-broken" }),
    );
  }
  expect(() => vault.open(sealed.subarray(0, 20), "1", "space")).toThrow();
});

test("the same vector sealed twice looks different, and shows nothing of its numbers", () => {
  const [one, two] = [vault.seal(vector, "1", "space"), vault.seal(vector, "1", "space")];
  expect(one).not.toEqual(two);
  const bytes = Buffer.from(vector.buffer).subarray(0, 16);
  expect(Buffer.from(one).includes(bytes)).toBe(false);
});
