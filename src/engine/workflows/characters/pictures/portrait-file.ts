import { createHash } from "node:crypto";
import { join } from "node:path";
import type { PictureCredit } from "../../../../stores/characters.ts";
import { writeWhole } from "../../../files/write-whole.ts";
import { perceptualHash } from "../../../images/perceptual-hash.ts";
import type { Picture } from "../../../images/picture.ts";
import { loadSharp } from "../../../images/sharp.ts";

/** Longest side of a kept picture, pixels. */
const longestSide = 512;
const quality = 85;

/** A picture of somebody as it is kept: a JPEG in sRGB, at most 512 pixels on its longer side. */
export interface Portrait {
  /** Of the file's bytes, hexadecimal: its name in the store of pictures. */
  readonly sha256: string;
  readonly width: number;
  readonly height: number;
  /** Perceptual hash, 16 hexadecimal digits. */
  readonly hash: string;
}

/** IPTC's word for what a model drew. Source: cv.iptc.org/newscodes/digitalsourcetype */
const drawnByModel = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";

/**
 * Makes the file of a picture and keeps it in the workspace's store of pictures, by the hash of its bytes. It is never
 * enlarged; of what the original says about itself only the credit stays, and a generated one says that it is.
 */
export async function keepPortrait(
  folder: string,
  picture: Picture,
  credit: Omit<PictureCredit, "sourceSha256" | "fetchedAt">,
): Promise<Portrait> {
  const bytes = await encode(picture, credit);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const path = portraitPath(folder, sha256);
  if (!(await Bun.file(path).exists())) await writeWhole(path, bytes);
  const scale = Math.min(1, longestSide / Math.max(picture.work.width, picture.work.height));
  return {
    sha256,
    width: Math.max(1, Math.round(picture.work.width * scale)),
    height: Math.max(1, Math.round(picture.work.height * scale)),
    hash: perceptualHash(picture).toHex(),
  };
}

/** Where the store of a workspace keeps the picture with these bytes. */
export function portraitPath(folder: string, sha256: string): string {
  return join(folder, "cache", "pictures", `${sha256}.jpg`);
}

async function encode({ work }: Picture, credit: Parameters<typeof keepPortrait>[2]): Promise<Uint8Array> {
  const sharp = await loadSharp();
  const { author, licence, page, generator } = credit;
  const said = {
    ...(author === null ? {} : { Artist: plain(author) }),
    ...(licence === null ? {} : { Copyright: plain(licence) }),
    ...(page === null ? {} : { ImageDescription: plain(page) }),
    ...(generator === null ? {} : { Software: plain(generator) }),
  };
  const raw = { width: work.width, height: work.height, channels: 3 as const };
  const image = sharp(work.data, { raw })
    .resize(longestSide, longestSide, { fit: "inside", withoutEnlargement: true, kernel: "lanczos3" })
    .toColourspace("srgb")
    .jpeg({ quality, chromaSubsampling: "4:2:0" });
  if (Object.keys(said).length > 0) image.withExif({ IFD0: said });
  if (generator !== null) image.withXmp(generatedXmp);
  return image.toBuffer();
}

const generatedXmp = `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 Iptc4xmpExt:DigitalSourceType="${drawnByModel}"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;

/** EXIF's text is ASCII in practice; what is not is written without its accents. */
function plain(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^\x20-\x7e]/g, "?")
    .slice(0, 500);
}

/** What the preview of a portrait is kept under. @param sha256 of the portrait's file */
export function portraitPreview(sha256: string): string {
  return sha256.slice(0, 32);
}
