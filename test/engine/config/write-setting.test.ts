import { afterAll, describe, expect, test } from "bun:test";
import { lstatSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keys } from "../../../src/engine/config/keys.ts";
import { readEnvFile } from "../../../src/engine/config/setting-file.ts";
import { userFolders } from "../../../src/engine/config/user-folders.ts";
import { writeSetting } from "../../../src/engine/config/write-setting.ts";

const folder = mkdtempSync(join(tmpdir(), "lote-set-"));
afterAll(() => rmSync(folder, { recursive: true }));

const set = (path: string, key: string, value: string, table = keys) =>
  writeSetting(table, key, value, { path, folders: userFolders({}, folder), directory: folder });

describe("writeSetting", () => {
  test("creates the file with its folder, for its owner alone", () => {
    const path = join(folder, "new/config.toml");
    set(path, "lang", "es");
    expect(readFileSync(path, "utf8")).toBe('lang = "es"\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("keeps the comments, the order and what it does not know", () => {
    const path = join(folder, "commented.toml");
    writeFileSync(path, '# mine\nlang = "es" # for now\n\n# later\nnew-thing = 1979-05-27\n');
    set(path, "lang", "en");
    set(path, "threads", "4");
    expect(readFileSync(path, "utf8")).toBe(
      '# mine\nlang = "en" # for now\n\n# later\nnew-thing = 1979-05-27\nthreads = 4\n',
    );
  });

  test("changes the one line of a .env, or adds one", () => {
    const path = join(folder, ".env");
    writeFileSync(path, "# keys\nAPI_KEY=abc\nexport LOTE_LANG=es\nLAST=1");
    set(path, "lang", "en");
    set(path, "model", "a 'b' #c");
    expect(readFileSync(path, "utf8")).toBe(
      "# keys\nAPI_KEY=abc\nLOTE_LANG=en\nLAST=1\nLOTE_MODEL=\"a 'b' #c\"\n",
    );
    expect(readEnvFile(path)).toMatchObject({ LOTE_MODEL: "a 'b' #c", LOTE_LANG: "en", API_KEY: "abc" });
  });

  test("writes through a link instead of replacing it", () => {
    const target = join(folder, "dotfiles.toml");
    const link = join(folder, "link.toml");
    writeFileSync(target, "");
    symlinkSync(target, link);
    set(link, "lang", "es");
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(target, "utf8")).toContain("es");
  });

  test("refuses a value that could not be read back, and leaves the file alone", () => {
    const path = join(folder, "refused.toml");
    writeFileSync(path, "threads = 2\n");
    expect(() => set(path, "threads", "many")).toThrow("threads takes 1, 2, 3");
    expect(readFileSync(path, "utf8")).toBe("threads = 2\n");
  });

  test("never writes a secret", () => {
    const path = join(folder, "secret.toml");
    const table = { ...keys, lang: { ...keys.lang, secret: true } };
    expect(() => set(path, "lang", "es", table)).toThrow("never writes");
    expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined();
  });
});
