/** A source of numbers that a seed determines, so that what chance makes is the same on every machine. */
export interface Random {
  /** 0 ≤ n < 1 */
  next(): number;
  /** low ≤ n < high */
  between(low: number, high: number): number;
  /** A whole number, low ≤ n ≤ high. */
  whole(low: number, high: number): number;
  /** One of the choices. */
  pick<const T>(choices: readonly [T, ...T[]]): T;
  chance(probability: number): boolean;
}

/** Seeds by number, or by any text (a series' name). mulberry32 behind an FNV-1a hash. */
export function randomOf(seed: number | string): Random {
  let state = hash(String(seed));
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    whole: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick: (choices) => choices[Math.floor(next() * choices.length)] ?? choices[0],
    chance: (probability) => next() < probability,
  };
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193);
  return value | 0;
}
