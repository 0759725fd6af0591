import type { Stores } from "../../../../stores/sqlite/open.ts";
import type { ViewVectors } from "../../../embedding/views.ts";
import { type Batch, batchStage, type Each } from "../../../flow/stage.ts";
import type { Scale } from "../../../matching/evidence.ts";
import type { CoverTravel } from "../cover-features.ts";
import type { AskedPicture, CatalogueMatcher } from "./catalogue-matcher.ts";
import { type ComparedCover, compareCovers, type NearCover } from "./compare.ts";
import { Sketches } from "./sketches.ts";

/** What a picture carries from the one stage to the other. */
export interface MatchTravel extends CoverTravel {
  readonly near?: readonly NearCover[];
}

/** Finds the covers near each picture, many pictures at once. */
export function nearStage<Travel extends MatchTravel>(
  matcher: CatalogueMatcher,
  vectorsOf: (travel: Travel) => ViewVectors | undefined,
): Batch<Travel> {
  return batchStage<Travel, AskedPicture, NearCover[]>({
    kind: "batch",
    name: "match",
    concurrency: 1,
    maxParts: 250,
    waitMs: 50,
    parts: (_item, travel) => {
      const vectors = vectorsOf(travel);
      const { features } = travel;
      return features && vectors && vectors.size > 0 ? [{ content: features.content, vectors }] : [];
    },
    run: (pictures) => matcher.match(pictures),
    gather: (_item, _travel, [near]) =>
      near ? { travel: { near, vectors: undefined } as unknown as Partial<Travel> } : {},
  });
}

/**
 * Lays each picture over the covers near it. `isRival` says of a near cover that it counts; `finish` makes of the
 * compared covers what is carried on.
 */
export function compareStage<Travel extends MatchTravel>(
  { previews }: Stores,
  scale: Scale,
  isRival: (near: NearCover, travel: Travel) => boolean,
  finish: (travel: Travel, compared: readonly ComparedCover[]) => Partial<Travel>,
): Each<Travel> {
  const sketches = new Sketches(previews);
  return {
    kind: "each",
    name: "compare",
    // It computes in this process; one more has its previews decoded meanwhile.
    concurrency: 2,
    run: async (_item, travel) => {
      const { features, near } = travel;
      if (!features || !near) return {};
      const rivals = near.filter((one) => isRival(one, travel));
      const comic =
        rivals.length > 0
          ? await sketches.ofComic(features, travel.frontPreview ?? travel.preview)
          : undefined;
      const compared: readonly ComparedCover[] = comic
        ? await compareCovers(comic, rivals, sketches, scale)
        : rivals.map((one) => ({ ...one, alignment: null }));
      const done = {
        near: undefined,
        preview: undefined,
        frontPreview: undefined,
      } as unknown as Partial<Travel>;
      return { travel: { ...finish(travel, compared), ...done } };
    },
  };
}
