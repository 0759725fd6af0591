import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ArchiveLimits, comicLimits } from "../../../src/engine/archives/archive.ts";
import { openZip } from "../../../src/engine/archives/zip.ts";
import { toLoteError } from "../../../src/engine/errors/lote-error.ts";
import { archive } from "../../fixtures/archive.ts";
import { deflatedZeros, rawZip } from "../../fixtures/raw-zip.ts";

const folder = mkdtempSync(join(tmpdir(), "lote-zip-"));
afterAll(() => rmSync(folder, { recursive: true }));

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "read",
    (error: unknown) => toLoteError(error).code,
  );

/** Opens, reads every entry, closes: what each gave. */
async function readAll(
  source: string | Buffer | Blob,
  limits?: ArchiveLimits,
  cap = 2 ** 20,
): Promise<string[]> {
  const zip = await openZip(source, limits);
  try {
    return await Promise.all(
      zip.entries.map((entry) => zip.read(entry, cap).then(text, (error) => toLoteError(error).code)),
    );
  } finally {
    await zip.close();
  }
}

test("the files of an archive are listed in its order, without folders, and read", async () => {
  const blob = await archive({ "b.txt": "second", "folder/": "", "folder/a.txt": "first" });
  const zip = await openZip(blob);
  expect(zip.entries).toEqual([
    { name: "b.txt", size: 6, encrypted: false },
    { name: "folder/a.txt", size: 5, encrypted: false },
  ]);
  expect(await readAll(blob)).toEqual(["second", "first"]);
});

test("an archive is read from a path, also from one that is no UTF-8", async () => {
  const bytes = await (await archive({ "a.txt": "first" })).bytes();
  const plain = join(folder, "plain.cbz");
  const odd = Buffer.concat([Buffer.from(`${folder}/odd`), Buffer.from([0xff]), Buffer.from(".cbz")]);
  for (const path of [plain, odd]) {
    writeFileSync(path, bytes);
    expect(await readAll(path)).toEqual(["first"]);
  }
});

test("the start of an entry is read without the rest", async () => {
  const zip = await openZip(await archive({ "a.txt": "x".repeat(5e6) }));
  for (const entry of zip.entries) expect(text(await zip.head(entry, 4))).toBe("xxxx");
});

test("what is no archive, or half of one, is broken", async () => {
  const bytes = await (await archive({ "a.txt": "x".repeat(5000) }, { level: 0 })).bytes();
  expect(await codeOf(openZip(new Blob(["PK\x03\x04 and nothing else"])))).toBe("archive-broken");
  expect(await codeOf(openZip(new Blob([bytes.subarray(0, 3000)])))).toBe("archive-broken");
  expect(await codeOf(openZip(new Blob([])))).toBe("archive-broken");
});

test("a missing file is missing, not broken", async () => {
  expect(await codeOf(openZip(join(folder, "nowhere.cbz")))).toBe("not-found");
});

test("a flipped bit in a page is found by its checksum", async () => {
  const bytes = await (await archive({ "a.txt": "some text of a page" }, { level: 0 })).bytes();
  const at = Buffer.from(bytes).indexOf("text");
  bytes[at] = (bytes[at] as number) ^ 1;
  expect(await readAll(new Blob([bytes]))).toEqual(["archive-broken"]);
});

test("unsafe names do not keep the other pages from being read", async () => {
  const data = Buffer.from("page");
  const names = ["../../evil.jpg", "/etc/passwd", "C:\\evil.jpg", "..\\evil.jpg", "a\0b.jpg", "good.jpg"];
  const zip = new Blob([rawZip(names.map((name) => ({ name, data })))]);
  expect((await openZip(zip)).entries.map(({ name }) => name)).toEqual(names);
  expect(await readAll(zip)).toEqual(names.map(() => "page"));
});

test("an encrypted entry is listed as one and is not read", async () => {
  const zip = await openZip(await archive({ "a.txt": "secret" }, { password: "word" }));
  expect(zip.entries.map(({ encrypted }) => encrypted)).toEqual([true]);
  for (const entry of zip.entries) expect(await codeOf(zip.read(entry, 1e6))).toBe("archive-encrypted");
});

test("more entries or more bytes than allowed are refused while listing", async () => {
  const data = Buffer.from("page");
  const many = new Blob([rawZip(Array.from({ length: 11 }, (_, index) => ({ name: `${index}`, data })))]);
  expect(await codeOf(openZip(many, { ...comicLimits, entries: 11 }))).toBe("read");
  expect(await codeOf(openZip(many, { ...comicLimits, entries: 10 }))).toBe("archive-too-large");
  expect(await codeOf(openZip(many, { ...comicLimits, totalBytes: 43 }))).toBe("archive-too-large");
});

test("an entry over the cap or over the ratio is refused before it is unpacked", async () => {
  const blob = await archive({ "zeros.jpg": new Uint8Array(3e6) });
  expect(await readAll(blob, comicLimits, 2e6)).toEqual(["archive-too-large"]);
  expect(await readAll(blob, comicLimits, 4e6)).toEqual(["archive-too-large"]);
  expect((await readAll(blob, { ...comicLimits, ratio: 2000 }, 4e6))[0]?.length).toBe(3e6);
});

test("an entry that holds more than it claims is broken", async () => {
  const data = deflatedZeros(8);
  const lies = new Blob([rawZip([{ name: "a.jpg", data, method: 8, claims: 1000 }])]);
  expect(await readAll(lies)).toEqual(["archive-broken"]);
});

test("entries that share one body are refused", async () => {
  const data = Buffer.from("page");
  const shared = new Blob([
    rawZip([
      { name: "a.jpg", data },
      { name: "b.jpg", data, bodyOf: 0 },
    ]),
  ]);
  expect(await readAll(shared)).toContain("archive-broken");
});

const withoutProc = process.platform === "linux" ? "" : " (skipped: it needs /proc)";
test.skipIf(withoutProc !== "")(
  `zip bombs are refused within a few megabytes of memory${withoutProc}`,
  async () => {
    const zeros = deflatedZeros(2048);
    const bombs = {
      honest: rawZip([{ name: "a.jpg", data: zeros, method: 8, claims: 2 ** 31 }]),
      lying: rawZip([{ name: "a.jpg", data: zeros, method: 8, claims: 1000 }]),
      slim: rawZip([{ name: "a.jpg", data: zeros, method: 8, claims: 2 ** 25 }]),
      total: rawZip(
        Array.from({ length: 20 }, (_, index) => ({
          name: `${index}.jpg`,
          data: Buffer.from("x"),
          claims: 2 ** 31,
        })),
      ),
    };
    const outcomes: Record<string, unknown> = {};
    for (const [name, bytes] of Object.entries(bombs)) {
      const path = join(folder, `${name}.cbz`);
      writeFileSync(path, bytes);
      const program = join(import.meta.dir, "../../fixtures/read-all-of-zip.ts");
      const child = Bun.spawn([process.execPath, program, path], { stdout: "pipe", stderr: "inherit" });
      const { codes, peakMegabytes } = (await new Response(child.stdout).json()) as {
        codes: string[];
        peakMegabytes: number;
      };
      outcomes[name] = codes;

      expect(peakMegabytes).toBeLessThan(128);
    }
    expect(outcomes).toEqual({
      honest: ["archive-too-large"],
      lying: ["archive-broken"],
      slim: ["archive-broken"],
      total: ["archive-too-large"],
    });
  },
);
