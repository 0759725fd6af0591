import { expect, test } from "bun:test";
import fc from "fast-check";
import { type FileKind, isPictureKind, sniff } from "../../../src/engine/images/sniff.ts";
import { cover } from "../../fixtures/cover.ts";

const text = (content: string) => new TextEncoder().encode(content);

test("each picture format that lote reads is known by its bytes", async () => {
  const picture = await cover({ seed: 1, width: 64, height: 96 });
  for (const kind of ["jpeg", "png", "webp", "avif", "gif"] as const) {
    const found = sniff(await picture.clone().toFormat(kind).toBuffer());
    expect(found).toBe(kind);
    expect(isPictureKind(found)).toBe(true);
  }
});

test("what is no readable picture is still named", async () => {
  const tiff = await (await cover({ seed: 1, width: 64, height: 96 })).tiff().toBuffer();
  const samples: [Uint8Array, FileKind][] = [
    [tiff, "tiff"],
    [text("\0\0\0\x18ftypheic\0\0\0\0mif1heic"), "heic"],
    [text("\0\0\0\x18ftypmif1\0\0\0\0mif1avif"), "avif"],
    [text("\0\0\0\x18ftypisom\0\0\0\0isommp41"), "video"],
    [text("PK\x03\x04rest"), "zip"],
    [text("Rar!\x1a\x07\x01\0"), "rar5"],
    [text("Rar!\x1a\x07\0\xcf"), "rar"],
    [Buffer.from(`${"page.jpg".padEnd(257, "\0")}ustar\x0000`), "tar"],
    [new Uint8Array([0xff, 0x0a, 0x7f]), "jxl"],
    [Buffer.from("\0\0\0\x0cJXL \r\n\x87\n", "latin1"), "jxl"],
    [new Uint8Array([0xff, 0x4f, 0xff, 0x51]), "jp2"],
    [Buffer.from("\0\0\0\x0cjP  \r\n\x87\n", "latin1"), "jp2"],
    [new Uint8Array([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]), "7z"],
    [text("junk before\n%PDF-1.7"), "pdf"],
    [text("BM\x10\x20\x30\0\0\0\0\0\x36\0\0\0"), "bmp"],
    [text("BMW is a make of cars"), "unknown"],
    [text("  \n<!DOCTYPE html><p>404"), "html"],
    [text("\ufeff<html>"), "html"],
    [text('<?xml version="1.0"?><!-- x --><svg xmlns="">'), "svg"],
    [text("<!DOCTYPE svg PUBLIC>"), "svg"],
    [new Uint8Array(Buffer.from("\ufeff<svg>", "utf16le")), "svg"],
    [text("<ComicInfo></ComicInfo>"), "unknown"],
    [new Uint8Array(), "unknown"],
  ];
  expect(samples.map(([bytes]) => sniff(bytes))).toEqual(samples.map(([, kind]) => kind));
  expect(samples.every(([bytes]) => !isPictureKind(sniff(bytes)) || sniff(bytes) === "avif")).toBe(true);
});

test("no bytes make the sniffer throw", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => typeof sniff(bytes) === "string"));
  const container = fc
    .uint8Array({ maxLength: 60 })
    .map((rest) => new Uint8Array([...text("\xff\0"), ...rest]));
  fc.assert(fc.property(container, (bytes) => typeof sniff(bytes) === "string"));
});
