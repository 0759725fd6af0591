import type { CoverRow, IssueRow } from "../../../../stores/comics.ts";
import { hammingDistance } from "../../../images/perceptual-hash.ts";
import { align, type Sketch } from "../../../matching/alignment/align.ts";
import type { Alignment, Scale } from "../../../matching/evidence.ts";
import { isSameDrawing, sharesDrawing } from "../../../matching/recommend.ts";
import type { Sketches } from "./sketches.ts";

/** A catalogue cover near the comic. */
export interface NearCover {
  readonly cover: CoverRow;
  readonly issue: IssueRow;
  readonly cosine: number;
  /** The person's own scan of the issue that is most like the comic, where one was linked. */
  readonly scan?: NearScan;
}

/** A comic that was linked before: what its issue looks like in a person's own scan. */
export interface NearScan {
  readonly path: string;
  readonly content: string;
  readonly cosine: number;
}

/** A near cover that the comic's picture was laid over, or not. */
export interface ComparedCover extends NearCover {
  readonly alignment: Alignment | null;
  /** Another issue of the catalogue with nearly the same picture. */
  readonly twin?: IssueRow;
  /** The person's own scan of the issue has the comic's drawing. */
  readonly byScan?: boolean;
}

/** So many of the nearest covers are tried one after the other, until one has the comic's drawing. */
const mostTried = 12;
/** So many covers that look like the one found are held against it. */
const mostTwins = 4;
/** Hashes of two printings of a cover differ in no more bits; about one in a hundred unrelated ones does. */
const twinHash = 22;

/**
 * Lays the comic's picture over the nearest covers, the nearest first, until one has the same drawing; then looks
 * among the others for one that has it too under another issue: a reprint, or a variant that was catalogued apart.
 * Where a cover has another drawing, the person's own scan of the issue may have it: that is noted, and the search
 * goes on. Covers are tried in the order given; `near` is best first, without what was rejected.
 */
export async function compareCovers(
  comic: Sketch,
  near: readonly NearCover[],
  sketches: Sketches,
  scale: Scale,
): Promise<ComparedCover[]> {
  const compared: ComparedCover[] = near.map((one) => ({ ...one, alignment: null }));
  for (const [at, one] of near.slice(0, mostTried).entries()) {
    const sketch = await sketches.of(one.cover.content);
    if (!sketch) continue;
    const alignment = align(comic, sketch);
    compared[at] = { ...one, alignment };
    if (!isSameDrawing(alignment)) {
      const scan = one.scan && (await sketches.of(one.scan.content));
      if (scan && isSameDrawing(align(comic, scan))) compared[at] = { ...one, alignment, byScan: true };
      continue;
    }
    const twin = await findTwin(one, sketch, near, sketches, scale);
    compared[at] = { ...one, alignment, ...(twin ? { twin } : {}) };
    break;
  }
  return compared;
}

async function findTwin(
  found: NearCover,
  sketch: Sketch,
  near: readonly NearCover[],
  sketches: Sketches,
  scale: Scale,
): Promise<IssueRow | undefined> {
  const alike = near.filter(
    ({ issue, cover, cosine }) =>
      issue.id !== found.issue.id &&
      (cosine >= scale.medium.cosine || hammingDistance(cover.hash, found.cover.hash) <= twinHash),
  );
  for (const { cover, issue } of alike.slice(0, mostTwins)) {
    const other = await sketches.of(cover.content);
    // Held against each other both ways: an empty sky under a common logo is a part of many covers.
    if (other && sharesDrawing(align(other, sketch)) && sharesDrawing(align(sketch, other))) return issue;
  }
  return undefined;
}
