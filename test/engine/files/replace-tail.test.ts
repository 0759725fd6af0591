import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { partOf } from "../../../src/engine/files/part-file.ts";
import { type NewTail, stateIf, TailReplacement } from "../../../src/engine/files/replace-tail.ts";
import { smallDisk } from "../../fixtures/small-disk.ts";
import { skipUnless } from "../../support/skip.ts";

const { signal } = new AbortController();
const old = "the same | old tail";
const cut = "the same".length;

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lote-tail-"));
  path = join(folder, "comic.cbz");
  writeFileSync(path, old);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const words = (of = path) => readFileSync(of, "utf8");
const change = (more: Partial<NewTail> = {}): NewTail => ({
  path,
  name: path,
  cut,
  tail: Buffer.from(" | another one"),
  now: Buffer.from(" | old tail"),
  ...more,
});

async function replace(more: Partial<NewTail> = {}) {
  await using replacement = await TailReplacement.prepare(change(more), signal);
  return { state: await replacement.put(), before: replacement.before, after: replacement.after };
}

const sha256 = (text: string) => new Bun.CryptoHasher("sha256").update(text).digest("hex");

test("the file has another tail from one instant to the next, and its fingerprints are told", async () => {
  await using replacement = await TailReplacement.prepare(change(), signal);
  expect(words()).toBe(old);
  const state = await replacement.put();
  expect(words()).toBe("the same | another one");
  expect(state).toEqual({ size: 22, modifiedMs: statSync(path).mtimeMs });
  expect(replacement.before).toEqual({ size: old.length, sha256: sha256(old) });
  expect(replacement.after).toEqual({ size: 22, sha256: sha256("the same | another one") });
  expect(readdirSync(folder)).toEqual(["comic.cbz"]);
});

test("what is not put leaves nothing behind and changes nothing", async () => {
  {
    await using _ = await TailReplacement.prepare(change(), signal);
    expect(readdirSync(folder)).toHaveLength(2);
  }
  expect(readdirSync(folder)).toEqual(["comic.cbz"]);
  expect(words()).toBe(old);
});

test("what a killed worker left beside the file is swept up, and is hidden until then", async () => {
  const part = partOf(path);
  expect(part.toString()).toMatch(/\/\.lote-[\da-f]{16}\.part$/);
  writeFileSync(part, "half of it");
  await replace();
  expect(readdirSync(folder)).toEqual(["comic.cbz"]);
});

test("permissions stay, and the time of the last change is that of now, or the one that is given", async () => {
  chmodSync(path, 0o640);
  utimesSync(path, 1_000_000, 1_000_000);
  await replace();
  expect(statSync(path).mode & 0o7777).toBe(0o640);
  expect(statSync(path).mtimeMs).toBeGreaterThan(1_700_000_000_000);
  await replace({ now: Buffer.from(" | another one"), modifiedMs: 1_234_567_890_123.456 });
  expect(statSync(path).mtimeMs).toBe(1_234_567_890_123.456);
});

skipUnless(process.getuid?.() === 0, "only root may give files away")("its owner stays", async () => {
  chownSync(path, 1234, 4321);
  await replace();
  const { uid, gid } = statSync(path);
  expect([uid, gid]).toEqual([1234, 4321]);
});

test("behind a symbolic link it is the file that is replaced, and the link stays", async () => {
  const link = join(folder, "link.cbz");
  symlinkSync("comic.cbz", link);
  await replace({ path: link });
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect([words(), words(link)]).toEqual(["the same | another one", "the same | another one"]);
});

test("another hard link keeps what it had", async () => {
  const other = join(folder, "seed.cbz");
  linkSync(path, other);
  await replace();
  expect([words(), words(other)]).toEqual(["the same | another one", old]);
});

test("a path that is no UTF-8 is as good as any", async () => {
  const odd = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xf1]), Buffer.from(".cbz")]);
  renameSync(path, odd);
  await replace({ path: odd });
  expect(readFileSync(odd, "utf8")).toBe("the same | another one");
  expect(readdirSync(folder)).toHaveLength(1);
});

describe("a file that is not what it should be is left alone", () => {
  test.each([
    ["longer", `${old} and more`],
    ["shorter", "the"],
    ["with another tail of the same length", "the same | odd tail"],
  ])("%s", async (_, content) => {
    writeFileSync(path, content);
    await expect(TailReplacement.prepare(change(), signal)).rejects.toMatchObject({ code: "file-changed" });
    expect(words()).toBe(content);
    expect(readdirSync(folder)).toEqual(["comic.cbz"]);
  });

  test("by its fingerprint, though its tail is right", async () => {
    const now = { size: old.length, sha256: sha256(old) };
    writeFileSync(path, "the sane | old tail");
    await expect(TailReplacement.prepare(change({ now }), signal)).rejects.toMatchObject({
      code: "file-changed",
    });
    writeFileSync(path, old);
    await replace({ now });
    expect(words()).toBe("the same | another one");
  });

  test("though it changes only while its successor waits", async () => {
    await using replacement = await TailReplacement.prepare(change(), signal);
    writeFileSync(path, old.replace("old", "odd"));
    await expect(replacement.put()).rejects.toMatchObject({ code: "file-changed" });
    expect(words()).toBe("the same | odd tail");
  });

  test("though another one of the same content takes its place", async () => {
    await using replacement = await TailReplacement.prepare(change(), signal);
    writeFileSync(join(folder, "other"), old);
    renameSync(join(folder, "other"), path);
    await expect(replacement.put()).rejects.toMatchObject({ code: "file-changed" });
  });

  test("it is gone", async () => {
    rmSync(path);
    await expect(TailReplacement.prepare(change(), signal)).rejects.toMatchObject({ code: "file-gone" });
    writeFileSync(path, old);
    await using replacement = await TailReplacement.prepare(change(), signal);
    rmSync(path);
    await expect(replacement.put()).rejects.toMatchObject({ code: "file-gone" });
    expect(readdirSync(folder).length).toBe(1);
  });

  test("it is a folder", async () => {
    await expect(TailReplacement.prepare(change({ path: folder }), signal)).rejects.toMatchObject({
      code: "file-unwritable",
    });
  });
});

test("a worker that was taken for dead gives its successor's copy no place, and does not remove it", async () => {
  {
    await using first = await TailReplacement.prepare(change(), signal);
    await using second = await TailReplacement.prepare(
      change({ tail: Buffer.from(" | the second") }),
      signal,
    );
    await expect(first.put()).rejects.toMatchObject({ code: "file-unreachable" });
    await first[Symbol.asyncDispose]();
    await second.put();
  }
  expect(words()).toBe("the same | the second");
  expect(readdirSync(folder)).toEqual(["comic.cbz"]);
});

test("work that is broken off leaves nothing behind", async () => {
  const abort = new AbortController();
  abort.abort(new Error("leaving"));
  await expect(TailReplacement.prepare(change(), abort.signal)).rejects.toThrow("leaving");
  expect(readdirSync(folder)).toEqual(["comic.cbz"]);
});

test("a file's state is told only if it is the one that is meant, to the last byte", async () => {
  const file = { path, name: path };
  const meant = { size: old.length, sha256: sha256(old) };
  expect(await stateIf(file, meant, signal)).toEqual({
    size: old.length,
    modifiedMs: statSync(path).mtimeMs,
  });
  writeFileSync(path, old.replace("old", "odd"));
  expect(await stateIf(file, meant, signal)).toBeUndefined();
  rmSync(path);
  await expect(stateIf(file, meant, signal)).rejects.toMatchObject({ code: "file-gone" });
});

const disk = smallDisk(1);
skipUnless(disk !== null, "a small disk can only be mounted by root")(
  "on a full disk the file stays as it is, and nothing half-written is left",
  async () => {
    const full = join(disk ?? "", "comic.cbz");
    const content = Buffer.alloc(700_000, "x");
    writeFileSync(full, content);
    const now = content.subarray(600_000);
    const work = TailReplacement.prepare(change({ path: full, name: full, cut: 600_000, now }), signal);
    await expect(work).rejects.toMatchObject({ code: "disk-full", data: { path: full } });
    expect(readdirSync(disk ?? "")).toEqual(["comic.cbz"]);
    expect(readFileSync(full).equals(content)).toBe(true);
  },
);
