import pLimit from "p-limit";
import { LoteError } from "../errors/lote-error.ts";
import { type Picture, workEdge } from "./picture.ts";
import { loadSharp, type Sharp } from "./sharp.ts";
import { type FileKind, isPictureKind, type PictureKind, sniff } from "./sniff.ts";

/** A picture of more pixels than this is refused before it is decoded. */
const maxPixels = 50e6;

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
  if (bytes.length === 0) throw new LoteError("empty-file");
  const kind = sniff(bytes);
  if (!isPictureKind(kind)) throw new LoteError("image-format", { detail: nameOfBytes(kind, bytes) });
  const sharp = await loadSharp();
  const pixels = await measure(sharp, bytes);
  const decode = () => decodeWork(sharp, bytes, kind);
  return pixels > bigPixels ? bigOnes(decode) : decode();
}

/** What the bytes are, in words that need no translation: `HTML`, `SVG`, or their first bytes in hexadecimal. */
function nameOfBytes(kind: FileKind, bytes: Uint8Array): string {
  return kind === "unknown" ? `0x${bytes.subarray(0, 8).toHex()}…` : kind.toUpperCase();
}

/** Pixels of the picture by its header (about 0.3 ms), refused where they are too many. */
async function measure(sharp: Sharp, bytes: Uint8Array): Promise<number> {
  // The limit is ours, below: libvips would refuse as well, but without saying the size.
  const header = await broken(() => sharp(bytes, { limitInputPixels: false }).metadata());
  // libheif reads the header of HEVC pictures, and fails on their pixels only.
  if (header.format === "heif" && header.compression !== "av1")
    throw new LoteError("image-format", { detail: "HEIC" });
  const pixels = header.width * header.height;
  if (pixels > maxPixels) {
    throw new LoteError("image-too-large", { pixels: Math.ceil(pixels / 1e6), limit: maxPixels / 1e6 });
  }
  return pixels;
}

async function decodeWork(sharp: Sharp, bytes: Uint8Array, kind: PictureKind): Promise<Picture> {
  return broken(async () => {
    // `error` refuses what is cut or damaged, and lets pass what decoders only grumble about.
    const source = sharp(bytes, { limitInputPixels: maxPixels, failOn: "error" });
    const { autoOrient } = await source.metadata();
    const { data, info } = await source
      .autoOrient()
      .flatten({ background: "white" })
      .resize(workEdge, workEdge, { fit: "inside", withoutEnlargement: true })
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw new Error(`${info.channels} channels`);
    return {
      kind,
      width: autoOrient.width,
      height: autoOrient.height,
      work: { data, width: info.width, height: info.height },
    };
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
