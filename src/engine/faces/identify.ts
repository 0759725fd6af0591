import { assignCheapest } from "./assignment.ts";
import { confidenceOf } from "./confidence.ts";
import type { FaceThresholds } from "./face-model.ts";

/** Templates of known people, all of one vector space. */
export interface FaceGallery {
  /** Whose row each vector is; one person may have several. */
  readonly people: readonly string[];
  /** `people.length * dimensions` numbers, rows of unit length. */
  readonly vectors: Float32Array;
  readonly dimensions: number;
}

/** A person that a face may be. */
export interface FaceMatch {
  readonly person: string;
  /** Cosine distance, 0..2, to the nearest of the person's vectors. */
  readonly distance: number;
  /** 0..1, see {@link confidenceOf}. */
  readonly confidence: number;
}

/**
 * Who a face is.
 *
 * - `known`: within the strict threshold, and nobody else is nearly as near.
 * - `doubtful`: somebody is within the loose threshold, but too far, too close to another, or already taken by another
 *   face of the photo. Nothing is concluded without a person.
 * - `unknown`: nobody is within the loose threshold.
 */
export type FaceVerdict = "known" | "doubtful" | "unknown";

export interface IdentifiedFace {
  readonly verdict: FaceVerdict;
  /** Of a known face only. */
  readonly person: string | null;
  /** Within the loose threshold, the nearest first; at most `most`. */
  readonly matches: readonly FaceMatch[];
  /** By how much the second person is farther than the first; null where there is no second person. */
  readonly margin: number | null;
  /** The nearest person is in this photo already, as another face: this one cannot be them too. */
  readonly taken: boolean;
}

export interface IdentifyOptions {
  readonly thresholds: FaceThresholds;
  /** Below this margin the two nearest people count as too alike to choose by itself. */
  readonly margin: number;
  /** Matches a face; 5 where left out. */
  readonly most?: number;
}

/**
 * Open-set identification of all faces of one photo: each face is somebody known, or nobody is claimed for it. A
 * person is in a photo at most once: where two faces are near the same person, the faces and people are assigned so
 * that the sum of the distances is the smallest (a face left out counts as the strict threshold), and only a face that
 * got its nearest person is *known*.
 *
 * @param faces vectors of unit length, of the gallery's space
 */
export function identifyFaces(
  faces: readonly Float32Array[],
  gallery: FaceGallery,
  { thresholds, margin: leastMargin, most = 5 }: IdentifyOptions,
): IdentifiedFace[] {
  const ranked = faces.map((face) => rankPeople(face, gallery));
  const people = [
    ...new Set(
      ranked.flatMap((row) =>
        row.filter(({ distance }) => distance <= thresholds.strict).map(({ person }) => person),
      ),
    ),
  ];
  const costs = ranked.map((row) => {
    const byPerson = new Map(row.map(({ person, distance }) => [person, distance]));
    return people.map((person) => byPerson.get(person) ?? Number.POSITIVE_INFINITY);
  });
  const assigned = assignCheapest(costs, thresholds.strict).map((column) =>
    column === null ? null : (people[column] ?? null),
  );
  return ranked.map((row, at): IdentifiedFace => {
    const [first, second] = row;
    const margin = first && second ? second.distance - first.distance : null;
    const matches = row
      .filter(({ distance }) => distance <= thresholds.loose)
      .slice(0, most)
      .map((match) => ({ ...match, confidence: confidenceOf(match.distance, thresholds) }));
    const mine = assigned[at] ?? null;
    const within = first !== undefined && first.distance <= thresholds.strict;
    const taken =
      within &&
      mine !== first.person &&
      assigned.some((person, other) => other !== at && person === first.person);
    const known = within && mine === first.person && (margin === null || margin >= leastMargin);
    return {
      verdict: known ? "known" : matches.length > 0 ? "doubtful" : "unknown",
      person: known ? first.person : null,
      matches,
      margin,
      taken,
    };
  });
}

/** Every person of the gallery by the distance to their nearest vector, the nearest first; of equals, by name. */
function rankPeople(
  face: Float32Array,
  { people, vectors, dimensions }: FaceGallery,
): { person: string; distance: number }[] {
  const nearest = new Map<string, number>();
  people.forEach((person, row) => {
    let cosine = 0;
    const from = row * dimensions;
    for (let at = 0; at < dimensions; at++) cosine += (face[at] as number) * (vectors[from + at] as number);
    const distance = Math.min(2, Math.max(0, 1 - cosine));
    const known = nearest.get(person);
    if (known === undefined || distance < known) nearest.set(person, distance);
  });
  return [...nearest]
    .map(([person, distance]) => ({ person, distance }))
    .sort((one, other) => one.distance - other.distance || (one.person < other.person ? -1 : 1));
}
