import pLimit from "p-limit";
import type { Sharp as Pipeline } from "sharp";
import { LoteError } from "../errors/lote-error.ts";
import { type Picture, type Pixels, workEdge } from "./picture.ts";
import { loadSharp, type Sharp } from "./sharp.ts";
import { type FileKind, isPictureKind, type PictureKind, sniff } from "./sniff.ts";

/** A picture of more pixels than this is refused before it is decoded. */
export const maxPixels = 50e6;

/** From here on a picture is "big": a progressive JPEG of 50 megapixels takes about 450 MB while it is decoded. */
const bigPixels = 8e6;
const bigOnes = pLimit(3);

/**
 * Decodes a picture once, into 8-bit sRGB: turned as its EXIF says, its ICC profile applied, transparency on
 * white, grey, CMYK and 16 bits brought to three 8-bit channels, fitted inside {@link workEdge}.
 *
 * It takes bytes, never a path: decoding by path would let a picture name other files.
 *
 * @throws LoteError `empty-file`; `image-format` naming what the bytes are; `image-too-large` with the
 * megapixels (known from the header, so a picture bomb costs nothing); `image-broken`, also for a cut file.
 */
export async function decodePicture(bytes: Uint8Array): Promise<Picture> {
  const { kind, size, decode } = await openBytes(bytes);
  const work = await decode((picture) =>
    picture.resize(workEdge, workEdge, {
      fit: "inside",
      withoutEnlargement: true,
      kernel: "cubic",
      // The decoder's own reduction may go half the way, not all of it: it blurs colours and moves edges.
      fastShrinkOnLoad: false,
    }),
  );
  return { kind, ...size, work };
}

/** A picture whose header was read, to be decoded in the sizes that are needed. */
export interface ScaledPicture {
  readonly kind: PictureKind;
  /** Of the original after the turn its EXIF asks for, pixels. */
  readonly width: number;
  readonly height: number;
  /**
   * The whole picture, halved as often as leaves its longer side at `longest` pixels or more: a JPEG's decoder does
   * that by itself, in a fraction of the time. All pixels for infinity.
   */
  pixels(longest: number): Promise<Pixels>;
}

/**
 * Reads a picture's header, and decodes it as {@link decodePicture} does, but in the sizes that are asked for.
 *
 * @throws as {@link decodePicture}; what is cut or damaged only when its pixels are asked for
 */
export async function openScaled(bytes: Uint8Array): Promise<ScaledPicture> {
  const { kind, size, decode } = await openBytes(bytes);
  return {
    kind,
    ...size,
    pixels: (longest) => {
      const halvings = Math.max(0, Math.floor(Math.log2(Math.max(size.width, size.height) / longest)));
      if (halvings === 0) return decode((picture) => picture);
      const [width, height] = [size.width, size.height].map((side) => Math.ceil(side / 2 ** halvings));
      return decode((picture) =>
        picture.resize(width as number, height as number, { fit: "fill", kernel: "linear" }),
      );
    },
  };
}

/** What is known of bytes before their pixels are asked for, and how to get those. */
async function openBytes(bytes: Uint8Array) {
  if (bytes.length === 0) throw new LoteError("empty-file");
  const kind = sniff(bytes);
  if (!isPictureKind(kind)) throw new LoteError("image-format", { detail: nameOfBytes(kind, bytes) });
  const sharp = await loadSharp();
  const size = await measure(sharp, bytes);
  const decode = (shape: (picture: Pipeline) => Pipeline) => decodePixels(sharp, bytes, shape);
  const isBig = size.width * size.height > bigPixels;
  return {
    ...{ kind, size },
    decode: (shape: (picture: Pipeline) => Pipeline) =>
      isBig ? bigOnes(() => decode(shape)) : decode(shape),
  };
}

/** A picture of pixels that something else has drawn: a page of a PDF. */
export async function pictureOfPixels(kind: Picture["kind"], pixels: Pixels): Promise<Picture> {
  const sharp = await loadSharp();
  const { width, height } = pixels;
  const { data, info } = await sharp(pixels.data, { raw: { width, height, channels: 3 } })
    .resize(workEdge, workEdge, { fit: "inside", withoutEnlargement: true, kernel: "lanczos3" })
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  return { kind, width, height, work: { data, width: info.width, height: info.height } };
}

/** What the bytes are, in words that need no translation: `HTML`, `SVG`, or their first bytes in hexadecimal. */
function nameOfBytes(kind: FileKind, bytes: Uint8Array): string {
  return kind === "unknown" ? `0x${bytes.subarray(0, 8).toHex()}…` : kind.toUpperCase();
}

/** The picture's size, turned as its EXIF says, by its header (about 0.2 ms); refused where it is too large. */
async function measure(sharp: Sharp, bytes: Uint8Array): Promise<Size> {
  // The limit is ours, below: libvips would refuse as well, but without saying the size.
  const header = await broken(() => sharp(bytes, { limitInputPixels: false }).metadata());
  // libheif reads the header of HEVC pictures, and fails on their pixels only.
  if (header.format === "heif" && header.compression !== "av1")
    throw new LoteError("image-format", { detail: "HEIC" });
  const pixels = header.width * header.height;
  if (pixels > maxPixels) {
    throw new LoteError("image-too-large", { pixels: Math.ceil(pixels / 1e6), limit: maxPixels / 1e6 });
  }
  return header.autoOrient;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

async function decodePixels(
  sharp: Sharp,
  bytes: Uint8Array,
  shape: (picture: Pipeline) => Pipeline,
): Promise<Pixels> {
  return broken(async () => {
    // `error` refuses what is cut or damaged, and lets pass what decoders only grumble about.
    const whole = sharp(bytes, { limitInputPixels: maxPixels, failOn: "error" })
      .autoOrient()
      .flatten({ background: "white" });
    const { data, info } = await shape(whole).raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw new Error(`${info.channels} channels`);
    return { data, width: info.width, height: info.height };
  });
}

/** libvips speaks in several lines, and may repeat text of the file: the first line, without controls. */
async function broken<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof LoteError) throw cause;
    const line = String(cause instanceof Error ? cause.message : cause).split("\n")[0] ?? "";
    const detail = line.replace(/\p{C}/gu, "").slice(0, 200);
    throw new LoteError("image-broken", { detail }, { cause });
  }
}
