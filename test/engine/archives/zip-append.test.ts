import { afterAll, describe, expect } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openZip } from "../../../src/engine/archives/zip.ts";
import { appendEntry } from "../../../src/engine/archives/zip-append.ts";
import { readZipTail, type ZipTail } from "../../../src/engine/archives/zip-tail.ts";
import { judges, makers, type Packed } from "../../fixtures/made-archives.ts";
import { skipUnless } from "../../support/skip.ts";

const folder = mkdtempSync(join(tmpdir(), "lote-append-"));
afterAll(() => rmSync(folder, { recursive: true }));

const pages: Packed = {
  "page 1.jpg": crypto.getRandomValues(new Uint8Array(5000)),
  "página 2.jpg": "a".repeat(9000),
  "empty.txt": "",
};
const old = { ...pages, "ComicInfo.xml": "<ComicInfo><Series>Old</Series></ComicInfo>", "z.jpg": "last" };
const xml = `<ComicInfo><Series>${"New ".repeat(50)}</Series></ComicInfo>`;
const entry = {
  name: "ComicInfo.xml",
  data: new TextEncoder().encode(xml),
  at: new Date(2024, 4, 6, 7, 8, 10),
};

let count = 0;
function placed(bytes: Uint8Array): string {
  const path = join(folder, `${++count}.zip`);
  writeFileSync(path, bytes);
  return path;
}

/** Every entry's content by name, in the order of the directory, as zip.js reads it. */
async function contents(path: string): Promise<Record<string, string>> {
  const zip = await openZip(path);
  try {
    const read = await Promise.all(zip.entries.map((one) => zip.read(one, 2 ** 20)));
    return Object.fromEntries(
      zip.entries.map(({ name }, index) => [name, Buffer.from(read[index] ?? []).toString()]),
    );
  } finally {
    await zip.close();
  }
}

/** The archive with the entry in it, and what it was cut at. */
async function appended(bytes: Uint8Array): Promise<{ before: ZipTail; path: string }> {
  const before = await readZipTail(placed(bytes));
  const replaced = before.records.find(({ name }) => name === "ComicInfo.xml");
  const path = placed(Buffer.concat([bytes.subarray(0, before.cut), appendEntry(before, entry, replaced)]));
  return { before, path };
}

describe.each(makers.map((maker) => [maker.name, maker] as const))("an archive made by %s", (_, maker) => {
  const run = skipUnless(maker.isHere, "its program is not installed");
  for (const [kind, files] of [
    ["gets an entry more", pages],
    ["has an entry replaced in its place", old],
  ] as const) {
    run(`${kind}, is accepted by other programs, and every other record stays as it was`, async () => {
      const bytes = await maker.make(files);
      const { before, path } = await appended(bytes);
      const original = placed(bytes);
      const was = await contents(original);
      const is = await contents(path);
      expect(is).toEqual({ ...was, "ComicInfo.xml": xml });
      expect(Object.keys(is)).toEqual(Object.keys({ ...was, "ComicInfo.xml": "" }));
      // What a program does not open it does not open afterwards either.
      const verdicts = (of: string) =>
        judges.filter(({ isHere }) => isHere).map(({ name, accepts }) => [name, accepts(of)]);
      expect(verdicts(path)).toEqual(verdicts(original));

      const after = await readZipTail(path);
      const others = (tail: ZipTail) =>
        tail.records
          .filter(({ name }) => name !== "ComicInfo.xml")
          .map((one) => Buffer.from(one.bytes).toString("hex"));
      expect(others(after)).toEqual(others(before));
      expect(Buffer.from(after.end.subarray(20)).equals(before.end.subarray(20))).toBe(true);
      // Nothing before the old directory was touched, and with the old tail it is the old archive again.
      const again = Buffer.concat([readFileSync(path).subarray(0, before.cut), before.bytes]);
      expect(again.equals(bytes)).toBe(true);
    });
  }
});
