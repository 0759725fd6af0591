import { expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { archive } from "../../fixtures/archive.ts";
import { cataloguedWorkspace } from "../../fixtures/comics/catalogued.ts";
import { coverFile, sampleCover } from "../../fixtures/comics/covers.ts";
import { exportedItems } from "../../fixtures/comics/exported-items.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { loteJson } from "../../fixtures/comics/run-lote.ts";
import { deflatedZeros, rawZip } from "../../fixtures/raw-zip.ts";
import { filesIn } from "../../fixtures/temporary-folder.ts";

setDefaultTimeout(60_000);

test.concurrent("hostile archives fail by their own names, write nothing outside, and the good ones are matched", async () => {
  const { workspace } = await cataloguedWorkspace();
  const page = await coverFile(sampleCover(2).seed);
  const bytes = async (blob: Promise<Blob>) => new Uint8Array(await (await blob).arrayBuffer());
  const bomb = deflatedZeros(700);
  const outside = newFolder();
  const comics = filesIn(join(outside, "comics"), {
    "a good.cbz": await bytes(archive({ "002.jpg": await coverFile(9), "001.jpg": page, "notes.txt": "x" })),
    "bomb.cbz": rawZip([{ name: "001.jpg", data: bomb, method: 8, claims: 700 * 2 ** 20 }]),
    "liar.cbz": rawZip([{ name: "001.jpg", data: bomb, method: 8, claims: 1000 }]),
    "climber.cbz": await bytes(archive({ "../../climbed.jpg": page, "/absolute.jpg": page })),
    "locked.cbz": await bytes(archive({ "001.jpg": page }, { password: "x" })),
    "empty.cbz": await bytes(archive({ "readme.txt": "no pictures" })),
    "nothing.cbz": "",
    "text.cbz": "this is no archive",
    "truncated.cbz": (await bytes(archive({ "001.jpg": page }))).subarray(0, 900),
    "z good.cbz": await bytes(archive({ "._001.jpg": "mac", "__MACOSX/0.jpg": "mac", "001.jpg": page })),
  });
  const { code, document } = await loteJson(["comics", "classify", comics], { workspace });
  expect(code).toBe(3);
  const named = Object.fromEntries(
    document.failures.map(({ item, code: reason }) => [item.slice(comics.length + 1), reason]),
  );
  expect(named).toMatchObject({
    "bomb.cbz": "archive-too-large",
    "locked.cbz": "archive-encrypted",
    "empty.cbz": "archive-empty",
    "nothing.cbz": "empty-file",
    "text.cbz": "archive-broken",
    "truncated.cbz": "archive-broken",
  });
  expect(Object.keys(named)).toContain("liar.cbz");
  const items = await exportedItems(document.run, { workspace });
  const good = items.filter(({ item }) => item.includes("good"));
  expect(good.map(({ questions }) => questions[0]?.candidates[0]?.label)).toEqual([
    "Harbor Nights #3 (1990)",
    "Harbor Nights #3 (1990)",
  ]);
  expect(readdirSync(outside)).toEqual(["comics"]);
  expect(readdirSync(dirname(outside))).not.toContain("climbed.jpg");
  expect(await Bun.file("/absolute.jpg").exists()).toBe(false);
});
