import type { FaceSink, KeptSpace } from "../../../../stores/faces.ts";
import type { FaceGallery } from "../../../faces/identify.ts";
import type { ConsentRule } from "../care/consent-rule.ts";

/** The vectors of those who may be matched, and how many were left out for want of a consent. */
export interface LoadedGallery extends FaceGallery {
  readonly withheld: number;
}

/** The active vectors of a space in memory, 2 kB each: of those people alone who may be matched. */
export async function loadGallery(
  sink: FaceSink,
  space: KeptSpace,
  consent: ConsentRule,
): Promise<LoadedGallery> {
  const people: string[] = [];
  let withheld = 0;
  let vectors = new Float32Array(256 * space.dimensions);
  for await (const page of sink.gallery(space)) {
    for (const { person, vector } of page) {
      if (!consent.allows(person)) {
        withheld++;
        continue;
      }
      const from = people.length * space.dimensions;
      if (from + space.dimensions > vectors.length) {
        const larger = new Float32Array(vectors.length * 2);
        larger.set(vectors);
        vectors = larger;
      }
      vectors.set(vector, from);
      people.push(person);
    }
  }
  return {
    people,
    vectors: vectors.subarray(0, people.length * space.dimensions),
    dimensions: space.dimensions,
    withheld,
  };
}
