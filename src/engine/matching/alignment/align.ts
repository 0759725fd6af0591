import type { Quad } from "../../images/homography.ts";
import type { Pixels } from "../../images/picture.ts";
import type { Alignment } from "../evidence.ts";
import { type Cell, CellSums, compareCells } from "./cells.ts";
import { drawing, lay } from "./overlay.ts";
import { pairUp } from "./pairs.ts";
import { findMap } from "./perspective.ts";
import { luminance, type Plane } from "./plane.ts";
import { findPoints, type Points } from "./points.ts";

/** What of a picture is needed to lay it over others, or others over it. */
export class Sketch {
  readonly plane: Plane;
  readonly points: Points;
  #drawing: Plane | undefined;
  #contrasts: Float32Array | undefined;

  /**
   * Of a picture of some 256 × 384 pixels: a larger one costs more and is not compared any better.
   *
   * @param seen the part of it that is no invention, by its corners in shares of its sides; all of it where null
   */
  constructor(
    pixels: Pixels,
    readonly seen: Quad | null = null,
  ) {
    this.plane = luminance(pixels);
    this.points = findPoints(this.plane);
  }

  /** What of it is drawing rather than light and shade. */
  get drawing(): Plane {
    this.#drawing ??= drawing(this.plane, new Uint8Array(this.plane.data.length).fill(1));
    return this.#drawing;
  }

  /** Standard deviation of the drawing in each cell, as {@link align} cuts it. */
  get contrasts(): Float32Array {
    this.#contrasts ??= contrastsOf(this.drawing);
    return this.#contrasts;
  }
}

/** Cells that are compared, and those that first tell how the paper bends; pixels. */
const fine = { side: 8, reach: 1 };
const coarse = { side: 24, reach: 4 };
/** A coarse cell that fits worse says nothing about how its place bends. */
const bendsBy = 0.6;
/** Fewer common points are what unrelated pictures have by chance: it is not worth looking further. */
const byChance = 12;

const nothingInCommon: Alignment = { points: 0, correlation: 0, area: 0, title: 0, weakest: 0 };

/**
 * Lays a scan over a catalogue's cover and says how they agree: whatever of crop, turn, perspective, light and glare
 * lies between the two is taken out first. About 10 ms where the pictures have something in common, 2 where not;
 * always the same for the same pictures.
 */
export function align(scan: Sketch, cover: Sketch): Alignment {
  const { plane } = cover;
  const found = findMap(scan.points, cover.points, pairUp(scan.points, cover.points), plane.width);
  const points = found?.pairs.length ?? 0;
  if (!found || points < byChance) return { ...nothingInCommon, points };
  const overlay = lay(scan.plane, plane, found.map, scan.seen);
  const coverSums = new CellSums(cover.drawing, overlay.shown);
  const scanSums = new CellSums(drawing(overlay.plane, overlay.shown), overlay.shown);
  const bends = compareCells(coverSums, scanSums, coarse);
  const cells = compareCells(coverSums, scanSums, { ...fine, from: nearestCell(bends, plane) });
  return { points, ...agreement(cells, cover, scanSums) };
}

/** What the coarse cell around a fine one found. */
function nearestCell(cells: readonly (Cell | undefined)[], { width, height }: Plane) {
  const step = coarse.side / 2;
  const [columns, rows] = [cellsAlong(width, coarse.side), cellsAlong(height, coarse.side)];
  const nearest = (place: number, count: number) =>
    Math.max(0, Math.min(count - 1, Math.round((place + fine.side / 2 - step) / step)));
  return (x: number, y: number) => {
    const cell = cells[nearest(y, rows) * columns + nearest(x, columns)];
    return cell && cell.correlation > bendsBy ? cell : { dx: 0, dy: 0 };
  };
}

function cellsAlong(length: number, side: number): number {
  return Math.max(0, Math.floor((length - side) / (side / 2)) + 1);
}

/** Contrast of a cell that shows something, grey levels. */
const drawn = 8;
/** A cell of at least this correlation shows the same. */
const same = 0.5;
/** The part of a cover where its title stands: this share of its height. */
const titleBand = 0.25;

/** Nearer than this to glare or to the scan's edge nothing speaks against: its rest may be a shade of it. Pixels. */
const clear = 2;

/** From cells to measures. */
function agreement(
  cells: readonly (Cell | undefined)[],
  { plane, contrasts }: Sketch,
  scan: CellSums,
): Omit<Alignment, "points"> {
  const columns = cellsAlong(plane.width, fine.side);
  const titleCells = columns * Math.floor(cellsAlong(plane.height, fine.side) * titleBand);
  const gain = renderedContrast(cells);
  let [weight, correlation, all, agreeing, title, titleAgreeing] = [0, 0, 0, 0, 0, 0];
  const against = new Float32Array(cells.length);
  for (const [at, cell] of cells.entries()) {
    const isDrawn = (contrasts[at] as number) > drawn;
    const agrees = cell !== undefined && cell.correlation >= same;
    if (isDrawn) {
      all++;
      if (agrees) agreeing++;
      if (at < titleCells) title++;
      if (at < titleCells && agrees) titleAgreeing++;
    }
    if (!cell) continue;
    const contrast = Math.max(cell.inCover, cell.inScan / gain);
    if (scan.isWhole(cell.x - clear, cell.y - clear, fine.side + 2 * clear))
      against[at] = contradiction(cell.correlation, contrast);
    if (contrast <= drawn) continue;
    weight += contrast;
    correlation += contrast * cell.correlation;
  }
  const area = all === 0 ? 0 : agreeing / all;
  return {
    correlation: weight === 0 ? 0 : Math.min(1, correlation / weight),
    area,
    title: title === 0 ? area : titleAgreeing / title,
    weakest: 1 - worst(against, columns),
  };
}

function contrastsOf(cover: Plane): Float32Array {
  const sums = new CellSums(cover, new Uint8Array(cover.data.length).fill(1));
  const found: number[] = [];
  for (let y = 0; y + fine.side <= cover.height; y += fine.side / 2)
    for (let x = 0; x + fine.side <= cover.width; x += fine.side / 2)
      found.push(Math.sqrt(sums.at(x, y, fine.side)?.variance ?? 0));
  return Float32Array.from(found);
}

/** How strong the scan renders the cover's contrasts, by the cells that agree. */
function renderedContrast(cells: readonly (Cell | undefined)[]): number {
  const ratios = cells.flatMap((cell) =>
    cell && cell.inCover > drawn && cell.correlation > 0.8 ? [cell.inScan / cell.inCover] : [],
  );
  if (ratios.length < 10) return 1;
  return Float32Array.from(ratios).sort()[ratios.length >> 1] as number;
}

/** How much a cell says that the pictures differ, 0..1: where something clear is drawn and does not correlate. */
function contradiction(correlation: number, contrast: number): number {
  const differs = Math.min(1, Math.max(0, (0.85 - correlation) / 0.6));
  return differs * Math.min(1, Math.max(0, (contrast - 14) / 28));
}

/** The largest mean of four neighbouring cells: one cell alone may be dust. */
function worst(against: Float32Array, columns: number): number {
  let most = 0;
  for (let at = 0; at + columns + 1 < against.length; at++) {
    if (at % columns === columns - 1) continue;
    const below = at + columns;
    const sum =
      (against[at] as number) +
      (against[at + 1] as number) +
      (against[below] as number) +
      (against[below + 1] as number);
    most = Math.max(most, sum / 4);
  }
  return most;
}
