import { LoteError } from "../errors/lote-error.ts";
import { type Interval, wilson } from "../matching/calibration/proportion.ts";
import { randomOf } from "../seeded-random.ts";

/** A photo's face whose person is known. */
export interface KnownFace {
  readonly person: string;
  /** Unit length, all of one space. */
  readonly vector: Float32Array;
}

/** A share, and where it may lie given on how few people it rests. */
export interface MeasuredShare extends Interval {
  readonly rate: number;
}

/** What happens at a threshold. */
export interface CurvePoint {
  /** Cosine distance up to which two faces are taken for one person. */
  readonly threshold: number;
  /** Of comparisons of two people, those taken for one. */
  readonly falseMatch: MeasuredShare;
  /** Of comparisons of one person, those taken for two; null where nobody has two photos: it is not known. */
  readonly miss: MeasuredShare | null;
}

export interface FaceCalibration extends CurvePoint {
  /** The false-match rate that was asked for. */
  readonly wanted: number;
  readonly people: number;
  readonly photos: number;
  readonly comparisons: { readonly different: number; readonly same: number };
  /**
   * Whether so many people can show the wanted rate: the upper end of the interval at the threshold is no higher. Where
   * not, about how many people could, if none of their comparisons failed.
   */
  readonly shown: boolean;
  readonly peopleNeeded: number;
  /** From 0 to 1 in steps of 0.02. */
  readonly curve: readonly CurvePoint[];
}

/** Fewer people than this say nothing of strangers. */
export const fewestPeople = 10;
/** More photos than this are drawn from: their pairs grow with the square. */
const mostPhotos = 2000;
const bins = 400;
const widest = 2;

/**
 * Fits the threshold to a wanted false-match rate on a person's own photos: the largest distance at which no more than
 * that share of the comparisons of two people are taken for one. How often one of a gallery of n people is found by
 * mistake is up to n times as much.
 *
 * Comparisons that share a person are no independent trials. How much less they say is measured by leaving each person
 * out in turn (the jackknife; ISO/IEC 19795-1 on the uncertainty of cross-comparisons), and the intervals are Wilson's
 * for the number of independent comparisons that would be as uncertain.
 *
 * @throws LoteError `faces-too-few`
 */
export function calibrateFaces(known: readonly KnownFace[], wanted: number): FaceCalibration {
  const photos = drawn(known);
  const names = [...new Set(photos.map(({ person }) => person))];
  if (names.length < fewestPeople)
    throw new LoteError("faces-too-few", { people: names.length, needed: fewestPeople });
  const different = new Tally(names.length);
  const same = new Tally(names.length);
  const number = new Map(names.map((name, at) => [name, at]));
  photos.forEach(({ person, vector }, at) => {
    const one = number.get(person) ?? 0;
    for (let next = at + 1; next < photos.length; next++) {
      const other = photos[next] as KnownFace;
      const distance = cosineDistance(vector, other.vector);
      const two = number.get(other.person) ?? 0;
      (one === two ? same : different).add(distance, one, two);
    }
  });
  const threshold = thresholdFor(different.sorted(), wanted);
  const effect = different.effectOfSharing();
  const sameEffect = same.effectOfSharing();
  const at = (distance: number): CurvePoint => ({
    threshold: distance,
    falseMatch: different.below(distance, effect),
    miss: same.count === 0 ? null : inverted(same.below(distance, sameEffect)),
  });
  const point = at(threshold);
  return {
    ...point,
    wanted,
    people: names.length,
    photos: photos.length,
    comparisons: { different: different.count, same: same.count },
    shown: point.falseMatch.high <= wanted,
    // Nothing in n independent trials leaves 3.84 / n in Wilson's interval; n people make n² / 2 pairs.
    peopleNeeded: Math.ceil(Math.sqrt((2 * 3.84 * effect) / wanted)),
    curve: Array.from({ length: 51 }, (_, step) => at(step / 50)),
  };
}

/** All photos, or as many people by chance as have about the most that are compared. The same ones each time. */
function drawn(known: readonly KnownFace[]): readonly KnownFace[] {
  if (known.length <= mostPhotos) return known;
  const random = randomOf("calibrate faces");
  const byPerson = Map.groupBy(known, ({ person }) => person);
  const people = [...byPerson.values()].map((faces) => ({ faces, order: random.next() }));
  const chosen: KnownFace[] = [];
  for (const { faces } of people.sort((one, other) => one.order - other.order)) {
    if (chosen.length + faces.length <= mostPhotos) chosen.push(...faces);
  }
  return chosen;
}

function cosineDistance(one: Float32Array, other: Float32Array): number {
  let cosine = 0;
  for (let at = 0; at < one.length; at++) cosine += (one[at] as number) * (other[at] as number);
  return Math.min(widest, Math.max(0, 1 - cosine));
}

/** Just below the first distance of two people that would be one too many. */
function thresholdFor(sorted: Float64Array, wanted: number): number {
  const allowed = Math.floor(wanted * sorted.length);
  const first = sorted[allowed];
  return first === undefined ? widest : Math.max(0, Math.floor(first * 1e4 - 1) / 1e4);
}

function inverted({ rate, low, high }: MeasuredShare): MeasuredShare {
  return { rate: 1 - rate, low: 1 - high, high: 1 - low };
}

/** Distances of comparisons, and of which people they are. */
class Tally {
  readonly #people: number;
  /** By bin; and by person and bin, each comparison with both of its people. */
  readonly #all = new Float64Array(bins + 1);
  readonly #ofPerson: Float64Array[];
  readonly #distances: number[] = [];
  #sorted: Float64Array | undefined;

  constructor(people: number) {
    this.#people = people;
    this.#ofPerson = Array.from({ length: people }, () => new Float64Array(bins + 1));
  }

  add(distance: number, one: number, two: number): void {
    const bin = Math.min(bins, Math.ceil((distance / widest) * bins));
    this.#distances.push(distance);
    bump(this.#all, bin);
    bump(this.#ofPerson[one] as Float64Array, bin);
    if (two !== one) bump(this.#ofPerson[two] as Float64Array, bin);
  }

  get count(): number {
    return this.#distances.length;
  }

  /** All distances, the smallest first; asked for when all have been added. */
  sorted(): Float64Array {
    this.#sorted ??= Float64Array.from(this.#distances).sort();
    return this.#sorted;
  }

  /** The share of comparisons of at most this distance, with the interval of so many times fewer trials. */
  below(distance: number, effect: number): MeasuredShare {
    const sorted = this.sorted();
    let [from, to] = [0, sorted.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((sorted[middle] as number) <= distance) from = middle + 1;
      else to = middle;
    }
    const rate = this.count === 0 ? 0 : from / this.count;
    const trials = this.count / effect;
    return { rate, ...wilson(rate * trials, trials) };
  }

  /**
   * By how much the variance of the share is larger than that of as many independent comparisons; where about one in
   * twenty is within the threshold, as there is little to see farther out.
   */
  effectOfSharing(): number {
    let bin = 0;
    while (bin < bins && sumTo(this.#all, bin) < this.count / 20) bin += 1;
    const within = sumTo(this.#all, bin);
    const rate = within / this.count;
    const simple = (rate * (1 - rate)) / this.count;
    if (this.count < 2 || simple === 0) return 1;
    const left = this.#ofPerson.flatMap((own) => {
      const rest = this.count - sumTo(own, bins);
      return rest > 0 ? [(within - sumTo(own, bin)) / rest] : [];
    });
    const mean = left.reduce((sum, share) => sum + share, 0) / left.length;
    const spread = left.reduce((sum, share) => sum + (share - mean) ** 2, 0);
    return Math.max(1, (((this.#people - 1) / this.#people) * spread) / simple);
  }
}

function bump(counts: Float64Array, at: number): void {
  counts[at] = (counts[at] as number) + 1;
}

function sumTo(counts: Float64Array, last: number): number {
  let sum = 0;
  for (let at = 0; at <= last; at++) sum += counts[at] as number;
  return sum;
}
