import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readEnvFile, readTomlFile } from "../../../src/engine/config/setting-file.ts";

const folder = mkdtempSync(join(tmpdir(), "lote-files-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a settings file that does not exist is null, one with a byte order mark is read", () => {
  expect(readTomlFile(join(folder, "none.toml"))).toBeNull();
  writeFileSync(join(folder, "bom.toml"), "\ufefflang = 'es'");
  expect(readTomlFile(join(folder, "bom.toml"))).toEqual({ lang: "es" });
});

test("nothing in a .env is expanded, and quotes and comments are understood", () => {
  writeFileSync(join(folder, ".env"), "A=$HOME\nexport B=\"x # y\"\nC='$(id)' # note\n");
  expect(readEnvFile(join(folder, ".env"))).toEqual({ A: "$HOME", B: "x # y", C: "$(id)" });
});
