import { expect, test } from "bun:test";
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { toLoteError } from "../../../../../src/engine/errors/lote-error.ts";
import { hammingDistance, perceptualHash } from "../../../../../src/engine/images/perceptual-hash.ts";
import { keyOfPath } from "../../../../../src/engine/workflows/comics/sources/file-key.ts";
import {
  type Cover,
  type CoverReading,
  readCover,
} from "../../../../../src/engine/workflows/comics/sources/read-cover.ts";
import { archive } from "../../../../fixtures/archive.ts";
import { cover } from "../../../../fixtures/cover.ts";
import { rawZip } from "../../../../fixtures/raw-zip.ts";
import { filesIn, temporaryFolder } from "../../../../fixtures/temporary-folder.ts";

const base = temporaryFolder();
const jpeg = async (seed: number) =>
  (await cover({ seed, width: 300, height: 450 })).jpeg({ quality: 95 }).toBuffer();

async function read(name: string, content?: string | Uint8Array): Promise<CoverReading> {
  if (content !== undefined) filesIn(base, { [name]: content });
  const path = join(base, name);
  const { size, mtimeMs } = statSync(path);
  return readCover({ path, size, modifiedMs: mtimeMs });
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
    { code: "page-skipped", data: { page: "1.jpg", reason: expect.stringContaining("HTML") } },
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

test("other files are skipped, with the reason", async () => {
  const zip = await cbz({ "word/media/image1.jpg": await jpeg(10) });
  const rar = "Rar!\x1a\x07\x01\0";
  const outcomes = {
    "readme.txt": ["text", "not-a-comic"],
    "empty.txt": ["", "not-a-comic"],
    "page.html": ["<html>", "not-a-comic"],
    "document.docx": [zip, "not-a-comic"],
    "real.cbr": [rar, "format-not-read"],
    "broken.cbr": ["no rar", "format-not-read"],
    "comic.pdf": ["%PDF-1.7", "format-not-read"],
    "drawing.svg": ["<svg/>", "format-not-read"],
  } as const;
  for (const [name, [content, expected]] of Object.entries(outcomes)) {
    expect([name, await outcome(name, content)]).toEqual([name, expected]);
  }
});

test("a file named as a picture or a cbz that is none fails, and says what is wrong", async () => {
  const zip = await cbz({ "1.jpg": await jpeg(11) });
  const outcomes = {
    "html.jpg": ["<!doctype html><title>404</title>", "image-format"],
    "svg.png": ["<svg xmlns=''/>", "image-format"],
    "pdf.webp": ["%PDF-1.7", "image-format"],
    "empty.jpg": ["", "empty-file"],
    "cut.jpg": [(await jpeg(12)).subarray(0, 3000), "image-broken"],
    "empty.cbz": ["", "empty-file"],
    "text.cbz": ["no zip", "archive-broken"],
    "rar.cbz": ["Rar!\x1a\x07\0", "archive-broken"],
    "cut.cbz": [zip.subarray(0, zip.length / 2), "archive-broken"],
    "nopages.cbz": [await cbz({ "readme.txt": "text" }), "archive-empty"],
    "locked.cbz": [await cbz({ "1.jpg": await jpeg(13) }, { password: "word" }), "archive-encrypted"],
    "bomb.cbz": [await cbz({ "1.jpg": new Uint8Array(20e6) }), "archive-too-large"],
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
    const found = await readCover({ path: keyOfPath(path), size: content.length, modifiedMs: 0 });
    expect("skipped" in found).toBe(false);
  }
});

test("a file that is gone is missing", async () => {
  const gone = readCover({ path: join(base, "gone.jpg"), size: 1, modifiedMs: 0 });
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
    const found = await readCover({ path, size: readFileSync(path).length, modifiedMs: 0 });
    if ("skipped" in found) throw new Error(name);
    expect(found.hints).toEqual({ series: "batman", number: basename(name, ".jpeg") });
  }
});
