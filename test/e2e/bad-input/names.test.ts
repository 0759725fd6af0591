import { expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cataloguedWorkspace } from "../../fixtures/comics/catalogued.ts";
import { sampleCover, scanOf } from "../../fixtures/comics/covers.ts";
import { exportedItems } from "../../fixtures/comics/exported-items.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote, loteJson } from "../../fixtures/comics/run-lote.ts";
import { skipUnless } from "../../support/skip.ts";

setDefaultTimeout(60_000);

/** What a terminal would obey, line breaks between lines excepted. */
const obeyed = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

test.concurrent("names with control sequences, turned text, 255 bytes or no UTF-8 are matched and never reach a terminal raw", async () => {
  const { workspace } = await cataloguedWorkspace();
  const folder = newFolder();
  const scan = await scanOf(sampleCover(4).seed);
  const names = [
    Buffer.from("\x1b]0;owned\x07\x1b[31mred.jpg"),
    Buffer.from("cover\u202egpj.exe.jpg"),
    Buffer.from("line\nbreak\rback.jpg"),
    Buffer.from(`${"ñ".repeat(125)}x.jpg`),
    Buffer.from([0x62, 0x61, 0x64, 0xff, 0x9b, 0xfe, ...Buffer.from(".jpg")]),
  ];
  for (const name of names) writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), name]), scan);
  writeFileSync(join(folder, "\x1b[2Jbroken\u202e.jpg"), "");

  const { code, document, stdout } = await loteJson(["comics", "classify", folder], { workspace });
  expect(code).toBe(3);
  expect(document.counts).toMatchObject({ total: 6, review: 5, failed: 1 });
  expect(stdout.trimEnd()).not.toMatch(obeyed);
  const items = await exportedItems(document.run, { workspace });
  const matched = items.filter(({ state }) => state === "review");
  expect(matched.map(({ questions }) => questions[0]?.candidates[0]?.label)).toEqual(
    names.map(() => "Star Pilot #1 (1991)"),
  );

  const told = await Promise.all([
    lote(["comics", "classify", folder, "--all", "--max", "9", "-v"], { workspace }),
    lote(["comics", "classify", folder, "--ndjson"], { workspace }),
    lote(["runs", "show", document.run], { workspace }),
    lote(["runs", "export", document.run], { workspace }),
    lote(["comics", "classify", join(folder, "\x1b[2Jno such\u202e")], { workspace }),
    lote(["runs", "show", "\x1b[31mred"], { workspace }),
    lote(["comics", "\x1b[31mred"], { workspace }),
    lote(["review", "export", join(folder, "\x1b[2J", "x")], { workspace }),
  ]);
  for (const { stdout: data, stderr: talk } of told) {
    expect(data).not.toMatch(obeyed);
    expect(talk).not.toMatch(obeyed);
  }
});

test.concurrent("links that go in circles, lead nowhere or to a folder above do no harm", async () => {
  const { workspace } = await cataloguedWorkspace();
  const folder = newFolder();
  writeFileSync(join(folder, "one.jpg"), await scanOf(sampleCover(4).seed));
  mkdirSync(join(folder, "deep"));
  symlinkSync("..", join(folder, "deep", "up"));
  symlinkSync("circle.jpg", join(folder, "circle.jpg"));
  symlinkSync("nowhere.jpg", join(folder, "dangling.jpg"));
  const { code, document } = await loteJson(["comics", "classify", folder], { workspace });
  expect(code).toBe(3);
  expect(document.counts).toMatchObject({ total: 3, review: 1, failed: 2 });
  expect(document.failures.map(({ code: reason }) => reason).sort()).toEqual(["not-found", "unreadable"]);
});

/** Root reads every folder, unless it gives that power up. */
const withoutPower =
  process.getuid?.() === 0 ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] : [];

skipUnless(
  withoutPower.length === 0 || Bun.which("setpriv") !== null,
  "root reads every folder, and setpriv is not installed",
)("an unreadable folder fails alone", async () => {
  const { workspace } = await cataloguedWorkspace();
  const folder = newFolder();
  const closed = join(folder, "closed");
  writeFileSync(join(folder, "one.jpg"), await scanOf(sampleCover(4).seed));
  mkdirSync(closed);
  chmodSync(closed, 0);
  const at = { workspace, through: withoutPower };
  const { code, document } = await loteJson(["comics", "classify", folder], at);
  chmodSync(closed, 0o700);
  expect(code).toBe(3);
  expect(document.counts).toMatchObject({ review: 1, failed: 1 });
  expect(document.failures[0]).toMatchObject({ item: closed, code: "unreadable" });
});
