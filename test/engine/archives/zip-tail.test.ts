import { expect, test } from "bun:test";
import { closeSync, ftruncateSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { appendEntry } from "../../../src/engine/archives/zip-append.ts";
import { readZipTail } from "../../../src/engine/archives/zip-tail.ts";
import { LoteError } from "../../../src/engine/errors/lote-error.ts";
import { archive } from "../../fixtures/archive.ts";
import { type RawEntry, rawZip } from "../../fixtures/raw-zip.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { skipUnless } from "../../support/skip.ts";

const folder = temporaryFolder();
const file = join(folder, "archive.zip");

/** "read", or why not. */
async function verdict(bytes: Uint8Array): Promise<string> {
  writeFileSync(file, bytes);
  try {
    await readZipTail(file);
    return "read";
  } catch (error) {
    if (error instanceof LoteError) return error.code;
    throw error;
  }
}

const page = { name: "a.jpg", data: Buffer.from("page") };
const named = (...names: string[]) => rawZip(names.map((name): RawEntry => ({ ...page, name })));
const changed = (bytes: Uint8Array, at: number, value: number) => {
  const copy = Buffer.from(bytes);
  copy.writeUInt16LE(value, at < 0 ? copy.length + at : at);
  return copy;
};

test("the directory is read as it stands, without the entries before it", async () => {
  writeFileSync(file, named("a.jpg", "folder/", "ñ.jpg"));
  const { records, prefix, cut, bytes } = await readZipTail(file);
  expect(records.map(({ name }) => Buffer.from(name, "latin1").toString())).toEqual([
    "a.jpg",
    "folder/",
    "ñ.jpg",
  ]);
  expect(prefix).toBe(0);
  expect(cut + bytes.length).toBe(Bun.file(file).size);
});

test("an encrypted archive is refused as such", async () => {
  const encrypted = await archive({ "a.jpg": "page" }, { password: "secret" });
  expect(await verdict(await encrypted.bytes())).toBe("archive-encrypted");
});

test("one part of several is refused, whichever record says so", async () => {
  const bytes = named("a.jpg");
  const record = bytes.length - 22 - 46 - 5;
  expect(await verdict(changed(bytes, -18, 1))).toBe("archive-volume");
  expect(await verdict(changed(bytes, -14, 7))).toBe("archive-volume");
  expect(await verdict(changed(bytes, record + 34, 1))).toBe("archive-volume");
});

test("two entries of one name are refused, two names that differ in case are not", async () => {
  expect(await verdict(named("a.jpg", "b.jpg", "a.jpg"))).toBe("archive-name-twice");
  expect(await verdict(named("a.jpg", "A.jpg"))).toBe("read");
});

test.each([
  "../a.jpg",
  "a/../b.jpg",
  "..\\a.jpg",
  "/etc/passwd",
  "\\a.jpg",
  "C:\\a.jpg",
  "a\0.jpg",
  "a\nb.jpg",
  "",
])("an entry named %j is refused", async (name) => {
  expect(await verdict(named("fine.jpg", name))).toBe("archive-name-unsafe");
});

test("what Windows programs write, and names with dots, are no harm", async () => {
  expect(await verdict(named("folder\\a.jpg", "..a.jpg", "a...jpg"))).toBe("read");
});

test("what does not end as an archive does, or says two things, is broken", async () => {
  const bytes = named("a.jpg", "b.jpg");
  const cases = {
    empty: new Uint8Array(),
    text: Buffer.from("no archive at all"),
    "cut off": bytes.subarray(0, -1),
    "followed by more": Buffer.concat([bytes, Buffer.from("more")]),
    "more entries than there are": changed(changed(bytes, -14, 3), -12, 3),
    "fewer entries than there are": changed(changed(bytes, -14, 1), -12, 1),
    "a directory that is longer": changed(bytes, -10, 200),
    "an entry behind the directory": changed(bytes, bytes.length - 22 - 51 + 42, 0xfff),
  };
  for (const [what, broken] of Object.entries(cases)) {
    expect([what, await verdict(broken)]).toEqual([what, "archive-broken"]);
  }
});

test("end records that do not agree are broken, and a large one that is not there too", async () => {
  const large = await archive({ "a.jpg": "page" }, { zip64: true });
  const bytes = Buffer.from(await large.bytes());
  expect(await verdict(bytes)).toBe("read");
  expect(await verdict(changed(bytes, -12, 9))).toBe("archive-broken");
  const record = bytes.length - 22 - 20 - 56;
  expect(await verdict(changed(bytes, record, 0))).toBe("archive-broken");
  expect(await verdict(changed(bytes, bytes.length - 22 - 4, 3))).toBe("archive-volume");
});

test("a directory larger than any comic's is refused before it is read", async () => {
  const bytes = named(...Array.from({ length: 140 }, (_, index) => `${index}`.padEnd(65_000, "x")));
  expect(await verdict(bytes)).toBe("archive-too-large");
});

test("whatever bytes are changed, it is read or refused with a reason", async () => {
  const bytes = Buffer.from(
    await (await archive({ "a.jpg": "page", "b.jpg": "more" }, { zip64: true })).bytes(),
  );
  const change = fc.record({
    back: fc.integer({ min: 1, max: bytes.length }),
    value: fc.integer({ min: 0, max: 255 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
      const copy = Buffer.from(bytes);
      for (const { back, value } of changes) copy[copy.length - back] = value;
      expect(await verdict(copy)).toMatch(
        /^(read|archive-(broken|encrypted|volume|too-large|name-unsafe|name-twice))$/,
      );
    }),
    { numRuns: 400 },
  );
});

skipUnless(Bun.which("python3") !== null, "Python is not installed")(
  "behind four gigabytes the entry's place is written in the form for large archives",
  async () => {
    const small = named("a.jpg");
    const cut = small.length - 22 - 46 - 5;
    const far = 5 * 2 ** 30;
    const large = Buffer.alloc(76);
    large.writeUInt32LE(0x06064b50, 0);
    large.writeBigUInt64LE(44n, 4);
    large.writeBigUInt64LE(1n, 24);
    large.writeBigUInt64LE(1n, 32);
    large.writeBigUInt64LE(51n, 40);
    large.writeBigUInt64LE(BigInt(far), 48);
    large.writeUInt32LE(0x07064b50, 56);
    large.writeBigUInt64LE(BigInt(far + 51), 64);
    large.writeUInt32LE(1, 72);
    const end = Buffer.from(small.subarray(-22));
    end.writeUInt32LE(0xffff_ffff, 16);
    // A hole takes no room on the disk.
    const handle = openSync(file, "w");
    const write = (bytes: Uint8Array, at: number) => writeSync(handle, bytes, 0, bytes.length, at);
    write(small.subarray(0, cut), 0);
    write(Buffer.concat([small.subarray(cut, -22), large, end]), far);
    const tail = await readZipTail(file);
    expect(tail.cut).toBe(far);
    const data = Buffer.from("<ComicInfo/>");
    const added = appendEntry(tail, { name: "ComicInfo.xml", data, at: new Date(2024, 1, 1) });
    write(added, far);
    ftruncateSync(handle, far + added.length);
    closeSync(handle);
    const script =
      "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.namelist(), z.read('a.jpg'), z.read('ComicInfo.xml'))";
    const { stdout } = Bun.spawnSync(["python3", "-c", script, file]);
    expect(stdout.toString().trim()).toBe("['a.jpg', 'ComicInfo.xml'] b'page' b'<ComicInfo/>'");
    expect((await readZipTail(file)).records).toHaveLength(2);
  },
);
