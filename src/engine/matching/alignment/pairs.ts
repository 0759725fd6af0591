import { type Points, words } from "./points.ts";

/** A point of one picture and the point of another that looks most like it. */
export interface Pair {
  readonly left: number;
  readonly right: number;
  /** How much nearer it is than the next best: 0 (no doubt) to 1 (as near as another). */
  readonly doubt: number;
}

/** Points that are each other's nearest, those in least doubt first. */
export function pairUp(left: Points, right: Points): Pair[] {
  const nearestLeft = new Int32Array(right.count).fill(-1);
  const distances = new Int32Array(right.count).fill(32 * words + 1);
  const found: Pair[] = [];
  for (let at = 0; at < left.count; at++) {
    const from = at * words;
    const [a, b, c, d] = left.bits.subarray(from, from + words) as unknown as [
      number,
      number,
      number,
      number,
    ];
    let best = -1;
    let nearest = 32 * words + 1;
    let second = nearest;
    for (let other = 0; other < right.count; other++) {
      const word = other * words;
      const distance =
        ones(a ^ (right.bits[word] as number)) +
        ones(b ^ (right.bits[word + 1] as number)) +
        ones(c ^ (right.bits[word + 2] as number)) +
        ones(d ^ (right.bits[word + 3] as number));
      if (distance < nearest) {
        second = nearest;
        nearest = distance;
        best = other;
      } else if (distance < second) second = distance;
      if (distance < (distances[other] as number)) {
        distances[other] = distance;
        nearestLeft[other] = at;
      }
    }
    if (best >= 0) found.push({ left: at, right: best, doubt: nearest / Math.max(1, second) });
  }
  return found
    .filter((pair) => nearestLeft[pair.right] === pair.left)
    .sort((one, other) => one.doubt - other.doubt || one.left - other.left);
}

/** How many bits are set (Warren, Hacker's Delight, 2002). */
function ones(bits: number): number {
  const twos = bits - ((bits >>> 1) & 0x55555555);
  const fours = (twos & 0x33333333) + ((twos >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
