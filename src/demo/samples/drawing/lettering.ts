import type { Canvas } from "./canvas.ts";
import type { Paint } from "./colour.ts";
import { glyphsOf } from "./letters.ts";
import { at, type Point } from "./shape.ts";

/** Between two letters, in units of the font (a capital is 6 high). */
const gap = 1.9;
const capitalHeight = 6;

/** Where a text stands: centred, on its capitals' top edge or by both. */
export interface Place {
  readonly x: number;
  readonly top: number;
  /** Height of the capitals in pixels; the accents stand above. */
  readonly height: number;
  readonly align?: "left" | "centre" | "right";
  /** Bends or slants the line: from where a point would be to where it is. */
  readonly warp?: (point: Point) => Point;
}

/** One layer of a lettering: the strokes at this width, moved by an offset. */
export interface Layer {
  readonly paint: Paint;
  /** The pen's width as a share of the capitals' height. */
  readonly pen: number;
  readonly shift?: Point;
}

/** The width of a text in heights of its capitals. */
export function widthOf(text: string): number {
  const glyphs = glyphsOf(text);
  const letters = glyphs.reduce((sum, { width }) => sum + width + gap, -gap);
  return Math.max(0, letters) / capitalHeight;
}

/** Letters a text in layers, the lowest first: shadow, outline, face. */
export function letter(canvas: Canvas, text: string, place: Place, layers: readonly Layer[]): void {
  const { height, align = "left", warp = (point) => point } = place;
  const unit = height / capitalHeight;
  const share = { left: 0, centre: 0.5, right: 1 }[align];
  let x = place.x - widthOf(text) * height * share;
  const lines: Point[][] = [];
  for (const { strokes, width } of glyphsOf(text)) {
    for (const stroke of strokes) {
      lines.push(stroke.map((point) => warp(at(x + point.x * unit, place.top + point.y * unit))));
    }
    x += (width + gap) * unit;
  }
  for (const { paint, pen, shift = at(0, 0) } of layers) {
    for (const line of lines) {
      const moved = line.map((point) => at(point.x + shift.x, point.y + shift.y));
      canvas.stroke(moved, pen * height, paint);
    }
  }
}
