/** The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher 2009). */
const flattening = 60;

/** What one of two lists says of a thing: its place in each, from 1, or null. */
export interface Merged<Id> {
  readonly id: Id;
  readonly first: number | null;
  readonly second: number | null;
  readonly score: number;
}

/** Merges two lists, best first, by the places of what they hold: their scores have no common measure. */
export function mergeRanks<Id>(first: readonly Id[], second: readonly Id[]): Merged<Id>[] {
  const places = new Map<Id, { first: number | null; second: number | null }>();
  for (const [index, id] of first.entries()) places.set(id, { first: index + 1, second: null });
  for (const [index, id] of second.entries()) {
    places.set(id, { first: places.get(id)?.first ?? null, second: index + 1 });
  }
  const worth = (place: number | null) => (place === null ? 0 : 1 / (flattening + place));
  return [...places]
    .map(([id, place]) => ({ id, ...place, score: worth(place.first) + worth(place.second) }))
    .sort((left, right) => right.score - left.score);
}
