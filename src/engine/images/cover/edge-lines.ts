import { blownOut, type EdgeMap, noEdge } from "./edge-map.ts";

/** A straight line with many edges on it: `across = at + slope · (along − middle)`, in steps of its map. */
export interface EdgeLine {
  readonly at: number;
  readonly slope: number;
  /** The steps along it, from and to, for which it lies in the picture. */
  readonly from: number;
  readonly to: number;
  /** How many of its first n steps have an edge: `edges[n]`. */
  readonly edges: Uint16Array;
  /** How many of them are blown out. */
  readonly blown: Uint16Array;
}

/** The steepest line, about 24°, and how finely slopes are told apart: one step at the end of a line of 220. */
const steepest = 0.45;
const slopes = 100;
const slopeStep = (2 * steepest) / slopes;

/** An edge votes for lines whose slope is this near to its own: a single step tells its direction badly. */
const voteReach = Math.round(0.12 / slopeStep);

/** Fewer edges than this make no line, steps. */
const fewest = 24;

/** A line keeps this clear of better ones, in steps and in slopes. */
const clear = 3;

/** The lines of a map with the most edges on them, at most `count`, best first (a Hough transform by slope and place). */
export function linesOf(map: EdgeMap, count: number): EdgeLine[] {
  const reach = Math.ceil((map.along / 2) * steepest);
  const places = map.across + 2 * reach;
  return peaksOf(votesOf(map, reach, places), places, count).map(({ slope, place }) =>
    toLine(map, place - reach, slope * slopeStep - steepest),
  );
}

function votesOf({ across, along, slopes: edges }: EdgeMap, reach: number, places: number): Uint16Array {
  const votes = new Uint16Array((slopes + 1) * places);
  for (let y = 0; y < along; y++) {
    const lever = y - along / 2;
    for (let x = 0; x < across; x++) {
      const own = edges[y * across + x] as number;
      if (own === noEdge || own === blownOut) continue;
      const nearest = Math.round((own + steepest) / slopeStep);
      const first = Math.max(0, nearest - voteReach);
      const last = Math.min(slopes, nearest + voteReach);
      // Half a step more, so that cutting off rounds.
      let place = x + reach + 0.5 - (first * slopeStep - steepest) * lever;
      for (let slope = first; slope <= last; slope++, place -= slopeStep * lever) {
        const at = slope * places + (place | 0);
        votes[at] = (votes[at] as number) + 1;
      }
    }
  }
  return votes;
}

interface Peak {
  readonly slope: number;
  readonly place: number;
  readonly votes: number;
}

function peaksOf(votes: Uint16Array, places: number, count: number): Peak[] {
  const candidates: Peak[] = [];
  for (let slope = 0; slope <= slopes; slope++) {
    for (let place = 0; place < places; place++) {
      const at = slope * places + place;
      const own = votes[at] as number;
      if (own < fewest || own < (votes[at - 1] ?? 0) || own < (votes[at + 1] ?? 0)) continue;
      if (own < (votes[at - places] ?? 0) || own < (votes[at + places] ?? 0)) continue;
      candidates.push({ slope, place, votes: own });
    }
  }
  candidates.sort(
    (one, other) => other.votes - one.votes || one.slope - other.slope || one.place - other.place,
  );
  const peaks: Peak[] = [];
  for (const one of candidates) {
    const beside = (other: Peak) =>
      Math.abs(one.slope - other.slope) <= clear && Math.abs(one.place - other.place) <= clear;
    if (peaks.some(beside)) continue;
    peaks.push(one);
    if (peaks.length === count) break;
  }
  return peaks;
}

/** An edge is on the line when it is this near to it, steps, and runs this nearly the same way. */
const near = 1;
const alike = 0.3;

function toLine({ across, along, slopes: found }: EdgeMap, at: number, slope: number): EdgeLine {
  const edges = new Uint16Array(along + 1);
  const blown = new Uint16Array(along + 1);
  let [from, to] = [along, 0];
  for (let y = 0; y < along; y++) {
    const x = Math.round(at + slope * (y - along / 2));
    let seen = 0;
    for (let place = Math.max(0, x - near); place <= Math.min(across - 1, x + near); place++) {
      if (Math.abs((found[y * across + place] as number) - slope) <= alike) seen = 1;
    }
    edges[y + 1] = (edges[y] as number) + seen;
    const isBlown = seen === 0 && x >= 0 && x < across && found[y * across + x] === blownOut;
    blown[y + 1] = (blown[y] as number) + (isBlown ? 1 : 0);
    if (x < 0 || x >= across) continue;
    from = Math.min(from, y);
    to = y + 1;
  }
  return { at, slope, from, to, edges, blown };
}
