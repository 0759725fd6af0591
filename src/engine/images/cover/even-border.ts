import { cropped } from "../cropped.ts";
import type { Pixels } from "../picture.ts";

/** Pixels of a border on each side; 0 where there is none. */
export interface Margins {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/** A border may take this share of its side's extent, no more: from there on it is taken for the picture. */
const widest = 0.25;
/** Narrower than this share it is not worth a change. */
const narrowest = 0.008;
/** How far a border's pixel may be from its colour, levels of any channel: the noise of scanners and JPEG. */
const tolerance = 28;
/** The outermost pixels may be anything: a trace of what lay beyond. */
const fringe = 2;
/** The edge between border and picture is this straight, pixels either way. */
const straight = 2;

/** The least share of an edge that is seen: alone, and where another side has a border of the same colour. */
const seenAlone = 0.85;
const seenTogether = 0.55;
/** The largest share of a border with something in it, before its edge: dust, a corner's shadow. */
const soiled = 0.04;

/**
 * The even border (black, white or of one colour) that a scanner or a screen left around a picture.
 *
 * A border is even, and it ends all at once along a straight edge. A cover that is dark at its edge, or of one colour
 * with a drawing in its middle, ends nowhere at once: it has none. One side alone must be beyond doubt.
 */
export function evenBorder(pixels: Pixels): Margins {
  const sides = ["top", "right", "bottom", "left"] as const;
  const none: Margins = { top: 0, right: 0, bottom: 0, left: 0 };
  // Each side is looked at twice: at first over its whole length, then between the borders that were found.
  let margins = none;
  for (let round = 0; round < 2; round++) {
    const found = sides.map((side) => edgeOf(pixels, side, margins));
    const isBorder = ({ share, colour }: BorderEdge, at: number) =>
      share >= seenAlone ||
      (share >= seenTogether &&
        found.some(
          (other, index) => index !== at && other.share >= seenTogether && alike(colour, other.colour),
        ));
    const [top, right, bottom, left] = found.map((edge, at) => (isBorder(edge, at) ? edge.depth : 0)) as Four;
    margins = { top, right, bottom, left };
  }
  return margins;
}

type Four = [number, number, number, number];
type Rgb = readonly [number, number, number];

/** Where what lies along a side ends: its depth, the share of the side that ends just there, its colour. */
interface BorderEdge {
  readonly depth: number;
  readonly share: number;
  readonly colour: Rgb;
}

function edgeOf(pixels: Pixels, side: keyof Margins, margins: Margins): BorderEdge {
  const view = viewOf(pixels, side, margins);
  const colour = colourOf(view);
  const limit = Math.floor(view.extent * widest);
  const depths = depthsOf(view, colour, limit);
  const counts = new Uint32Array(limit + 2);
  for (const depth of depths) counts[depth] = (counts[depth] as number) + 1;
  const within = (from: number, to: number) => {
    let sum = 0;
    for (let at = Math.max(0, from); at <= Math.min(limit, to); at++) sum += counts[at] as number;
    return sum;
  };
  let depth = 0;
  for (let at = fringe; at <= limit; at++)
    if (within(at - 1, at + 1) > within(depth - 1, depth + 1)) depth = at;
  const even = within(0, depth - straight - 1) <= depths.length * soiled;
  const share = within(depth - straight, depth + straight) / depths.length;
  const wide = depth > Math.max(fringe + 1, view.extent * narrowest);
  // The edge itself is blurred: one pixel more.
  return { depth: depth + 1, share: even && wide ? share : 0, colour };
}

/** A side of the picture as lines that lie along it, the outermost first. */
interface SideView {
  readonly data: Uint8Array;
  readonly start: number;
  /** Bytes from a line to the next further in, and from a place on a line to the next. */
  readonly inward: number;
  readonly onward: number;
  readonly extent: number;
  readonly length: number;
}

function viewOf(
  { data, width, height }: Pixels,
  side: keyof Margins,
  { top, right, bottom, left }: Margins,
): SideView {
  const row = width * 3;
  const upright = { onward: row, extent: width, length: height - top - bottom };
  const level = { onward: 3, extent: height, length: width - left - right };
  if (side === "left") return { data, start: top * row, inward: 3, ...upright };
  if (side === "right") return { data, start: top * row + row - 3, inward: -3, ...upright };
  if (side === "top") return { data, start: left * 3, inward: row, ...level };
  return { data, start: (height - 1) * row + left * 3, inward: -row, ...level };
}

/** The median of the two outermost lines within the fringe, channel by channel. */
function colourOf({ data, start, inward, onward, length }: SideView): Rgb {
  const median = (channel: number) => {
    const values = new Uint8Array(length * 2);
    for (let place = 0; place < length; place++) {
      const at = start + fringe * inward + place * onward + channel;
      values[place * 2] = data[at] as number;
      values[place * 2 + 1] = data[at + inward] as number;
    }
    return values.sort()[length] as number;
  };
  return [median(0), median(1), median(2)];
}

/** For each place along the side, how deep it is of the colour, from the fringe on; at most `limit` + 1 pixels. */
function depthsOf({ data, start, inward, onward, length }: SideView, [red, green, blue]: Rgb, limit: number) {
  const depths = new Uint16Array(length);
  const differs = (at: number) =>
    Math.abs((data[at] as number) - red) > tolerance ||
    Math.abs((data[at + 1] as number) - green) > tolerance ||
    Math.abs((data[at + 2] as number) - blue) > tolerance;
  for (let place = 0; place < length; place++) {
    const outermost = start + place * onward;
    let depth = fringe;
    // Two in a row: a single one is dust.
    while (
      depth <= limit &&
      !(differs(outermost + depth * inward) && differs(outermost + (depth + 1) * inward))
    )
      depth++;
    depths[place] = depth;
  }
  return depths;
}

function alike(one: Rgb, other: Rgb): boolean {
  return one.every((value, channel) => Math.abs(value - (other[channel] as number)) <= tolerance);
}

/** What is left when the margins are taken off. */
export function withoutMargins(pixels: Pixels, { top, right, bottom, left }: Margins): Pixels {
  const [width, height] = [pixels.width - left - right, pixels.height - top - bottom];
  return cropped(pixels, { left, top, width, height });
}
