import type { CharacterRow } from "../../../stores/characters.ts";
import type { Stores } from "../../../stores/sqlite/open.ts";
import { hammingDistance } from "../../images/perceptual-hash.ts";

/** Pictures whose hashes differ in so few bits are one picture. */
const sameBits = 6;
/** Where hashes differ in so few bits, one of this many parts of them is the same: only those are compared. */
const bands = sameBits + 1;
const page = 1000;

interface Hashed {
  readonly entity: string;
  readonly name: string;
  readonly hash: Uint8Array;
}

/** Whose pictures look the same, by entity: each with the names of the others, in the order of their entities. */
export function samePictures(stores: Stores): ReadonlyMap<string, readonly string[]> {
  const all = hashed(stores);
  const same = new Map<string, string[]>();
  const add = (entity: string, name: string) => {
    const names = same.get(entity);
    if (names) names.push(name);
    else same.set(entity, [name]);
  };
  for (const [left, right] of pairs(all)) {
    add(left.entity, right.name);
    add(right.entity, left.name);
  }
  return same;
}

function hashed({ characters }: Stores): Hashed[] {
  const all: Hashed[] = [];
  for (let after = ""; ; ) {
    const rows = characters.collection.withPicture(after, page);
    for (const { entity, name, picture } of rows) {
      all.push({ entity, name, hash: Uint8Array.fromHex(picture.hash) });
    }
    const last: CharacterRow | undefined = rows.at(-1);
    if (!last) return all;
    after = last.entity;
  }
}

/** Each pair once: exact, and without comparing everybody with everybody. */
function* pairs(all: readonly Hashed[]): Generator<readonly [Hashed, Hashed]> {
  const buckets = Array.from({ length: bands }, () => new Map<bigint, number[]>());
  for (const [at, one] of all.entries()) {
    const parts = partsOf(one.hash);
    const alike = new Set<number>();
    for (const [band, part] of parts.entries()) {
      const bucket = buckets[band]?.get(part);
      for (const earlier of bucket ?? []) alike.add(earlier);
      if (bucket) bucket.push(at);
      else buckets[band]?.set(part, [at]);
    }
    for (const earlier of [...alike].sort((a, b) => a - b)) {
      const other = all[earlier];
      if (other && hammingDistance(other.hash, one.hash) <= sameBits) yield [other, one];
    }
  }
}

/** The 64 bits in parts of nine or ten. */
function partsOf(hash: Uint8Array): bigint[] {
  const bits = BigInt(`0x${hash.toHex()}`);
  return Array.from({ length: bands }, (_, band) => {
    const from = Math.floor((band * 64) / bands);
    const to = Math.floor(((band + 1) * 64) / bands);
    return (bits >> BigInt(from)) & ((1n << BigInt(to - from)) - 1n);
  });
}
