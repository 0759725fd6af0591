import { inverse, type Point, project, type Quad, squareToQuad } from "../homography.ts";
import type { Picture, Pixels } from "../picture.ts";
import { evenBorder, type Margins, withoutMargins } from "./even-border.ts";
import { type FoundPage, findPage } from "./find-page.ts";
import { areaOf, extentOf, sidesOf, skewOf } from "./quadrilateral.ts";
import { rectify } from "./rectify.ts";

/** Raised when covers come out of {@link prepareCover} otherwise than before: it is part of a vector space. */
export const preparationVersion = 1;

/** A cover as it is compared: the page alone, upright. */
export interface PreparedCover {
  /** Its `width` and `height` are those of the page in the original. */
  readonly picture: Picture;
  /** What was taken off, as shares of the picture's sides; null where there was no border. */
  readonly trimmed: Margins | null;
  readonly straightened: Straightened | null;
  readonly layout: Layout;
  /**
   * What of the page the original shows: the original's corners, in shares of the page's sides. Beyond it the page is
   * made up. Null where all of the page is shown.
   */
  readonly seen: Quad | null;
  /** `page-unsure`: a page may lie askew in the picture, but not surely enough: it was left as it is. */
  readonly notes: readonly "page-unsure"[];
}

/** One cover; or one that lies open, back and front beside each other: then the half on which the front is. */
export type Layout =
  | { readonly kind: "single" }
  | { readonly kind: "wraparound"; readonly front: "left" | "right" };

export interface Straightened {
  /** Degrees that the page was turned by, clockwise. */
  readonly turn: number;
  /** The probability that its corners were found, from {@link found} to 1. */
  readonly certainty: number;
}

/** From here on a page is taken for found, and from here on its finding is told. */
const found = 0.6;
const suspected = 0.3;

/** Width over height of a cover, and of one that lies open, back and front beside each other. */
const singleShape = { least: 0.5, most: 0.95 } as const;
const doubleShape = { least: 1.2, most: 1.7 } as const;

/**
 * Brings a cover into the form that covers are compared in: a page that lies askew is made upright, and an even border
 * is taken off. Catalogue covers and comics pass through it alike, so that a scan with a border and a catalogue cover
 * without one, or the other way about, come out as the same picture.
 *
 * @param options.rightToLeft which way it is read, which says on which half of a wraparound the front is
 *
 * The same pixels give the same picture on every machine. What cannot be told with confidence is left alone.
 */
export function prepareCover(
  picture: Picture,
  { rightToLeft }: { readonly rightToLeft: boolean },
): PreparedCover {
  const page = findPage(picture.work);
  const isAskew =
    page !== undefined && liesAskew(page.corners, picture.work) && hasShapeOfCover(page.corners);
  const straight = isAskew && page.certainty >= found ? rectify(picture.work, page.corners) : picture.work;
  const margins = evenBorder(straight);
  const hasBorder = margins.top + margins.right + margins.bottom + margins.left > 0;
  const work = hasBorder ? withoutMargins(straight, margins) : straight;
  const scale = picture.width / picture.work.width;
  const seen = straight === picture.work || !page ? null : seenOf(page.corners, picture.work);
  return {
    picture:
      work === picture.work
        ? picture
        : {
            ...picture,
            width: Math.round(work.width * scale),
            height: Math.round(work.height * scale),
            work,
          },
    trimmed: hasBorder ? sharesOf(margins, straight) : null,
    straightened: straight === picture.work || !page ? null : straightenedBy(page),
    layout: isWithin(work.width / work.height, doubleShape)
      ? { kind: "wraparound", front: rightToLeft ? "left" : "right" }
      : { kind: "single" },
    seen: seen && withinMargins(seen, margins, straight),
    notes: isAskew && page.certainty < found && page.certainty >= suspected ? ["page-unsure"] : [],
  };
}

/**
 * Whether a page is turned so far that it is worth making it straight. A small one must be turned farther: a frame
 * that is printed on a cover is straight, but for how well its edges can be measured.
 */
function liesAskew(corners: Quad, { width, height }: Pixels): boolean {
  const isSmall = areaOf(corners) < 0.7 * width * height;
  return skewOf(corners) >= (isSmall ? 0.045 : 0.026);
}

function hasShapeOfCover(corners: Quad): boolean {
  const { width, height } = extentOf(corners);
  return isWithin(width / height, singleShape) || isWithin(width / height, doubleShape);
}

function isWithin(value: number, { least, most }: { least: number; most: number }): boolean {
  return value >= least && value <= most;
}

/** Rounded, so that they are equal on every machine: arcs and powers may differ in their last bits. */
function straightenedBy({ corners, certainty }: FoundPage): Straightened {
  const [top, , bottom] = sidesOf(corners);
  const across = top[1][0] - top[0][0] + bottom[0][0] - bottom[1][0];
  const down = top[1][1] - top[0][1] + bottom[0][1] - bottom[1][1];
  return {
    turn: Math.round((Math.atan2(down, across) * 1800) / Math.PI) / 10,
    certainty: Math.round(certainty * 100) / 100,
  };
}

function sharesOf({ top, right, bottom, left }: Margins, { width, height }: Pixels): Margins {
  const share = (margin: number, side: number) => Math.round((margin / side) * 1000) / 1000;
  return {
    top: share(top, height),
    right: share(right, width),
    bottom: share(bottom, height),
    left: share(left, width),
  };
}

/** Corners are not found any better than to this share of the picture. */
const slack = 0.01;

/** The picture's corners in shares of the page; null where the page's corners all lie in the picture. */
function seenOf(corners: Quad, { width, height }: Pixels): Quad | null {
  const lies = (place: number, length: number) => place >= -slack * length && place <= (1 + slack) * length;
  if (corners.every(([x, y]) => lies(x, width) && lies(y, height))) return null;
  const toPage = inverse(squareToQuad(corners));
  const placed = (x: number, y: number) => project(toPage, [x, y]);
  return [placed(0, 0), placed(width, 0), placed(width, height), placed(0, height)];
}

/** Rounded, so that it is equal on every machine. */
function withinMargins(quad: Quad, { top, right, bottom, left }: Margins, { width, height }: Pixels): Quad {
  const share = (value: number) => Math.round(value * 10_000) / 10_000;
  const placed = ([x, y]: Point): Point => [
    share((x * width - left) / (width - left - right)),
    share((y * height - top) / (height - top - bottom)),
  ];
  const [a, b, c, d] = quad;
  return [placed(a), placed(b), placed(c), placed(d)];
}
