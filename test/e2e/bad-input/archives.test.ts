import { expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { comicPdf } from "../../../src/demo/samples/collection/comic-pdf.ts";
import { sevenZipArchive } from "../../../src/demo/samples/collection/seven-zip-archive.ts";
import { archive } from "../../fixtures/archive.ts";
import { cataloguedWorkspace } from "../../fixtures/comics/catalogued.ts";
import { coverFile, sampleCover } from "../../fixtures/comics/covers.ts";
import { exportedItems } from "../../fixtures/comics/exported-items.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote, loteJson } from "../../fixtures/comics/run-lote.ts";
import { raw7z } from "../../fixtures/raw-7z.ts";
import { lockedPdf, loopingPdf, strokeBomb } from "../../fixtures/raw-pdf.ts";
import { rawRar4, rawRar5 } from "../../fixtures/raw-rar.ts";
import { rawTar } from "../../fixtures/raw-tar.ts";
import { deflatedZeros, rawZip } from "../../fixtures/raw-zip.ts";
import { filesIn } from "../../fixtures/temporary-folder.ts";

setDefaultTimeout(60_000);

test.concurrent("hostile archives fail by their own names, write nothing outside, and the good ones are matched", async () => {
  const { workspace } = await cataloguedWorkspace();
  const page = await coverFile(sampleCover(2).seed);
  const bytes = async (blob: Promise<Blob>) => new Uint8Array(await (await blob).arrayBuffer());
  const bomb = deflatedZeros(700);
  const outside = newFolder();
  const comics = filesIn(join(outside, "comics"), {
    "a good.cbz": await bytes(archive({ "002.jpg": await coverFile(9), "001.jpg": page, "notes.txt": "x" })),
    "bomb.cbz": rawZip([{ name: "001.jpg", data: bomb, method: 8, claims: 700 * 2 ** 20 }]),
    "liar.cbz": rawZip([{ name: "001.jpg", data: bomb, method: 8, claims: 1000 }]),
    "climber.cbz": await bytes(archive({ "../../climbed.jpg": page, "/absolute.jpg": page })),
    "locked.cbz": await bytes(archive({ "001.jpg": page }, { password: "x" })),
    "empty.cbz": await bytes(archive({ "readme.txt": "no pictures" })),
    "nothing.cbz": "",
    "text.cbz": "this is no archive",
    "truncated.cbz": (await bytes(archive({ "001.jpg": page }))).subarray(0, 900),
    "z good.cbz": await bytes(archive({ "._001.jpg": "mac", "__MACOSX/0.jpg": "mac", "001.jpg": page })),
  });
  const { code, document } = await loteJson(["comics", "classify", comics], { workspace });
  expect(code).toBe(3);
  const named = Object.fromEntries(
    document.failures.map(({ item, code: reason }) => [item.slice(comics.length + 1), reason]),
  );
  expect(named).toMatchObject({
    "bomb.cbz": "archive-too-large",
    "locked.cbz": "archive-encrypted",
    "empty.cbz": "archive-empty",
    "nothing.cbz": "empty-file",
    "text.cbz": "archive-broken",
    "truncated.cbz": "archive-broken",
  });
  expect(Object.keys(named)).toContain("liar.cbz");
  const items = await exportedItems(document.run, { workspace });
  const good = items.filter(({ item }) => item.includes("good"));
  expect(good.map(({ questions }) => questions[0]?.candidates[0]?.label)).toEqual([
    "Harbor Nights #3 (1990)",
    "Harbor Nights #3 (1990)",
  ]);
  expect(readdirSync(outside)).toEqual(["comics"]);
  expect(readdirSync(dirname(outside))).not.toContain("climbed.jpg");
  expect(await Bun.file("/absolute.jpg").exists()).toBe(false);
});

test.concurrent("hostile cbr, cb7 and pdf fail by their own names, and the good ones are matched", async () => {
  const { workspace } = await cataloguedWorkspace();
  const cover = await coverFile(sampleCover(2).seed);
  const page = { name: "001.jpg", data: cover };
  const zeros = deflatedZeros(2048);
  const bomb = { name: "001.jpg", packed: zeros, method: "deflate" } as const;
  const outside = newFolder();
  const comics = filesIn(join(outside, "comics"), {
    "good 4.cbr": rawRar4([page]),
    "good 5.cbr": rawRar5([
      { name: "../../climbed.jpg", data: cover },
      { ...page, name: "z/002.jpg" },
    ]),
    "good.cb7": await sevenZipArchive({ "002.jpg": await coverFile(9), "001.jpg": cover }),
    "good.cbt": rawTar([["001.jpg", cover]]),
    "good.pdf": await comicPdf([cover, await coverFile(9)]),
    "good, first page broken.cbr": rawRar5([{ ...page, name: "000.jpg", crc: 1 }, page]),
    "bomb.cb7": raw7z({ ...bomb, claims: 2 ** 31 }),
    "liar.cb7": raw7z({ ...bomb, claims: 1000 }),
    "glutton.cb7": raw7z({
      name: "001.jpg",
      packed: Buffer.alloc(20),
      method: "lzma",
      claims: 1000,
      dictionary: 2 ** 32 - 1,
    }),
    "claims.cbr": rawRar5([{ ...page, claims: 2 ** 31 }]),
    "crc.cbr": rawRar4([{ ...page, crc: 1 }]),
    "part.cbr": rawRar5([page], { volume: true }),
    "locked.cbr": rawRar5([page], { lockedNames: true }),
    "locked.cb7": await sevenZipArchive({ "001.jpg": cover }, ["-pword", "-mhe=on"]),
    "locked.pdf": lockedPdf(),
    "cut.cbr": rawRar5([page]).subarray(0, 900),
    "loop.pdf": loopingPdf(),
    "strokes.pdf": strokeBomb(),
    "notes.txt": "no comic",
  });
  const { code, document } = await loteJson(["comics", "classify", comics], { workspace });
  expect(code).toBe(3);
  const named = Object.fromEntries(
    document.failures.map(({ item, code: reason }) => [item.slice(comics.length + 1), reason]),
  );
  const memory = process.platform === "linux" ? "parser-memory" : expect.any(String);
  expect(named).toEqual({
    "bomb.cb7": "archive-too-large",
    "liar.cb7": "archive-broken",
    "glutton.cb7": memory,
    "claims.cbr": "archive-too-large",
    "crc.cbr": "archive-broken",
    "part.cbr": "archive-volume",
    "locked.cbr": "archive-encrypted",
    "locked.cb7": "archive-encrypted",
    "locked.pdf": "document-encrypted",
    "cut.cbr": "archive-broken",
    "loop.pdf": "document-broken",
    "strokes.pdf": memory,
  });
  expect(document.skipReasons).toEqual(["not-a-comic"]);
  const items = await exportedItems(document.run, { workspace });
  const good = items.filter(({ item }) => item.includes("good"));
  expect(good.map(({ questions }) => questions[0]?.candidates[0]?.label)).toEqual(
    good.map(() => "Harbor Nights #3 (1990)"),
  );
  expect(good).toHaveLength(6);
  expect(readdirSync(outside)).toEqual(["comics"]);
});

test.concurrent("a page that was passed over is told in the person's language", async () => {
  const { workspace } = await cataloguedWorkspace();
  const page = { name: "001.jpg", data: await coverFile(sampleCover(2).seed) };
  const comics = filesIn(newFolder(), { "a.cbr": rawRar5([{ ...page, name: "000.jpg", crc: 1 }, page]) });
  const { stdout } = await lote(["comics", "classify", comics, "--ndjson", "--lang", "es"], { workspace });
  const note = stdout.split("\n").find((line) => line.includes('"page-skipped"'));
  expect(JSON.parse(note ?? "{}")).toMatchObject({
    data: { page: "000.jpg", code: "archive-broken", item: join(comics, "a.cbr") },
    message: expect.stringMatching(/^000\.jpg se pasó por alto: No se puede leer el archivo comprimido/),
  });
});
