import { loadSharp } from "../../../engine/images/sharp.ts";
import { randomOf } from "../../../engine/seeded-random.ts";
import { Canvas } from "../drawing/canvas.ts";
import { black, mix } from "../drawing/colour.ts";
import { box } from "../drawing/shape.ts";
import { composeArt } from "./composition.ts";
import { lookOf } from "./look.ts";
import { barcode, blurb, cornerBox, type Imprint, logo, variantStamp } from "./trade-dress.ts";

/** A cover to be made. The same values give the same picture. */
export interface CoverRequest extends Imprint {
  readonly seed: number;
  /** Another picture for the same issue, with a stamp that says so. */
  readonly variant?: boolean;
  /** A reprint: the picture of that issue, under this one's title, number and year. */
  readonly art?: Pick<Imprint, "series" | "number">;
}

/** Pixels of a sample cover. */
export const coverSize = { width: 500, height: 770 } as const;

const blurbs = [
  "THE LONG NIGHT",
  "NO WAY HOME",
  "LA ÚLTIMA PISTA",
  "WHO IS THE PILOT?",
  "A NEW ENEMY!",
  "EL FARO APAGADO",
  "ALL OR NOTHING!",
  "BAJO LA CIUDAD",
  "THE LOST MAP",
  "SIN RETORNO",
] as const;

/**
 * Paints the cover of an invented comic, as a JPEG. Covers of one series share their logo, colours and
 * characters and are told apart by their picture and number, as real ones are.
 */
export async function generateCover(request: CoverRequest): Promise<Uint8Array> {
  const { art = request } = request;
  const random = randomOf(pictureOf({ ...request, ...art }));
  const canvas = new Canvas(coverSize.width, coverSize.height);
  const turn = Math.abs(Math.trunc(Number.parseFloat(art.number)) || 0) + (request.variant ? 4 : 0);
  const artist = lookOf(art.series);
  const scene = artist.scenes[turn % artist.scenes.length] ?? artist.scenes[0];
  const palette = composeArt({ canvas, look: artist, scene, random });

  const look = lookOf(request.series);
  const printer = request.art ? randomOf(`reprint ${pictureOf(request)}`) : random;
  shadeUnderLogo(canvas);
  logo(canvas, request.series, look);
  cornerBox(canvas, request, look);
  const side = printer.pick(["left", "right"]);
  blurb(canvas, printer.pick(blurbs), palette, side === "left" ? "right" : "left");
  barcode(canvas, printer, side);
  if (request.variant) variantStamp(canvas, palette.accent);

  const sharp = await loadSharp();
  const raw = { width: canvas.width, height: canvas.height, channels: 3 } as const;
  return sharp(canvas.data, { raw }).jpeg({ quality: 90 }).toBuffer();
}

/** What chance starts from: each issue and each variant has a picture of its own. */
function pictureOf({ seed, series, number, variant }: CoverRequest): string {
  return `${seed} ${series} ${number} ${variant ? "variant" : ""}`;
}

/** Darkens the top, so that the logo stands out on any picture. */
function shadeUnderLogo(canvas: Canvas): void {
  const below = canvas.asPaint();
  const deep = canvas.height * 0.26;
  canvas.fill(box(0, 0, canvas.width, deep), (x, y) => mix(below(x, y), black, 0.5 * (1 - y / deep)));
}
