import type { Random } from "../../../engine/seeded-random.ts";
import type { Canvas } from "../drawing/canvas.ts";
import { black, type Colour, downwards, mix, white } from "../drawing/colour.ts";
import { letter, widthOf } from "../drawing/lettering.ts";
import { at, box, ellipse, type Point } from "../drawing/shape.ts";
import type { Look } from "./look.ts";

/** What is printed on a cover beside its picture. */
export interface Imprint {
  readonly series: string;
  readonly number: string;
  readonly year: number;
  readonly publisher: string;
}

/** The series' name, in one line or two, with shadow, outline and face, bent as the series does it. */
export function logo(canvas: Canvas, series: string, look: Look): void {
  const { width, height } = canvas;
  const lines = inLines(series);
  const room = height * 0.19;
  const left = width * 0.235;
  const [margin, space] = [width * 0.045, width - left];
  const each = (room - (lines.length - 1) * 12) / lines.length;
  lines.forEach((line, index) => {
    const size = Math.min(each * 0.8, (space - margin * 1.4) / (widthOf(line) + 0.2));
    const middle = left + (space - margin) / 2;
    const top = height * 0.035 + index * (each + 10) + (each - size) / 2;
    const place = {
      x: middle,
      top,
      height: size,
      align: "centre",
      warp: bent(look.bend, middle, space),
    } as const;
    const deep = Math.max(3, size * 0.07);
    letter(canvas, line, place, [
      { paint: look.logo.edge, pen: 0.36, shift: at(deep, deep) },
      { paint: look.logo.ground, pen: 0.33 },
      { paint: look.logo.edge, pen: 0.27 },
      { paint: downwards(look.logo.face, look.logo.low, top, top + size), pen: 0.18 },
    ]);
  });
}

function inLines(series: string): string[] {
  const words = series.split(" ");
  if (series.length <= 9 || words.length === 1) return [series];
  const breaks = words
    .slice(1)
    .map((_, index) => [words.slice(0, index + 1).join(" "), words.slice(index + 1).join(" ")]);
  const longest = (lines: string[]): number => Math.max(...lines.map(widthOf));
  return breaks.sort((one, other) => longest(one) - longest(other))[0] ?? [series];
}

function bent(bend: Look["bend"], middle: number, space: number): (point: Point) => Point {
  switch (bend) {
    case "straight":
      return (point) => point;
    case "arch":
      return ({ x, y }) => at(x, y + ((x - middle) / space) ** 2 * 60 - 4);
    case "slant":
      return ({ x, y }) => at(x + (60 - y) * 0.16, y);
    case "rise":
      return ({ x, y }) => at(x, y - ((x - middle) / space) * 34);
  }
}

/** The box in the corner: publisher, number, year and price. */
export function cornerBox(canvas: Canvas, { number, year, publisher }: Imprint, look: Look): void {
  const { width, height } = canvas;
  const [left, top, wide, high] = [width * 0.035, height * 0.026, width * 0.17, height * 0.19];
  canvas.ink(box(left, top, wide, high), white, black, 3);
  canvas.fill(box(left + 2, top + 2, wide - 4, high * 0.27), look.logo.ground);
  const fit = (text: string, size: number): number => Math.min(size, (wide - 14) / widthOf(text));
  const line = (text: string, share: number, size: number, paint: Colour, pen: number): void =>
    letter(
      canvas,
      text,
      { x: left + wide / 2, top: top + high * share, height: fit(text, size), align: "centre" },
      [{ paint, pen }],
    );
  line(publisher, 0.09, 16, white, 0.17);
  line(number, 0.38, 38, black, 0.19);
  line(String(year), 0.71, 11, black, 0.15);
  line("$2.50", 0.86, 11, black, 0.15);
}

/** A barcode, on the side where the picture has less to say. */
export function barcode(canvas: Canvas, random: Random, side: "left" | "right"): void {
  const { width, height } = canvas;
  const [wide, high] = [92, 50];
  const left = side === "left" ? width * 0.035 : width * 0.965 - wide;
  const top = height * 0.97 - high;
  canvas.ink(box(left, top, wide, high), white, black, 2);
  let x = left + 7;
  while (x < left + wide - 9) {
    const bar = random.pick([1.5, 1.5, 2.5, 3.5]);
    canvas.fill(box(x, top + 6, bar, high - 12), black);
    x += bar + random.pick([1.5, 2, 3]);
  }
}

/** A few words on what happens inside, on a ribbon or in a ball. */
export function blurb(
  canvas: Canvas,
  text: string,
  palette: { accent: Colour; glow: Colour },
  side: "left" | "right",
): void {
  const { width, height } = canvas;
  const size = Math.min(21, (width * 0.62) / widthOf(text));
  const wide = widthOf(text) * size + 30;
  const left = side === "left" ? -6 : width + 6 - wide;
  const top = height * 0.915;
  const ribbon = [
    at(left, top),
    at(left + wide, top - 8),
    at(left + wide, top + size + 18),
    at(left, top + size + 24),
  ];
  canvas.ink(ribbon, mix(palette.glow, white, 0.35), black, 3);
  const tilt = (point: Point): Point => at(point.x, point.y - ((point.x - left) / wide) * 7);
  letter(canvas, text, { x: left + 15, top: top + 10, height: size, warp: tilt }, [
    { paint: black, pen: 0.17 },
  ]);
}

/** The round stamp of a variant cover. */
export function variantStamp(canvas: Canvas, paint: Colour): void {
  const { width, height } = canvas;
  const centre = at(width * 0.87, height * 0.3);
  canvas.ink(ellipse(centre, 42), paint, black, 4);
  canvas.stroke(ellipse(centre, 35), 2, white);
  letter(canvas, "VARIANT", { x: centre.x, top: centre.y - 6, height: 12, align: "centre" }, [
    { paint: white, pen: 0.2 },
  ]);
}
