import { afterAll, describe, expect, test } from "bun:test";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BlobWriter, TextReader, Uint8ArrayReader, ZipWriter } from "@zip.js/zip.js";
import fc from "fast-check";
import { openZip } from "../../../../../src/engine/archives/zip.ts";
import type { SourceFile } from "../../../../../src/engine/sources/walk.ts";
import {
  type ArchiveBefore,
  knownFields,
  planComicInfo,
  takeOutComicInfo,
  writeComicInfo,
} from "../../../../../src/engine/workflows/comics/classify/comic-info-file.ts";
import type { EffectContext } from "../../../../../src/engine/workflows/workflow.ts";
import type { CoverRow, IssueRow } from "../../../../../src/stores/comics.ts";
import { archive } from "../../../../fixtures/archive.ts";
import { makers } from "../../../../fixtures/made-archives.ts";
import { rawZip } from "../../../../fixtures/raw-zip.ts";
import { skipUnless } from "../../../../support/skip.ts";

const folder = mkdtempSync(join(tmpdir(), "lote-comic-info-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const known = { Series: "Nine Lives", Number: "7", Year: "1999" };
const pages = { "p1.jpg": "first page", "p2.jpg": "second page" };

/** A context that lets everything through, and keeps what was secured. */
function context() {
  const secured: ArchiveBefore[] = [];
  const own: EffectContext = {
    signal: new AbortController().signal,
    secure: async (before) => {
      if (before !== undefined) secured.push((before as unknown as { archive: ArchiveBefore }).archive);
    },
  };
  return { ...own, secured };
}

let count = 0;
function comic(bytes: Uint8Array, extension = "cbz"): SourceFile {
  const path = join(folder, `${++count}.${extension}`);
  writeFileSync(path, bytes);
  // As an old file is: not changed just now.
  utimesSync(path, 1_500_000_000.5, 1_500_000_000.123456);
  return sourceOf(path);
}

function sourceOf(path: string): SourceFile {
  const { size, mtimeMs } = statSync(path);
  return { path, size, modifiedMs: mtimeMs };
}

const madeOf = async (files: Readonly<Record<string, string>>) => (await archive(files)).bytes();

/** Plans and writes; the effect's `before`. */
async function write(file: SourceFile, overwrite = false): Promise<ArchiveBefore> {
  const plan = await planComicInfo(file, known, overwrite);
  if (plan.state !== "written") throw new Error(`it is ${plan.state}`);
  return (await writeComicInfo(file, plan.xml, undefined, context())).archive;
}

async function entryOf(path: string, name: string): Promise<string> {
  const zip = await openZip(path);
  try {
    const entry = zip.entries.find((one) => one.name === name);
    return entry ? Buffer.from(await zip.read(entry, 2 ** 20)).toString() : "missing";
  } finally {
    await zip.close();
  }
}

const hiddenIn = (place: string) => readdirSync(place).filter((name) => name.startsWith("."));

test("what the catalogue knows is written, and taken out again to the last byte and the old time", async () => {
  const bytes = await madeOf(pages);
  const file = comic(bytes);
  const before = await write(file);
  expect(await entryOf(file.path, "ComicInfo.xml")).toContain("<Series>Nine Lives</Series>");
  expect(await entryOf(file.path, "p1.jpg")).toBe("first page");
  expect(statSync(file.path).mtimeMs).toBeGreaterThan(1_600_000_000_000);
  const state = await takeOutComicInfo(file.path, before, context());
  expect(readFileSync(file.path).equals(bytes)).toBe(true);
  expect(state).toEqual({ size: file.size, modifiedMs: file.modifiedMs });
  expect(sourceOf(file.path)).toEqual(file);
  expect(hiddenIn(folder)).toEqual([]);
});

test("only the old directory and end are kept for undo, however large the archive", async () => {
  const file = comic(
    await madeOf({ ...pages, "p3.jpg": crypto.getRandomValues(Buffer.alloc(60_000)).toString("latin1") }),
  );
  const { tail } = await write(file);
  expect(Buffer.from(tail, "base64").length).toBeLessThan(400);
});

test("an entry in a folder is changed where it is", async () => {
  const file = comic(
    await madeOf({
      "Comic/p1.jpg": "page",
      "Comic/comicinfo.XML": "<ComicInfo><Title>t</Title></ComicInfo>",
    }),
  );
  await write(file);
  expect(await entryOf(file.path, "Comic/comicinfo.XML")).toBe(
    "<ComicInfo><Title>t</Title><Series>Nine Lives</Series><Number>7</Number><Year>1999</Year></ComicInfo>",
  );
  expect(await entryOf(file.path, "ComicInfo.xml")).toBe("missing");
});

describe("a comic that is linked only", () => {
  const xml = "<ComicInfo/>";
  const cases: Readonly<Record<string, () => Promise<readonly [Uint8Array, string?]>>> = {
    "archive-format": async () => [await madeOf(pages), "cbr"],
    "archive-encrypted": async () => [await (await archive(pages, { password: "x" })).bytes()],
    "archive-name-twice": async () => [rawZip([1, 2].map(() => ({ name: "a.jpg", data: Buffer.from("x") })))],
    "archive-name-unsafe": async () => [rawZip([{ name: "../a.jpg", data: Buffer.from("x") }])],
    "archive-broken": async () => [(await madeOf(pages)).subarray(0, -5)],
    "comic-info-unusable": async () => [await madeOf({ ...pages, "ComicInfo.xml": "<ComicInfo>" })],
  };
  test.each(Object.entries(cases))("says so: %s", async (code, make) => {
    const [bytes, extension] = await make();
    const file = comic(bytes, extension);
    expect(await planComicInfo(file, known, false)).toMatchObject({ state: "not-written", code });
    expect(readFileSync(file.path).equals(bytes)).toBe(true);
  });

  test("since it is not clear which ComicInfo.xml counts", async () => {
    const file = comic(await madeOf({ "a/ComicInfo.xml": xml, "b/ComicInfo.xml": xml }));
    expect(await planComicInfo(file, known, false)).toMatchObject({ code: "comic-info-unusable" });
  });

  test("since it is of another kind than its name says", async () => {
    const file = comic(Buffer.from("Rar!\x1a\x07\x01\0 and so on", "latin1"));
    expect(await planComicInfo(file, known, false)).toMatchObject({ code: "archive-format" });
  });

  test("since nothing is known of its issue", async () => {
    const file = comic(await madeOf(pages));
    expect(await planComicInfo(file, {}, false)).toMatchObject({ code: "comic-info-empty" });
  });
});

test("a comic that says it all already is left as it is, and so is what it says otherwise", async () => {
  const says = "<ComicInfo><Series>Nine Lives</Series><Number>8</Number><Year>1999</Year></ComicInfo>";
  const file = comic(await madeOf({ ...pages, "ComicInfo.xml": says }));
  expect(await planComicInfo(file, known, false)).toEqual({ state: "unchanged", kept: ["Number"] });
  const before = await write(file, true);
  expect(await entryOf(file.path, "ComicInfo.xml")).toContain("<Number>7</Number>");
  await takeOutComicInfo(file.path, before, context());
  expect(await entryOf(file.path, "ComicInfo.xml")).toBe(says);
});

test("what is known leaves out a title that is only the name of the cover's file", () => {
  const issue: IssueRow = {
    id: 1,
    key: "k",
    series: "",
    number: "",
    year: null,
    publisher: "P",
    title: "scan 7",
  };
  const cover = { path: "/covers/scan 7.jpg" } as CoverRow;
  expect(knownFields(issue, cover)).toEqual({ Publisher: "P" });
  expect(knownFields({ ...issue, title: "Real", year: 2001 }, cover)).toEqual({
    Title: "Real",
    Year: "2001",
    Publisher: "P",
  });
});

test("a comic that was changed since it was read is neither planned nor written", async () => {
  const file = comic(await madeOf(pages));
  const plan = await planComicInfo(file, known, false);
  writeFileSync(file.path, await madeOf({ ...pages, "p3.jpg": "another page" }));
  await expect(planComicInfo(file, known, false)).rejects.toMatchObject({ code: "file-changed" });
  const xml = plan.state === "written" ? plan.xml : "";
  await expect(writeComicInfo(file, xml, undefined, context())).rejects.toMatchObject({
    code: "file-changed",
  });
  expect(await entryOf(file.path, "ComicInfo.xml")).toBe("missing");
});

describe("after a crash", () => {
  test("before the new archive got its name, it is written as if for the first time", async () => {
    const bytes = await madeOf(pages);
    const file = comic(bytes);
    const plan = await planComicInfo(file, known, false);
    if (plan.state !== "written") throw new Error(plan.state);
    const dying: EffectContext = {
      ...context(),
      secure: async (before) => {
        dead = (before as unknown as { archive: ArchiveBefore }).archive;
        throw new Error("killed");
      },
    };
    let dead: ArchiveBefore | undefined;
    await expect(writeComicInfo(file, plan.xml, undefined, dying)).rejects.toThrow("killed");
    expect(readFileSync(file.path).equals(bytes)).toBe(true);
    const next = context();
    const { archive: before } = await writeComicInfo(file, plan.xml, dead, next);
    expect(next.secured).toEqual([before]);
    await takeOutComicInfo(file.path, before, context());
    expect(readFileSync(file.path).equals(bytes)).toBe(true);
  });

  test("after it, nothing is written again, and it can be taken out", async () => {
    const bytes = await madeOf(pages);
    const file = comic(bytes);
    const plan = await planComicInfo(file, known, false);
    if (plan.state !== "written") throw new Error(plan.state);
    const first = await writeComicInfo(file, plan.xml, undefined, context());
    const { ino } = statSync(file.path);
    const next = context();
    const second = await writeComicInfo(file, plan.xml, first.archive, next);
    expect([second, next.secured, statSync(file.path).ino]).toEqual([first, [], ino]);
    await takeOutComicInfo(file.path, second.archive, context());
    // Taken out already, and killed before that was written down.
    const state = await takeOutComicInfo(file.path, second.archive, context());
    expect(state).toEqual({ size: file.size, modifiedMs: file.modifiedMs });
    expect(readFileSync(file.path).equals(bytes)).toBe(true);
  });
});

test("a comic that was moved and put back, touched or copied over itself is still the same, and is taken out", async () => {
  const bytes = await madeOf(pages);
  const file = comic(bytes);
  const before = await write(file);
  renameSync(file.path, `${file.path}.away`);
  await expect(takeOutComicInfo(file.path, before, context())).rejects.toMatchObject({ code: "file-gone" });
  writeFileSync(file.path, readFileSync(`${file.path}.away`));
  await takeOutComicInfo(file.path, before, context());
  expect(readFileSync(file.path).equals(bytes)).toBe(true);
});

/** An archive as it might have been made by anybody. */
const anyArchive = fc.record({
  entries: fc.uniqueArray(
    fc.record({
      name: fc.stringMatching(/^[a-zñ漢 _-]{1,12}(\/[a-z0-9 ]{1,8})?$/),
      content: fc.uint8Array({ maxLength: 3000 }),
      level: fc.constantFrom(0, 6),
      dataDescriptor: fc.boolean(),
      extendedTimestamp: fc.boolean(),
    }),
    { selector: ({ name }) => name, maxLength: 8 },
  ),
  info: fc.option(fc.constantFrom("<ComicInfo/>", "<ComicInfo><Series>Old</Series>\n<X a='1'/></ComicInfo>")),
  infoAt: fc.nat(8),
  zip64: fc.boolean(),
  comment: fc.uint8Array({ maxLength: 200 }),
  prefix: fc.uint8Array({ maxLength: 300 }),
});

async function made(
  some: typeof anyArchive extends fc.Arbitrary<infer Made> ? Made : never,
): Promise<Uint8Array> {
  const { entries, info, infoAt, zip64, comment, prefix } = some;
  const writer = new ZipWriter(new BlobWriter(), { zip64 });
  const add = async () => info !== null && (await writer.add("ComicInfo.xml", new TextReader(info)));
  for (const [index, { name, content, ...options }] of entries.entries()) {
    if (index === infoAt) await add();
    await writer.add(name, new Uint8ArrayReader(content), options);
  }
  if (infoAt >= entries.length) await add();
  const zip = await (await writer.close(comment)).bytes();
  return Buffer.concat([prefix, zip]);
}

test("of any archive undo gives back every byte, and of one that changed since none", async () => {
  let written = 0;
  const property = fc.asyncProperty(
    anyArchive,
    fc.boolean(),
    fc.nat(),
    fc.integer({ min: 1, max: 255 }),
    async (some, overwrite, place, by) => {
      const bytes = await made(some);
      const file = comic(bytes);
      const plan = await planComicInfo(file, known, overwrite);
      if (plan.state !== "written") return;
      written++;
      const { archive: before, state } = await writeComicInfo(file, plan.xml, undefined, context());
      expect(sourceOf(file.path)).toEqual({ path: file.path, ...state });
      const now = readFileSync(file.path);
      expect(now.subarray(0, before.cut).equals(bytes.subarray(0, before.cut))).toBe(true);

      const changed = Buffer.from(now);
      const at = place % now.length;
      changed[at] = ((changed[at] ?? 0) + by) % 256;
      writeFileSync(file.path, changed);
      await expect(takeOutComicInfo(file.path, before, context())).rejects.toMatchObject({
        code: "file-changed",
      });
      expect(readFileSync(file.path).equals(changed)).toBe(true);

      writeFileSync(file.path, now);
      await takeOutComicInfo(file.path, before, context());
      expect(readFileSync(file.path).equals(bytes)).toBe(true);
      rmSync(file.path);
    },
  );
  await fc.assert(property, { numRuns: 150 });
  expect(written).toBeGreaterThan(100);
  expect(hiddenIn(folder)).toEqual([]);
});

describe.each(makers.map((maker) => [maker.name, maker] as const))("an archive made by %s", (_, maker) => {
  skipUnless(maker.isHere, "its program is not installed")(
    "is written into, and given back byte for byte",
    async () => {
      const bytes = await maker.make({
        ...pages,
        "ComicInfo.xml": "<ComicInfo><Writer>w</Writer></ComicInfo>",
      });
      const file = comic(bytes);
      const before = await write(file);
      expect(await entryOf(file.path, "ComicInfo.xml")).toContain("<Number>7</Number>");
      await takeOutComicInfo(file.path, before, context());
      expect(readFileSync(file.path).equals(bytes)).toBe(true);
    },
  );
});
