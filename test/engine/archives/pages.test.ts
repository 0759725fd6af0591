import { expect, test } from "bun:test";
import { pagesOf } from "../../../src/engine/archives/pages.ts";
import { openZip } from "../../../src/engine/archives/zip.ts";
import { cover } from "../../fixtures/cover.ts";
import { rawZip } from "../../fixtures/raw-zip.ts";

async function pageNames(files: Record<string, Uint8Array | string>): Promise<string[]> {
  const entries = Object.entries(files).map(([name, data]) => ({ name, data: Buffer.from(data) }));
  const zip = await openZip(new Blob([rawZip(entries)]));
  return (await pagesOf(zip)).map(({ name }) => name);
}

test("pages come in natural order, whatever their order in the archive", async () => {
  const names = ["p10.jpg", "p2.png", "p1.JPEG", "chapter 2/p1.webp", "chapter 10/p1.avif", "zz.gif"];
  const sorted = ["chapter 2/p1.webp", "chapter 10/p1.avif", "p1.JPEG", "p2.png", "p10.jpg", "zz.gif"];
  expect(await pageNames(Object.fromEntries(names.map((name) => [name, "x"])))).toEqual(sorted);
});

test("hidden and system files are no pages", async () => {
  const names = ["__MACOSX/p0.jpg", "__MACOSX/._p1.jpg", "._p1.jpg", ".DS_Store", ".hidden/p0.jpg"];
  names.push("Thumbs.db", "a\\.hidden.jpg", "ComicInfo.xml", "readme.txt", "book/p1.jpg");
  expect(await pageNames(Object.fromEntries(names.map((name) => [name, "x"])))).toEqual(["book/p1.jpg"]);
});

test("a name that begins with this or the upper folder is not hidden", async () => {
  expect(await pageNames({ "./p1.jpg": "x", "../p2.jpg": "x", "./.p0.jpg": "x" })).toEqual([
    "../p2.jpg",
    "./p1.jpg",
  ]);
});

test("where no name looks like a picture, the bytes decide", async () => {
  const picture = await (await cover({ seed: 1, width: 60, height: 90 })).jpeg().toBuffer();
  const files = { "002": picture, "001": picture, "info.nfo": "text", "page.svg": "<svg></svg>" };
  expect(await pageNames(files)).toEqual(["001", "002"]);
});
