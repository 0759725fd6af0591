import { expect, test } from "bun:test";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CrewFrom } from "../../../../../src/engine/workflows/faces/parameters.ts";
import { crewPages } from "../../../../../src/engine/workflows/faces/source/crew-source.ts";
import { filesIn, temporaryFolder } from "../../../../fixtures/temporary-folder.ts";

async function read(from: CrewFrom, settings = {}, only: string | null = null) {
  const found = [];
  for await (const page of crewPages(from, settings, only)) found.push(...page);
  return found.map((one) =>
    "problem" in one
      ? `! ${one.problem.code}`
      : `${one.person} ${one.picture} ${"url" in one.at ? one.at.url : one.at.path}`,
  );
}

test("a folder with a folder a person gives every picture, in natural order, hidden files aside", async () => {
  const root = filesIn(temporaryFolder(), {
    "10/a.jpg": "x",
    "9/FAED(10).jpg": "x",
    "9/FAED(9).jpg": "x",
    "9/.hidden": "x",
    "9/Thumbs.db": "x",
    "9/deeper/ignored.jpg": "x",
    "loose.jpg": "x",
    ".git/config": "x",
  });
  expect(await read({ kind: "folder", path: root })).toEqual([
    `9 FAED(9).jpg ${root}/9/FAED(9).jpg`,
    `9 FAED(10).jpg ${root}/9/FAED(10).jpg`,
    `10 a.jpg ${root}/10/a.jpg`,
  ]);
  expect(await read({ kind: "folder", path: root }, {}, "10")).toEqual([`10 a.jpg ${root}/10/a.jpg`]);
});

test("what systems keep beside the folders of people is nobody", async () => {
  const root = filesIn(temporaryFolder(), {
    "1/a.jpg": "x",
    "@eaDir/a.jpg": "x",
    "__MACOSX/a.jpg": "x",
    "lost+found/a.jpg": "x",
  });
  expect(await read({ kind: "folder", path: root })).toEqual([`1 a.jpg ${root}/1/a.jpg`]);
});

test("a name that is no UTF-8 is told as a file that is not there, and the others are read", async () => {
  const root = filesIn(temporaryFolder(), { "1/a.jpg": "x" });
  writeFileSync(Buffer.concat([Buffer.from(`${root}/1/b`), Buffer.from([0xff]), Buffer.from(".jpg")]), "x");
  expect(await read({ kind: "folder", path: root })).toEqual([`1 a.jpg ${root}/1/a.jpg`, "! not-found"]);
});

test("a link that leads out of the folder is not followed, and one that leads inside is", async () => {
  const outside = filesIn(temporaryFolder(), { "secret.jpg": "x" });
  const root = filesIn(temporaryFolder(), { "1/a.jpg": "x" });
  symlinkSync(join(outside, "secret.jpg"), join(root, "1/b.jpg"));
  symlinkSync(join(root, "1/a.jpg"), join(root, "1/c.jpg"));
  symlinkSync(join(root, "nowhere"), join(root, "1/d.jpg"));
  expect(await read({ kind: "folder", path: root })).toEqual([
    `1 a.jpg ${root}/1/a.jpg`,
    "! unreadable",
    `1 c.jpg ${root}/1/c.jpg`,
    "! not-found",
  ]);
});

test("no folder of a workspace of lote is a source, by whatever name it is reached", async () => {
  const workspace = filesIn(temporaryFolder(), { "lote.sqlite": "", "images/1/a.jpg": "x" });
  const link = join(temporaryFolder(), "innocent");
  symlinkSync(join(workspace, "images"), link);
  for (const path of [workspace, join(workspace, "images"), link]) {
    const failure = await read({ kind: "folder", path }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "own-folder" });
  }
  mkdirSync(join(workspace, "lists"));
  const csv = join(workspace, "lists/crew.csv");
  await Bun.write(csv, "crew_id,imagen\n1,a.jpg\n");
  await Bun.write(join(workspace, "lists/a.jpg"), "x");
  expect(await read({ kind: "csv", path: csv })).toEqual(["! own-folder"]);
});

test("a CSV names people and pictures: fetched where a server is configured, else files beside it", async () => {
  const root = filesIn(temporaryFolder(), {
    "crew.csv": "\ufeffImagen;Crew_ID;x\r\naño 1.jpg;7;.\r\nb.jpg;8;.\r\n;9;.\r\n../c.jpg;10;.\r\n",
    "7/año 1.jpg": "x",
    "b.jpg": "x",
  });
  const from = { kind: "csv", path: join(root, "crew.csv") } as const;
  const base = "http://pictures.example/Cultura/";
  expect(await read(from, { "image-base-url": base })).toEqual([
    `7 año 1.jpg ${base}7/a%C3%B1o%201.jpg`,
    `8 b.jpg ${base}8/b.jpg`,
    "! picture-name",
  ]);
  expect(await read(from)).toEqual([
    `7 año 1.jpg ${root}/7/año 1.jpg`,
    `8 b.jpg ${root}/b.jpg`,
    "! picture-name",
  ]);
  expect(await read(from, {}, "8")).toEqual([`8 b.jpg ${root}/b.jpg`]);
});

test("a CSV without the columns says which it has, and other columns can be named", async () => {
  const root = filesIn(temporaryFolder(), { "crew.csv": "persona,foto\n7,a.jpg\n", "a.jpg": "x" });
  const from = { kind: "csv", path: join(root, "crew.csv") } as const;
  expect(await read(from).catch((error: unknown) => error)).toMatchObject({
    code: "csv-columns",
    data: { missing: "crew_id", found: "persona, foto" },
  });
  expect(await read(from, { "crew-id-column": "persona", "crew-picture-column": "foto" })).toEqual([
    `7 a.jpg ${root}/a.jpg`,
  ]);
});

test("a table without a server of pictures, or without a database, says what to set", async () => {
  expect(await read({ kind: "mysql" }).catch((error: unknown) => error)).toMatchObject({
    code: "image-base-unset",
  });
  const base = { "image-base-url": "http://127.0.0.1:1" };
  expect(await read({ kind: "mysql" }, base).catch((error: unknown) => error)).toMatchObject({
    code: "mysql-unset",
  });
  const wrong = { ...base, "mysql-url": "postgres://canary:secret@host/x" };
  const failure = await read({ kind: "mysql" }, wrong).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "config-value" });
  expect(String(failure)).not.toContain("canary");
});
