import {
  type CurvePoint,
  calibrateFaces,
  fewestPeople,
  type KnownFace,
} from "../../../src/engine/faces/calibrate-faces.ts";

/** How well vectors tell people apart. */
export interface Verification {
  readonly people: number;
  readonly same: number;
  readonly different: number;
  readonly meanSame: number;
  readonly meanDifferent: number;
  /** The chance that two photos of one person are nearer than two of two people. */
  readonly auc: number;
  /** At the model's strict threshold; `accuracy` counts both kinds of pairs alike. */
  readonly falseMatches: number;
  readonly misses: number;
  /** The same with their intervals, where there are people enough for any. */
  readonly intervals: CurvePoint | null;
  readonly accuracy: number;
  /** Share of pairs of one person that are known at these false-match rates. */
  readonly known: readonly { readonly falseMatch: number; readonly rate: number }[];
}

/** @param strict a multiple of 0.02, at which the calibration's curve has a point */
export function verify(faces: readonly KnownFace[], strict: number): Verification {
  const same: number[] = [];
  const different: number[] = [];
  faces.forEach(({ person, vector }, at) => {
    for (const other of faces.slice(at + 1)) {
      const cosine = vector.reduce((sum, value, place) => sum + value * (other.vector[place] as number), 0);
      (person === other.person ? same : different).push(1 - cosine);
    }
  });
  different.sort((one, other) => one - other);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const farther = (distance: number) => different.length - countBelow(different, distance);
  const people = new Set(faces.map(({ person }) => person)).size;
  const intervals =
    people < fewestPeople ? null : (calibrateFaces(faces, 0.001).curve[Math.round(strict * 50)] ?? null);
  const share = (values: readonly number[], most: number) =>
    values.filter((distance) => distance <= most).length / values.length;
  return {
    people,
    same: same.length,
    different: different.length,
    meanSame: 1 - mean(same),
    meanDifferent: 1 - mean(different),
    auc: mean(same.map((distance) => farther(distance) / different.length)),
    falseMatches: share(different, strict),
    misses: 1 - share(same, strict),
    intervals,
    accuracy: (share(same, strict) + 1 - share(different, strict)) / 2,
    known: [0.01, 0.001].map((falseMatch) => {
      const limit = different[Math.floor(falseMatch * different.length)] ?? 0;
      return { falseMatch, rate: same.filter((distance) => distance < limit).length / same.length };
    }),
  };
}

/** How many of sorted distances are no larger than one. */
function countBelow(sorted: readonly number[], distance: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle] as number) <= distance) from = middle + 1;
    else to = middle;
  }
  return from;
}
