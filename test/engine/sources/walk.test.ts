import { expect, test } from "bun:test";
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { pathOfKey } from "../../../src/engine/sources/file-key.ts";
import { walk } from "../../../src/engine/sources/walk.ts";
import { filesIn, temporaryFolder } from "../../fixtures/temporary-folder.ts";

const base = temporaryFolder();
let folders = 0;

function folderOf(...names: string[]): string {
  const folder = join(base, `${++folders}`);
  mkdirSync(folder);
  return filesIn(folder, Object.fromEntries(names.map((name) => [name, name])));
}

/** What a walk finds, by the path below `folder`; a problem as its code behind the path. */
async function found(folder: string, paths: readonly string[] = [folder]): Promise<string[]> {
  const names: string[] = [];
  for await (const one of walk(paths)) {
    const path = "problem" in one ? `${one.key} ${one.problem.code}` : one.path;
    names.push(path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path);
  }
  return names;
}

test("files come in natural order, folder by folder", async () => {
  const folder = folderOf(
    "10.jpg",
    "9.jpg",
    "Batman 10/1.jpg",
    "Batman 2/10.jpg",
    "Batman 2/2.jpg",
    "zz.cbz",
  );
  const order = ["9.jpg", "10.jpg", "Batman 2/2.jpg", "Batman 2/10.jpg", "Batman 10/1.jpg", "zz.cbz"];
  expect(await found(folder)).toEqual(order);
});

test("a file is told with its size and the time it was changed", async () => {
  const folder = folderOf("batman.jpg");
  utimesSync(join(folder, "batman.jpg"), 1, 1_700_000_000.123);
  const [file] = await Array.fromAsync(walk([folder]));
  const { mtimeMs } = statSync(join(folder, "batman.jpg"));
  expect(file).toEqual({ path: join(folder, "batman.jpg"), size: 10, modifiedMs: mtimeMs });
});

test("hidden and system files are left out, but not when they are asked for by name", async () => {
  const folder = folderOf(
    ".hidden.jpg",
    ".git/1.jpg",
    "__MACOSX/1.jpg",
    "@eaDir/1.jpg",
    "Thumbs.db",
    "1.jpg",
  );
  expect(await found(folder)).toEqual(["1.jpg"]);
  expect(await found(folder, [join(folder, ".hidden.jpg")])).toEqual([".hidden.jpg"]);
});

test("links to files are followed, loops of links end", async () => {
  const folder = folderOf("real.jpg", "inside/1.jpg");
  symlinkSync("real.jpg", join(folder, "link.jpg"));
  symlinkSync("..", join(folder, "inside/up"));
  symlinkSync("self", join(folder, "self"));
  const self = process.platform === "linux" ? "self unreadable" : "self";
  expect(await found(folder)).toEqual(["inside/1.jpg", "link.jpg", "real.jpg", self]);
});

test("a link to a folder is followed only where it was asked for by name", async () => {
  const folder = folderOf("comics/Batman/1.jpg", "comics2/2.jpg");
  symlinkSync(join(folder, "comics2"), join(folder, "comics/out"));
  symlinkSync("Batman", join(folder, "comics/Alias"));
  expect(await found(folder, [join(folder, "comics")])).toEqual(["comics/Batman/1.jpg"]);
  expect(await found(folder, [join(folder, "comics/out")])).toEqual(["comics/out/2.jpg"]);
});

test("a folder that is named twice is walked once", async () => {
  const folder = folderOf("a/1.jpg", "b/2.jpg");
  expect(await found(folder, [join(folder, "a"), folder, `${folder}/`])).toEqual(["a/1.jpg", "b/2.jpg"]);
});

test("a folder that cannot be read is told of, and the rest goes on", async () => {
  const folder = folderOf("a/1.jpg", "locked/2.jpg", "z/3.jpg");
  chmodSync(join(folder, "locked"), 0);
  chmodSync(base, 0o755);
  // The superuser may read everything: the walk is done as somebody else.
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65534);
  try {
    expect(await found(folder)).toEqual(["a/1.jpg", "locked unreadable", "z/3.jpg"]);
  } finally {
    if (isRoot) process.seteuid?.(0);
    chmodSync(join(folder, "locked"), 0o755);
  }
});

test("what is missing or no file is told of when it was asked for", async () => {
  const folder = folderOf("1.jpg");
  symlinkSync("nowhere", join(folder, "dangling.jpg"));
  const missing = join(folder, "missing");
  expect(await found(folder, [missing, "/dev/null"])).toEqual(["missing not-found", "/dev/null unreadable"]);
  expect(await found(folder)).toEqual(["1.jpg", "dangling.jpg not-found"]);
});

test("names of 255 bytes, with control characters or in no UTF-8 all lead to their files", async () => {
  const names = ["\u001b[31m\u202e.jpg", `${"x".repeat(251)}.jpg`, "ñ.jpg"];
  const folder = folderOf(...names);
  const odd = Buffer.concat([Buffer.from(`${folder}/odd`), Buffer.from([0xff, 0xfe]), Buffer.from(".jpg")]);
  const oddFolder = Buffer.concat([Buffer.from(`${folder}/folder`), Buffer.from([0xff])]);
  writeFileSync(odd, "odd");
  mkdirSync(oddFolder);
  writeFileSync(Buffer.concat([oddFolder, Buffer.from("/1.jpg")]), "inside");
  const contents: string[] = [];
  for await (const one of walk([folder])) {
    if ("problem" in one) throw one.problem;
    contents.push(readFileSync(pathOfKey(one.path), "utf8"));
  }
  expect(contents.sort()).toEqual([...names, "inside", "odd"].sort());
});

test("the thread is given free while a large folder is walked", async () => {
  const folder = folderOf(...Array.from({ length: 1000 }, (_, index) => `${index}.jpg`));
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  expect((await found(folder)).length).toBe(1000);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(0);
});
