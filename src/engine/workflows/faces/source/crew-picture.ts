import type { SourceProblem } from "../../../sources/problem.ts";

/** A picture of somebody, and where it is. */
export interface CrewPicture {
  /** The item's key. */
  readonly key: string;
  /** The person's key in the source. */
  readonly person: string;
  /** Empty where the source has one picture a person; else the picture's name. */
  readonly slot: string;
  /** What the source calls it. */
  readonly picture: string;
  readonly at: { readonly url: string } | { readonly path: string };
}

/** People's pictures in pages, streamed: reading again gives the same keys. */
export type CrewPages = AsyncIterable<readonly (CrewPicture | SourceProblem)[]>;
