import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { sevenZipArchive } from "../../../src/demo/samples/collection/seven-zip-archive.ts";
import { type Archive, type ArchiveLimits, comicLimits } from "../../../src/engine/archives/archive.ts";
import { isArchiveKind, openArchive } from "../../../src/engine/archives/open-archive.ts";
import { openPacked } from "../../../src/engine/archives/packed.ts";
import { toLoteError } from "../../../src/engine/errors/lote-error.ts";
import { sniff } from "../../../src/engine/images/sniff.ts";
import { openParsers } from "../../../src/engine/parsers/open-parsers.ts";
import { archive } from "../../fixtures/archive.ts";
import { raw7z } from "../../fixtures/raw-7z.ts";
import { type RarEntry, rawRar4, rawRar5 } from "../../fixtures/raw-rar.ts";
import { rawTar } from "../../fixtures/raw-tar.ts";
import { deflatedZeros } from "../../fixtures/raw-zip.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

setDefaultTimeout(60_000);

const folder = temporaryFolder();
const parsers = openParsers(2);
afterAll(() => parsers.close());

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const one = Buffer.from("page one");
const two = Buffer.from("page two, longer");
const entry: RarEntry = { name: "p1.jpg", data: one };

let count = 0;
async function opened(bytes: Uint8Array): Promise<Archive> {
  const path = join(folder, `archive ${count++}`);
  writeFileSync(path, bytes);
  const kind = sniff(bytes.subarray(0, 4096));
  if (!isArchiveKind(kind)) throw new Error(`no archive but ${kind}`);
  return openArchive(path, { kind, size: bytes.length }, parsers);
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "read",
    (error: unknown) => toLoteError(error).code,
  );

/** What each entry gave: its text, or the code of its failure; or why the archive could not be opened. */
async function outcomes(bytes: Uint8Array, cap = 2 ** 20): Promise<string[]> {
  try {
    const found = await opened(bytes);
    const read = found.entries.map((each) =>
      found.read(each, cap).then(text, (error) => toLoteError(error).code),
    );
    return await Promise.all(read).finally(() => found.close());
  } catch (error) {
    return [`opening: ${toLoteError(error).code}`];
  }
}

const both = { "b/p2.jpg": two, "p1.jpg": one };
const rarBoth: RarEntry[] = [{ name: "b/p2.jpg", data: two }, entry];

test("zip, RAR4, RAR5, 7z and tar give the same entries with the same bytes", async () => {
  const archives = {
    zip: await (await archive(both)).bytes(),
    rar: rawRar4(rarBoth),
    rar5: rawRar5(rarBoth),
    "7z": await sevenZipArchive(both),
    "7z in pieces": await sevenZipArchive(both, ["-ms=off"]),
    tar: rawTar(Object.entries(both)),
  };
  for (const [name, bytes] of Object.entries(archives)) {
    const found = await opened(bytes);
    expect([name, found.entries]).toEqual([
      name,
      [
        { name: "b/p2.jpg", size: two.length, encrypted: false },
        { name: "p1.jpg", size: one.length, encrypted: false },
      ],
    ]);
    const [first, second] = found.entries;
    if (!first || !second) throw new Error(name);
    expect(text(await found.read(second, 100))).toBe("page one");
    expect(text(await found.read(first, 100))).toBe("page two, longer");
    expect(text(await found.head(first, 6))).toBe("page t");
    await found.close();
  }
});

test("an archive whose path is no UTF-8 is opened", async () => {
  const bytes = rawRar5([entry]);
  const path = Buffer.concat([Buffer.from(`${folder}/odd`), Buffer.from([0xff]), Buffer.from(".cbr")]);
  writeFileSync(path, bytes);
  const found = await openArchive(path, { kind: "rar5", size: bytes.length }, parsers);
  expect(found.entries.map(({ name }) => name)).toEqual(["p1.jpg"]);
});

test("a file that is gone is missing, not broken", async () => {
  const gone = openArchive(join(folder, "gone.cbr"), { kind: "rar", size: 100 }, parsers);
  expect(await codeOf(gone)).toBe("not-found");
});

test("entries that are encrypted say so, and so does an archive whose names are", async () => {
  const locked = { name: "p1.jpg", data: Buffer.alloc(16), encrypted: true };
  expect(await outcomes(rawRar4([locked]))).toEqual(["archive-encrypted"]);
  expect(await outcomes(rawRar5([locked, { name: "p2.jpg", data: two }]))).toEqual([
    "archive-encrypted",
    "page two, longer",
  ]);
  expect(await outcomes(await sevenZipArchive(both, ["-pword"]))).toEqual([
    "archive-encrypted",
    "archive-encrypted",
  ]);
  const nameless = [
    rawRar4([entry], { lockedNames: true }),
    rawRar5([entry], { lockedNames: true }),
    await sevenZipArchive(both, ["-pword", "-mhe=on"]),
  ];
  for (const bytes of nameless) expect(await outcomes(bytes)).toEqual(["opening: archive-encrypted"]);
});

test("one part of several says so", async () => {
  for (const make of [rawRar4, rawRar5]) {
    expect(await outcomes(make([entry], { volume: true }))).toEqual(["opening: archive-volume"]);
  }
});

test("a page whose checksum is wrong is broken", async () => {
  const wrong = { ...entry, crc: 1 };
  const packed = raw7z({ name: "p1.jpg", packed: one, claims: one.length, crc: 1 });
  for (const bytes of [rawRar4([wrong]), rawRar5([wrong]), packed]) {
    expect(await outcomes(bytes)).toEqual(["archive-broken"]);
  }
});

test("half an archive is broken", async () => {
  const archives = [
    rawRar4(rarBoth),
    rawRar5(rarBoth),
    await sevenZipArchive(both),
    rawTar([["1.jpg", one]]),
  ];
  for (const bytes of archives) {
    const [first = "", ...rest] = await outcomes(bytes.subarray(0, bytes.length * 0.6));
    expect([first.replace("opening: ", ""), rest]).toEqual(["archive-broken", []]);
  }
});

test("packed headers that are damaged are the archive's fault, and no crash", async () => {
  const bytes = await sevenZipArchive(
    Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`page ${n}.jpg`, one])),
  );
  const headers = bytes.length - 20;
  for (let at = headers - 60; at < headers; at += 3) {
    const damaged = Buffer.from(bytes);
    damaged[at] = (damaged[at] ?? 0) ^ 0x55;
    expect([at, await outcomes(damaged)]).toEqual([at, ["opening: archive-broken"]]);
  }
});

test("unsafe names are only names: all are read, and nothing is written", async () => {
  const names = [
    "../../evil.jpg",
    "/evil.jpg",
    "C:\\evil.jpg",
    "-o.jpg",
    "@list.jpg",
    "*.jpg",
    "a?.jpg",
    "../x",
  ];
  const entries = names.map((name, index) => ({ name, data: Buffer.from(`data ${index}`) }));
  const tar = rawTar(entries.map(({ name, data }) => [name, data]));
  for (const bytes of [rawRar4(entries), rawRar5(entries), tar]) {
    // 7-Zip shows the separator of Windows in RAR4 as a slash.
    const found = (await opened(bytes)).entries.map(({ name }) => name.replace("C:/", "C:\\"));
    expect(found).toEqual(names);
    expect(await outcomes(bytes)).toEqual(entries.map(({ data }) => text(data)));
  }
  const evil = (at: string) => readdirSync(at).filter((name) => name.includes("evil"));
  expect([evil(folder), evil(dirname(folder)), evil("/"), evil(process.cwd())]).toEqual([[], [], [], []]);
});

test("a name with control characters keeps its own page from being read, and no other", async () => {
  const entries = [{ name: "a\nSize = 9\u001b[2J.jpg", data: one }, { ...entry }];
  expect(await outcomes(rawRar5(entries))).toEqual(["archive-broken", "page one"]);
});

test("links lead nowhere", async () => {
  const rar = rawRar5([{ name: "l.jpg", data: Buffer.alloc(0), linksTo: "/etc/passwd" }, entry]);
  expect(await outcomes(rar)).toEqual(["", "page one"]);
  expect(await outcomes(rawTar([["l.jpg", { to: "/etc/passwd" }]]))).toEqual(["/etc/passwd"]);
});

test("a page that claims gigabytes, or less than it holds, is refused", async () => {
  for (const make of [rawRar4, rawRar5]) {
    expect(await outcomes(make([{ ...entry, claims: 2 ** 31 }]))).toEqual(["opening: archive-too-large"]);
    expect(await outcomes(make([{ ...entry, claims: 4 }]))).toEqual(["archive-broken"]);
  }
});

test("an entry over the cap is refused before it is unpacked", async () => {
  expect(await outcomes(await sevenZipArchive(both), 10)).toEqual(["archive-too-large", "page one"]);
});

test("more entries or more bytes than allowed are refused", async () => {
  const bytes = rawTar(Array.from({ length: 11 }, (_, index) => [`${index}.jpg`, one] as const));
  const path = join(folder, "many.cbt");
  writeFileSync(path, bytes);
  const open = (limits: Partial<ArchiveLimits>) =>
    codeOf(openPacked(path, { kind: "tar", size: bytes.length }, parsers, { ...comicLimits, ...limits }));
  expect(await open({ entries: 11 })).toBe("read");
  expect(await open({ entries: 10 })).toBe("archive-too-large");
  expect(await open({ totalBytes: 87 })).toBe("archive-too-large");
});

const noProc = process.platform === "linux" ? "" : " (skipped: it needs /proc and limits)";

test.skipIf(noProc !== "")(
  `bombs and huge dictionaries end within the memory of a child${noProc}`,
  async () => {
    const zeros = deflatedZeros(2048);
    const bomb = (claims: number) => raw7z({ name: "p.jpg", packed: zeros, method: "deflate", claims });
    const lzma = (dictionary: number) =>
      raw7z({ name: "p.jpg", packed: Buffer.alloc(20), method: "lzma", claims: 1000, dictionary });
    const found = {
      honest: await outcomes(bomb(2 ** 31)),
      lying: await outcomes(bomb(1000)),
      slim: await outcomes(bomb(2 ** 26), 2 ** 27),
      "1 GB": await outcomes(lzma(2 ** 30)),
      "4 GB": await outcomes(lzma(2 ** 32 - 1)),
      "1 GB RAR": await outcomes(rawRar5([{ ...entry, dictionary: 13, claims: 1000 }])),
    };
    expect(found).toEqual({
      honest: ["opening: archive-too-large"],
      lying: ["archive-broken"],
      slim: ["archive-broken"],
      "1 GB": ["parser-memory"],
      "4 GB": ["parser-memory"],
      "1 GB RAR": ["parser-memory"],
    });
    expect(await outcomes(rawRar5([entry]))).toEqual(["page one"]);
  },
);

test.skipIf(noProc !== "")(`a page of a large archive costs no more than itself${noProc}`, async () => {
  const page = new Uint8Array(2 ** 20).fill(7);
  const pages = Array.from({ length: 200 }, (_, index) => ({ name: `${index}.jpg`, data: page }));
  const path = join(folder, "large.cbr");
  writeFileSync(path, rawRar5(pages));
  const own = openParsers(1);
  const found = await openArchive(path, { kind: "rar5", size: statSync(path).size }, own);
  const last = found.entries.at(-1);
  if (!last) throw new Error("no entries");
  expect((await found.read(last, 2 ** 21)).length).toBe(2 ** 20);
  const status = await Bun.file(`/proc/${own.pids[0]}/status`).text();
  await own.close();
  expect(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024).toBeLessThan(150);
});
