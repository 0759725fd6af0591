import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeWhole } from "../../../src/engine/files/write-whole.ts";

const folder = mkdtempSync(join(tmpdir(), "lote-write-whole-"));

test("a file of several pieces is written in their order, in folders that are made as asked, and replaces the old one", async () => {
  const path = join(folder, "new", "file");
  await writeWhole(path, "old and longer than what comes");
  await writeWhole(path, ["a line\n", Uint8Array.of(0, 255), "end"], { durable: false });
  expect(await Bun.file(path).bytes()).toEqual(
    Uint8Array.from([...Buffer.from("a line\n"), 0, 255, 101, 110, 100]),
  );
  expect(readdirSync(join(folder, "new"))).toEqual(["file"]);
  await writeWhole(join(folder, "own", "file"), "x", { folderMode: 0o700 });
  expect(statSync(join(folder, "own")).mode & 0o777).toBe(0o700);
});

test("where the file cannot be put in its place, nothing is left beside it", async () => {
  mkdirSync(join(folder, "taken", "inside"), { recursive: true });
  await expect(writeWhole(join(folder, "taken"), "x")).rejects.toThrow();
  expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
});
