import type { Database } from "bun:sqlite";
import type { Sketcher } from "./sketch.ts";
import { storedSketches } from "./stored-sketches.ts";

/** For each that is asked for, so many are weighed: those whose sketches differ least. */
const weighed = 6;

/**
 * The sketches of a space in memory, as long as nobody changes the file: 128 bytes for each vector. Comparing 100,000 of
 * them takes some milliseconds here; vec0 takes longer the more of the nearest are asked for.
 */
export class Sketches {
  #state = "";
  #ids = new Int32Array();
  #words = new Uint32Array();

  constructor(
    private readonly db: Database,
    private readonly table: string,
    private readonly sketcher: Sketcher,
  ) {}

  /** Row numbers of the vectors that seem most like this one, the best first. */
  nearest(vector: Float32Array, count: number): number[] {
    this.#refresh();
    const rows = this.#leastDifferent(this.sketcher.of(vector), count * weighed);
    const weights = this.sketcher.weights(vector);
    const bytes = new Uint8Array(this.#words.buffer);
    const width = this.sketcher.bits / 8;
    const scores = new Float32Array(rows.length);
    for (let place = 0; place < rows.length; place++) {
      scores[place] = weightOf(bytes, (rows[place] ?? 0) * width, width, weights);
    }
    // The least score that is wanted, found without sorting objects.
    const least = scores.toSorted()[Math.max(0, scores.length - count)] ?? 0;
    const found: { row: number; score: number }[] = [];
    for (const [place, score] of scores.entries()) {
      if (score >= least) found.push({ row: rows[place] ?? 0, score });
    }
    found.sort((left, right) => right.score - left.score || left.row - right.row);
    return found.slice(0, count).map(({ row }) => this.#ids[row] ?? 0);
  }

  /** Places of the sketches that differ in the fewest bits, about so many, in the order of the table. */
  #leastDifferent(sketch: Uint8Array, count: number): Int32Array {
    const asked = new Uint32Array(sketch.slice().buffer);
    const width = asked.length;
    const { bits } = this.sketcher;
    const distances = new Uint16Array(this.#ids.length);
    const histogram = new Uint32Array(bits + 1);
    for (let row = 0; row < distances.length; row++) {
      const distance = differing(this.#words, row * width, asked);
      distances[row] = distance;
      histogram[distance] = (histogram[distance] ?? 0) + 1;
    }
    let most = 0;
    let sum = 0;
    for (; most < bits; most++) {
      sum += histogram[most] ?? 0;
      if (sum >= count) break;
    }
    const found = new Int32Array(most < bits ? sum : distances.length);
    let place = 0;
    for (let row = 0; row < distances.length; row++) {
      if ((distances[row] ?? 0) <= most) found[place++] = row;
    }
    return found;
  }

  /** Anybody's commit, and what this connection changed itself, make them stale. */
  #refresh(): void {
    const { data_version: others } = this.db.query("PRAGMA data_version").get() as { data_version: number };
    const { own } = this.db.query("SELECT total_changes() AS own").get() as { own: number };
    const state = `${others} ${own}`;
    if (state === this.#state) return;
    const { ids, sketches } = storedSketches(this.db, this.table, this.sketcher.bits / 8);
    this.#ids = ids;
    this.#words = new Uint32Array(sketches.buffer);
    this.#state = state;
  }
}

// Functions of their own: called for every sketch, each is compiled within the first question. Inside the loops over all
// sketches they took twice as long for some fifteen questions.

/** Bits in which the sketch that begins at this word differs from the asked one. */
function differing(words: Uint32Array, from: number, asked: Uint32Array): number {
  let distance = 0;
  for (let word = 0; word < asked.length; word++) {
    distance += ones((words[from + word] ?? 0) ^ (asked[word] ?? 0));
  }
  return distance;
}

/** What the sketch that begins at this byte weighs. */
function weightOf(bytes: Uint8Array, from: number, width: number, weights: Float32Array): number {
  let score = 0;
  for (let byte = 0; byte < width; byte++) {
    score += weights[(byte << 8) | (bytes[from + byte] ?? 0)] ?? 0;
  }
  return score;
}

function ones(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
