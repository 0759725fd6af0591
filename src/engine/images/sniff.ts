/**
 * What a file is, told by its first bytes. Names and declared types lie; a decoder is only ever chosen by this.
 *
 * `svg` is named so that the refusal can say what the file is: it is never drawn, as it can reach for other files.
 */
export type FileKind =
  | "jpeg"
  | "png"
  | "webp"
  | "avif"
  | "gif"
  | "tiff"
  | "bmp"
  | "heic"
  | "jxl"
  | "jp2"
  | "svg"
  | "zip"
  | "rar"
  | "rar5"
  | "7z"
  | "tar"
  | "pdf"
  | "html"
  | "video"
  | "unknown";

/** The pictures lote reads. Of a GIF, a WebP or an AVIF that moves, the first frame. */
const pictureKinds = ["jpeg", "png", "webp", "avif", "gif"] as const;
export type PictureKind = (typeof pictureKinds)[number];

/** Whether {@link sniff} found a picture that lote reads. */
export function isPictureKind(kind: FileKind): kind is PictureKind {
  return (pictureKinds as readonly FileKind[]).includes(kind);
}

/** How many bytes of the start {@link sniff} makes use of. */
export const sniffLength = 4096;

/**
 * Names the kind of a file from its first bytes ({@link sniffLength} are enough; fewer are fine). Never throws.
 *
 * A polyglot is what its first bytes say: JPEG with HTML behind it is a JPEG, and is decoded as one.
 */
export function sniff(head: Uint8Array): FileKind {
  const starts = (...magic: number[]) => magic.every((byte, index) => head[index] === byte);
  const ascii = (start: number, end: number) => latin1.decode(head.subarray(start, end));

  if (starts(0xff, 0xd8, 0xff)) return "jpeg";
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return "png";
  if (ascii(0, 4) === "RIFF" && ascii(8, 12) === "WEBP") return "webp";
  if (/^GIF8[79]a/.test(ascii(0, 6))) return "gif";
  if (ascii(4, 8) === "ftyp") return isoMediaKind(head, ascii);
  if (/^(II[*+]\0|MM\0[*+])/.test(ascii(0, 4))) return "tiff";
  if (/^PK(\x03\x04|\x05\x06|\x07\x08)/.test(ascii(0, 4))) return "zip";
  if (ascii(0, 8) === "Rar!\x1a\x07\x01\0") return "rar5";
  if (ascii(0, 7) === "Rar!\x1a\x07\0") return "rar";
  if (starts(0x1a, 0x45, 0xdf, 0xa3)) return "video";
  if (starts(0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c)) return "7z";
  if (starts(0xff, 0x0a) || ascii(4, 10) === "JXL \r\n") return "jxl";
  if (starts(0xff, 0x4f, 0xff, 0x51) || ascii(4, 10) === "jP  \r\n") return "jp2";
  if (ascii(257, 262) === "ustar") return "tar";
  // "BM" alone is also how a text may begin: the four reserved bytes of a real header are zero.
  if (/^BM[\s\S]{4}\0{4}/.test(ascii(0, 10))) return "bmp";
  return textKind(ascii(0, sniffLength));
}

const latin1 = new TextDecoder("latin1");

/** The brands of the `ftyp` box: AVIF and HEIC share the container, and only the first can be decoded here. */
function isoMediaKind(head: Uint8Array, ascii: (start: number, end: number) => string): FileKind {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const boxEnd = Math.min(head.length >= 4 ? view.getUint32(0) : 0, head.length, 256);
  const brands = new Set([ascii(8, 12)]);
  for (let at = 16; at + 4 <= boxEnd; at += 4) brands.add(ascii(at, at + 4));
  if (brands.has("avif") || brands.has("avis")) return "avif";
  if (["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"].some((brand) => brands.has(brand)))
    return "heic";
  return ["isom", "iso2", "mp41", "mp42", "avc1", "M4V ", "qt  "].some((brand) => brands.has(brand))
    ? "video"
    : "unknown";
}

/** PDF may have up to 1 kB of anything before its header; markup may have a BOM, blanks and comments. */
function textKind(text: string): FileKind {
  if (text.slice(0, 1024 + 5).includes("%PDF-")) return "pdf";
  // UTF-16 markup has a zero in every other byte; dropping them is enough to see the tag.
  const markup = text
    .replaceAll("\0", "")
    .replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, "")
    .trimStart();
  if (!markup.startsWith("<")) return "unknown";
  const tag = /<(svg|html|head|body|script|!doctype\s+(?:svg|html))\b/i.exec(markup)?.[1]?.toLowerCase();
  if (tag === undefined) return "unknown";
  return tag.endsWith("svg") ? "svg" : "html";
}
