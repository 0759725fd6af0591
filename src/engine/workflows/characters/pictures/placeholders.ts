import { z } from "zod";
import { hammingDistance } from "../../../images/perceptual-hash.ts";
import type { Picture } from "../../../images/picture.ts";
import { toneGrid } from "../../../images/tone-grid.ts";
import known from "./placeholders.json" with { type: "json" };

/**
 * Pictures that stand for a missing one, known by hash: silhouettes, landscapes in a frame, cameras. The table is drawn
 * by `scripts/build-placeholders.ts`.
 *
 * The hash is of their shape and not of their frequencies: a drawing in two tones that is the same on both sides has
 * half of its frequencies at nothing, where a JPEG's noise decides. And shape alone would catch people, who have heads
 * and shoulders too: it is looked at where two tones are nearly all there is. Of 440 photographs and covers none is taken
 * for one of these; the fewest tones that one of them has are 0.89.
 */
const masks = z
  .array(z.object({ kind: z.string(), mask: z.string().regex(/^[0-9a-f]{16}$/) }))
  .parse(known.masks)
  .map(({ mask }) => Uint8Array.fromHex(mask));

/** Bits of 64 that may differ. */
const alike = 6;
/** How much of a picture two tones must fill. */
const twoToned = 0.9;

/** Is it one of the known pictures that stand for none? */
export function isKnownPlaceholder(picture: Picture): boolean {
  if (shareOfTwoTones(picture) < twoToned) return false;
  const mask = shapeMask(picture);
  return masks.some((one) => {
    const bits = hammingDistance(one, mask);
    // Light on dark is the same shape.
    return Math.min(bits, 64 - bits) <= alike;
  });
}

/** Names that sites give to them. */
const names =
  /^(?:no|sin|missing|default|dummy|blank|empty)[-_ ]?(?:free[-_ ]?)?(?:image|imagen|photo|foto|picture|pic|avatar|portrait|user|profile|cover)|^(?:replace[-_ ]this[-_ ]image|image[-_ ](?:not[-_ ](?:found|available)|missing|needed)|placeholder|avatar[-_ ]default|silueta[-_ ]sin)/i;

/** Does the file's name say that it stands for a missing picture? */
export function isPlaceholderName(file: string): boolean {
  return names.test(file);
}

/** 8 × 8 cells, row by row, each 1 where it is lighter than the middle between the lightest and the darkest. */
export function shapeMask({ work }: Picture): Uint8Array {
  const tones = toneGrid(work, { across: 8, down: 8 });
  const grey = Array.from({ length: 64 }, (_, cell) =>
    luminance(tones[cell * 3] ?? 0, tones[cell * 3 + 1] ?? 0, tones[cell * 3 + 2] ?? 0),
  );
  const middle = (Math.min(...grey) + Math.max(...grey)) / 2;
  const mask = new Uint8Array(8);
  for (const [cell, tone] of grey.entries()) {
    if (tone > middle) mask[cell >> 3] = (mask[cell >> 3] ?? 0) | (0x80 >> (cell & 7));
  }
  return mask;
}

/** The share of pixels, 0..1, that the two commonest tones and those next to them have, of 32 tones. */
function shareOfTwoTones({ work: { data } }: Picture): number {
  const counts = new Float64Array(32);
  for (let at = 0; at < data.length; at += 3) {
    const tone = luminance(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0) >> 3;
    counts[tone] = (counts[tone] ?? 0) + 1;
  }
  return (takeCommonest(counts) + takeCommonest(counts)) / (data.length / 3);
}

/** How many have the commonest tone or one next to it; they are counted no more. */
function takeCommonest(counts: Float64Array): number {
  const around = (tone: number) => (counts[tone - 1] ?? 0) + (counts[tone] ?? 0) + (counts[tone + 1] ?? 0);
  let best = 0;
  for (let tone = 1; tone < counts.length; tone++) if (around(tone) > around(best)) best = tone;
  const sum = around(best);
  counts.fill(0, Math.max(0, best - 1), best + 2);
  return sum;
}

/** Rec. 601, 0..255. */
function luminance(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}
