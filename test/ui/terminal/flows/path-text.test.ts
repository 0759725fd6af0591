import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { absolutePath, completePath } from "../../../../src/ui/terminal/flows/path-text.ts";

let home = "";

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "lote-home-"));
  await mkdir(join(home, "comics-new"));
  await mkdir(join(home, "comics-old"));
  await mkdir(join(home, "single"));
  await writeFile(join(home, ".hidden"), "");
});
afterAll(() => rm(home, { recursive: true }));

test("a tilde is the home folder, but not within a name", () => {
  expect(absolutePath("~/a", "/home/ana")).toBe("/home/ana/a");
  expect(absolutePath("~", "/home/ana")).toBe("/home/ana");
  expect(absolutePath("/x/~a", "/home/ana")).toBe("/x/~a");
});

test("a path is completed as far as it is certain, then the choices are shown", async () => {
  expect(await completePath(`${home}/c`)).toEqual({
    text: `${home}/comics-`,
    choices: ["comics-new/", "comics-old/"],
  });
  expect(await completePath("~/s", home)).toEqual({ text: "~/single/", choices: [] });
});

test("hidden files are offered only to who asks for them", async () => {
  expect((await completePath(`${home}/`)).choices).toEqual(["comics-new/", "comics-old/", "single/"]);
  expect((await completePath(`${home}/.`)).text).toBe(`${home}/.hidden`);
});

test("a folder that is not there completes to what was typed", async () => {
  expect(await completePath(`${home}/none/x`)).toEqual({ text: `${home}/none/x`, choices: [] });
});
