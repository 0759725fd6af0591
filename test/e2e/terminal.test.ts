import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStores } from "../../src/stores/sqlite/open.ts";
import { cover } from "../fixtures/cover.ts";
import { openTerminal, type TestTerminal } from "../fixtures/terminal/open-terminal.ts";

const checkout = join(import.meta.dir, "..", "..");
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lote-e2e-terminal-"));
  for (let seed = 1; seed <= 6; seed++) {
    const picture = await cover({ seed, width: 330, height: 510 });
    await picture
      .clone()
      .png()
      .toFile(await placed("covers", `Painted Tales 00${seed} (1941).png`));
    if (seed <= 3)
      await picture
        .clone()
        .jpeg({ quality: 60 })
        .toFile(await placed("scans", `scan-${seed}.jpg`));
  }
  await Bun.write(await placed("scans", "broken.jpg"), "no picture");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function placed(...names: string[]): Promise<string> {
  const path = join(folder, ...names);
  await Bun.write(path, "");
  return path;
}

function start(
  workspace: string,
  flags: readonly string[] = [],
  env: Record<string, string> = {},
): TestTerminal {
  return openTerminal(
    [
      process.execPath,
      `--config=${join(checkout, "bunfig.toml")}`,
      join(checkout, "test/fixtures/terminal/run-terminal.ts"),
      join(folder, workspace),
      ...flags,
    ],
    { cwd: checkout, env: { NODE_ENV: "production", ...env } },
  );
}

/** What must hold after every way out: the normal screen is back, with the cursor. */
function expectRestored(lote: TestTerminal): void {
  expect(lote.isAlternate()).toBe(false);
  const written = lote.written();
  expect(written.lastIndexOf("\u001b[?25h")).toBeGreaterThan(written.lastIndexOf("\u001b[?25l"));
}

test("keys pressed before the first screen is drawn are not echoed onto it", async () => {
  await using lote = start("hasty");
  await lote.waitFor(() => lote.written() !== "");
  const echoing: string[] = [];
  await lote.waitFor((screen) => {
    if (lote.isEchoing()) echoing.push(screen);
    return lote.isAlternate() && screen.trim() !== "";
  });
  expect(echoing).toEqual([]);
});

test("from the menu to matched comics: covers, estimate, run, review, undo, summary", async () => {
  await using lote = start("journey");
  await lote.waitFor("Add covers to the catalogue");
  expect(lote.isAlternate()).toBe(true);

  lote.press("enter");
  await lote.waitFor("A folder of covers");
  lote.type(join(folder, "cov"));
  lote.press("tab");
  await lote.waitFor("covers/");
  lote.press("enter");
  await lote.waitFor(/To work on +6/);
  lote.press("enter");
  await lote.waitFor(/completed[\s\S]*│ 6 +│ 6 /, 40_000);

  lote.type("q");
  await lote.waitFor("6 covers of 6 issues");
  lote.press("enter");
  await lote.waitFor("Apply strong ones");
  lote.type(join(folder, "scans"));
  lote.press("enter");
  await lote.waitFor(/To work on +4/);
  lote.press("enter");
  await lote.waitFor(/completed, some items failed[\s\S]*broken\.jpg/, 40_000);

  lote.type("v");
  const first = await lote.waitFor(/scan-1\.jpg[\s\S]*Candidate 1 of/);
  expect(first).toContain("Painted Tales");
  expect(first).toMatch(/[▀▌▖▘▛█]{3}/);
  lote.type("a");
  await lote.waitFor("Decided: scan-1.jpg is Painted Tales #1 (1941)");
  await lote.waitFor("scan-2.jpg");
  lote.type("u");
  await lote.waitFor(/Yours: .*scan-1\.jpg/);
  lote.type("a");
  await lote.waitFor(/Yours: .*scan-2\.jpg/);
  lote.type("x");
  await lote.waitFor(/Yours: .*scan-3\.jpg/);
  lote.press("enter");
  await lote.waitFor("Nothing waits any more.");
  lote.type("q");
  await lote.waitFor(/│ 4 +│ 3 +│ 0 +│ 0 +│ 1 /, 40_000);
  lote.type("q");
  await lote.waitFor("2 comics matched");
  lote.type("q");
  expect(await lote.exited).toBe(0);
  expectRestored(lote);
  expect(lote.screen()).toMatch(/Run \w+: completed, some items failed/);
  expect(lote.screen()).toContain("lote runs retry");

  const stores = openStores(join(folder, "journey"));
  expect(stores.comics.collection.linked()).toBe(2);
  stores.close();
}, 90_000);

describe("leaving", () => {
  test("q on the menu leaves with 0 and says nothing where nothing happened", async () => {
    await using lote = start("empty");
    await lote.waitFor("Comics");
    lote.type("q");
    expect(await lote.exited).toBe(0);
    expectRestored(lote);
    expect(lote.screen().trim()).toBe("");
  });

  test("Ctrl-C leaves with 130 and the terminal as it was", async () => {
    await using lote = start("empty");
    await lote.waitFor("Comics");
    lote.press("ctrl-c");
    expect(await lote.exited).toBe(130);
    expectRestored(lote);
  });

  test.each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
    ["SIGHUP", 0],
  ] as const)("%s leaves with %d and the terminal as it was", async (signal, code) => {
    await using lote = start("empty");
    await lote.waitFor("Comics");
    lote.kill(signal);
    expect(await lote.exited).toBe(code);
    expectRestored(lote);
  });

  test.each(["timer", "promise", "draw"])(
    "a bug in a %s restores the terminal and is told there",
    async (where) => {
      await using lote = start("empty", ["--crash", where]);
      expect(await lote.exited).toBe(1);
      expectRestored(lote);
      expect(lote.screen()).toContain(`made to crash: ${where}`);
    },
  );
});

test("a terminal that changes its size is drawn anew, without remains", async () => {
  await using lote = start("empty");
  await lote.waitFor("Comics");
  for (const [columns, rows] of [
    [120, 40],
    [60, 15],
    [80, 24],
    [40, 12],
    [100, 30],
  ] as const) {
    lote.resize(columns, rows);
    await lote.waitFor(
      (screen) => screen.split("\n")[1] === "─".repeat(columns) && screen.includes("? keys"),
    );
    expect(lote.screen().match(/Add covers to the catalogue/g)?.length).toBe(1);
  }
});

test("a terminal that wraps its lines anew when it changes its size is drawn over as a whole", async () => {
  await using lote = start("wrapped");
  await lote.waitFor("Comics");
  // On a line that is empty before and after, which nothing but a new start would write.
  lote.resize(120, 24, "\u001b[21;30Hremains of a line");
  await lote.waitFor((screen) => screen.split("\n")[1] === "─".repeat(120) && !screen.includes("remains"));
});

test("a screen reader gets lines that stay, on the normal screen, without boxes", async () => {
  await using lote = start("empty", ["--screen-reader", "--lang", "es"]);
  await lote.waitFor(/Añadir portadas al catálogo\. 1 de \d+/);
  expect(lote.isAlternate()).toBe(false);
  lote.press("down");
  const screen = await lote.waitFor(/2 de \d+/);
  expect(screen).toMatch(/1 de \d+/);
  expect(screen).not.toMatch(/[─│┌█]/);
  lote.type("q");
  expect(await lote.exited).toBe(0);
});

test("without colour nothing is coloured", async () => {
  await using lote = start("empty", ["--no-colour"]);
  await lote.waitFor("Comics");
  expect(lote.written()).not.toMatch(/\u001b\[(3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]/);
});
