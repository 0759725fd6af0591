import { afterAll, expect, test } from "bun:test";
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { comicPdf } from "../../../../../src/demo/samples/collection/comic-pdf.ts";
import { sevenZipArchive } from "../../../../../src/demo/samples/collection/seven-zip-archive.ts";
import { toLoteError } from "../../../../../src/engine/errors/lote-error.ts";
import { hammingDistance, perceptualHash } from "../../../../../src/engine/images/perceptual-hash.ts";
import { openParsers } from "../../../../../src/engine/parsers/open-parsers.ts";
import { keyOfPath } from "../../../../../src/engine/sources/file-key.ts";
import type { Cover, CoverReading } from "../../../../../src/engine/workflows/comics/sources/cover.ts";
import { readCover } from "../../../../../src/engine/workflows/comics/sources/read-cover.ts";
import { archive } from "../../../../fixtures/archive.ts";
import { cover } from "../../../../fixtures/cover.ts";
import { lockedPdf } from "../../../../fixtures/raw-pdf.ts";
import { rawRar4, rawRar5 } from "../../../../fixtures/raw-rar.ts";
import { rawTar } from "../../../../fixtures/raw-tar.ts";
import { rawZip } from "../../../../fixtures/raw-zip.ts";
import { filesIn, temporaryFolder } from "../../../../fixtures/temporary-folder.ts";

const base = temporaryFolder();
const parsers = openParsers(1);
afterAll(() => parsers.close());

const jpeg = async (seed: number) =>
  (await cover({ seed, width: 300, height: 450 })).jpeg({ quality: 95 }).toBuffer();

async function read(name: string, content?: string | Uint8Array): Promise<CoverReading> {
  if (content !== undefined) filesIn(base, { [name]: content });
  const path = join(base, name);
  const { size, mtimeMs } = statSync(path);
  return readCover({ path, size, modifiedMs: mtimeMs }, parsers);
}

async function readsCover(name: string, content?: string | Uint8Array): Promise<Cover> {
  const reading = await read(name, content);
  if ("skipped" in reading) throw new Error(`${name} was skipped: ${reading.skipped}`);
  return reading;
}

/** What becomes of a file: `read`, why it is skipped, or the code of its failure. */
async function outcome(name: string, content?: string | Uint8Array): Promise<string> {
  try {
    const reading = await read(name, content);
    return "skipped" in reading ? reading.skipped : "read";
  } catch (error) {
    return toLoteError(error).code;
  }
}

const cbz = async (entries: Parameters<typeof archive>[0], options?: Parameters<typeof archive>[1]) =>
  (await archive(entries, options)).bytes();

test("a picture file is its own cover, with hints by its name", async () => {
  const bytes = await jpeg(1);
  const found = await readsCover("batman/23.jpg", bytes);
  expect(found).toMatchObject({
    content: new Bun.CryptoHasher("sha256").update(bytes).digest("hex").slice(0, 32),
    page: null,
    hints: { series: "batman", number: "23" },
    notes: [],
  });
  expect(found.picture).toMatchObject({ kind: "jpeg", width: 300, height: 450 });
});

test("the same cover as JPEG, PNG and inside a cbz is the same picture, and the same file the same content", async () => {
  const source = await cover({ seed: 2, width: 600, height: 900 });
  const bytes = await source.clone().jpeg({ quality: 95 }).toBuffer();
  const alone = await readsCover("alone.jpg", bytes);
  const packed = await readsCover("packed.cbz", await cbz({ "p1.jpg": bytes, "p2.jpg": await jpeg(3) }));
  const png = await readsCover("png.png", await source.clone().png().toBuffer());
  expect(packed.content).toBe(alone.content);
  expect(Buffer.compare(packed.picture.work.data, alone.picture.work.data)).toBe(0);
  expect(png.content).not.toBe(alone.content);
  expect(hammingDistance(perceptualHash(png.picture), perceptualHash(alone.picture))).toBeLessThanOrEqual(2);
});

test("a comic's ComicInfo.xml names its cover, and speaks before its file name", async () => {
  const xml = `<ComicInfo><Series>Batman</Series><Number>404</Number><Publisher>DC</Publisher><PageCount>3</PageCount>
    <Pages><Page Image="1" Type="FrontCover"/></Pages></ComicInfo>`;
  const entries = { "ComicInfo.xml": xml, "p1.jpg": await jpeg(4), "p2.jpg": await jpeg(5) };
  const found = await readsCover("Batmn 12 (1987).cbz", await cbz(entries));
  expect(found.page).toBe("p2.jpg");
  expect(found.hints).toEqual({ series: "Batman", number: "404", publisher: "DC", year: 1987 });
});

test("a ComicInfo.xml that cannot be used is a note, and the comic is read", async () => {
  const page = await jpeg(6);
  const broken = await readsCover(
    "Batman 12.cbz",
    await cbz({ "ComicInfo.xml": "<ComicInfo><a>", "1.jpg": page }),
  );
  expect(broken.hints).toEqual({ series: "Batman", number: "12" });
  expect(broken.notes.map(({ code }) => code)).toEqual(["comic-info-ignored"]);
  const bomb = await readsCover("bomb.cbz", await cbz({ "ComicInfo.xml": " ".repeat(3e6), "1.jpg": page }));
  expect(bomb.notes.map(({ code }) => code)).toEqual(["comic-info-ignored"]);
  const foreign = await readsCover("mac.cbz", await cbz({ "__MACOSX/ComicInfo.xml": "junk", "1.jpg": page }));
  expect(foreign.notes).toEqual([]);
});

test("a broken first page is a note, and the next page the cover", async () => {
  const found = await readsCover("pages.cbz", await cbz({ "1\u001b.jpg": "<html>", "2.jpg": await jpeg(7) }));
  expect(found.page).toBe("2.jpg");
  expect(found.notes).toEqual([
    {
      code: "page-skipped",
      data: { page: "1.jpg", code: "image-format", detail: "HTML", reason: expect.stringContaining("HTML") },
    },
  ]);
});

test("what a file is, its bytes say and not its name", async () => {
  const png = await (await cover({ seed: 8, width: 60, height: 90 })).png().toBuffer();
  const zip = await cbz({ "1.jpg": await jpeg(9) });
  for (const name of ["really-png.jpg", "really-png.txt", "really-png"])
    expect(await outcome(name, png)).toBe("read");
  for (const name of ["zip.cbz", "zip.zip", "zip.cbr", "zip.jpg", "zip"])
    expect(await outcome(name, zip)).toBe("read");
});

test("a comic is the same comic in any archive, whatever it is named", async () => {
  const [info, first, second] = [
    Buffer.from("<ComicInfo><Series>La Sombra</Series><Number>7</Number></ComicInfo>"),
    await jpeg(20),
    await jpeg(21),
  ];
  const entries = { "p2.jpg": second, "p1.jpg": first, "ComicInfo.xml": info };
  const list = Object.entries(entries).map(([name, data]) => ({ name, data }));
  const archives = {
    "comic.cbz": await cbz(entries),
    "comic4.cbr": rawRar4(list),
    "comic5.cbr": rawRar5(list),
    "comic.cb7": await sevenZipArchive(entries),
    "comic.cbt": rawTar(Object.entries(entries)),
    "rar.cbz": rawRar5(list),
    "7z.cbr": await sevenZipArchive(entries),
    "tar.jpg": rawTar(Object.entries(entries)),
    "rar.rar": rawRar4(list),
    "7z.7z": await sevenZipArchive(entries),
    rar: rawRar5(list),
  };
  const [content] = [(await readsCover("alone.jpg", first)).content];
  for (const [name, bytes] of Object.entries(archives)) {
    const found = await readsCover(name, bytes);
    expect([name, found]).toMatchObject([
      name,
      { content, page: "p1.jpg", pages: 2, hints: { series: "La Sombra", number: "7" }, notes: [] },
    ]);
  }
});

test("a PDF's cover is its first page, and its pages are counted", async () => {
  const source = await cover({ seed: 22, width: 300, height: 450 });
  const pages = [await source.clone().jpeg({ quality: 95 }).toBuffer(), await jpeg(23)];
  const alone = await readsCover("alone.png", await source.png().toBuffer());
  for (const name of ["La Sombra 012.pdf", "pdf.cbz", "pdf.jpg"]) {
    const found = await readsCover(name, await comicPdf(pages));
    expect(found).toMatchObject({ page: null, pages: 2, notes: [] });
    expect(hammingDistance(perceptualHash(found.picture), perceptualHash(alone.picture))).toBeLessThanOrEqual(
      2,
    );
  }
  expect((await readsCover("La Sombra 012.pdf")).hints).toMatchObject({ series: "La Sombra", number: "12" });
});

test("the same first page is the same content, and another is not", async () => {
  const [one, other] = [await jpeg(24), await jpeg(25)];
  const content = async (name: string, pages: Uint8Array[]) =>
    (await readsCover(name, await comicPdf(pages, name))).content;
  const first = await content("a.pdf", [one]);
  expect(await content("b.pdf", [one, other])).toBe(first);
  expect(await content("c.pdf", [other, one])).not.toBe(first);
});

test("a PDF's own title is a hint only where its name says nothing", async () => {
  const pdf = await comicPdf([await jpeg(26)], "Iron Orchard");
  expect((await readsCover("0001.pdf", pdf)).hints).toMatchObject({ title: "Iron Orchard" });
  expect((await readsCover("La Sombra 012.pdf", pdf)).hints.title).toBeUndefined();
});

test("other files are skipped, with the reason", async () => {
  const zip = await cbz({ "word/media/image1.jpg": await jpeg(10) });
  const outcomes = {
    "readme.txt": ["text", "not-a-comic"],
    "empty.txt": ["", "not-a-comic"],
    "page.html": ["<html>", "not-a-comic"],
    "document.docx": [zip, "not-a-comic"],
    "manual.txt": ["%PDF-1.7", "not-a-comic"],
    "backup.bak": ["Rar!\x1a\x07\x01\0", "not-a-comic"],
    "drawing.svg": ["<svg/>", "format-not-read"],
    "cover.jxl": [Buffer.from([0xff, 0x0a, 0x7f]), "format-not-read"],
    "cover.heic": ["\0\0\0\x18ftypheic\0\0\0\0mif1heic", "format-not-read"],
    "fake.jxl": ["text", "not-a-comic"],
  } as const;
  for (const [name, [content, expected]] of Object.entries(outcomes)) {
    expect([name, await outcome(name, content)]).toEqual([name, expected]);
  }
});

test("a file named as a picture or a comic that is none fails, and says what is wrong", async () => {
  const zip = await cbz({ "1.jpg": await jpeg(11) });
  const page = { name: "1.jpg", data: await jpeg(18) };
  const outcomes = {
    "html.jpg": ["<!doctype html><title>404</title>", "image-format"],
    "svg.png": ["<svg xmlns=''/>", "image-format"],
    "empty.jpg": ["", "empty-file"],
    "cut.jpg": [(await jpeg(12)).subarray(0, 3000), "image-broken"],
    "empty.cbz": ["", "empty-file"],
    "empty.cbr": ["", "empty-file"],
    "text.cbz": ["no zip", "archive-broken"],
    "text.cbr": ["no rar", "archive-broken"],
    "text.cb7": ["no 7z", "archive-broken"],
    "text.pdf": ["no pdf", "document-broken"],
    "html.cbr": ["<html>", "archive-broken"],
    "rar.cbz": ["Rar!\x1a\x07\0", "archive-broken"],
    "junk.pdf": ["%PDF-1.7", "document-broken"],
    "cut.cbz": [zip.subarray(0, zip.length / 2), "archive-broken"],
    "cut.cbr": [rawRar5([page]).subarray(0, 3000), "archive-broken"],
    "part1.cbr": [rawRar5([page], { volume: true }), "archive-volume"],
    "nopages.cbz": [await cbz({ "readme.txt": "text" }), "archive-empty"],
    "nopages.cb7": [await sevenZipArchive({ "readme.txt": "text" }), "archive-empty"],
    "locked.cbz": [await cbz({ "1.jpg": await jpeg(13) }, { password: "word" }), "archive-encrypted"],
    "locked.cb7": [await sevenZipArchive({ "1.jpg": page.data }, ["-pword"]), "archive-encrypted"],
    "locked.cbr": [rawRar4([{ ...page, encrypted: true }]), "archive-encrypted"],
    "locked.pdf": [lockedPdf(), "document-encrypted"],
    "bomb.cbz": [await cbz({ "1.jpg": new Uint8Array(20e6) }), "archive-too-large"],
    "bomb.cb7": [await sevenZipArchive({ "1.jpg": new Uint8Array(20e6) }), "archive-too-large"],
  } as const;
  for (const [name, [content, expected]] of Object.entries(outcomes)) {
    expect([name, await outcome(name, content)]).toEqual([name, expected]);
  }
});

test("unsafe names in an archive are only names", async () => {
  const data = await jpeg(14);
  const names = ["../../evil.jpg", "/etc/evil.jpg", "C:\\evil.jpg", "z\0.jpg"];
  const found = await readsCover("unsafe.cbz", rawZip(names.map((name) => ({ name, data }))));
  expect(found.page).toBe("../../evil.jpg");
  expect(readdirSync(join(base, "..")).filter((name) => name.includes("evil"))).toEqual([]);
});

test("a picture file of gigabytes is refused before it is read", async () => {
  filesIn(base, { "huge.jpg": await jpeg(15) });
  truncateSync(join(base, "huge.jpg"), 4 * 2 ** 30);
  expect(await outcome("huge.jpg")).toBe("file-too-large");
});

test("a file whose name is no UTF-8 is read by its key", async () => {
  const bytes = await jpeg(16);
  for (const [name, content] of [
    ["Batman 7", bytes],
    ["Batman 8", await cbz({ "1.jpg": bytes })],
  ] as const) {
    const path = Buffer.concat([Buffer.from(`${base}/${name} `), Buffer.from([0xff])]);
    writeFileSync(path, content);
    const found = await readCover({ path: keyOfPath(path), size: content.length, modifiedMs: 0 }, parsers);
    expect("skipped" in found).toBe(false);
  }
});

test("a file that is gone is missing", async () => {
  const gone = readCover({ path: join(base, "gone.jpg"), size: 1, modifiedMs: 0 }, parsers);
  expect(
    await gone.then(
      () => "read",
      (error) => toLoteError(error).code,
    ),
  ).toBe("not-found");
});

const noProc = process.platform === "linux" ? "" : " (skipped: it needs /proc)";

test.skipIf(noProc !== "")(`no handle stays open, whatever becomes of the files${noProc}`, async () => {
  const open = () => readdirSync("/proc/self/fd").length;
  const names = ["alone.jpg", "packed.cbz", "cut.cbz", "locked.cbz", "bomb.cbz", "html.jpg", "readme.txt"];
  names.push("comic5.cbr", "cut.cbr", "comic.cb7", "La Sombra 012.pdf", "locked.pdf");
  const before = open();
  for (let round = 0; round < 3; round++) for (const name of names) await outcome(name);
  expect(open()).toBe(before);
});

const assets = process.env.LOTE_ASSETS ?? join(import.meta.dir, "../../../../../../shared/assets");
const covers = join(assets, "images/covers/comics/batman");
const absent =
  statSync(covers, { throwIfNoEntry: false }) === undefined ? " (skipped: LOTE_ASSETS is not there)" : "";

test.skipIf(absent !== "")(`real covers are read with the hints of their folder${absent}`, async () => {
  for (const name of readdirSync(covers)) {
    const path = join(covers, name);
    const found = await readCover({ path, size: readFileSync(path).length, modifiedMs: 0 }, parsers);
    if ("skipped" in found) throw new Error(name);
    expect(found.hints).toEqual({ series: "batman", number: basename(name, ".jpeg") });
  }
});
