import { describe, expect, test } from "bun:test";
import { translator } from "../../../../src/ui/language/translator.ts";
import { keyLabels, keysOf } from "../../../../src/ui/terminal/keymap/lookup.ts";
import { type KeyRow, keymap, screenNames } from "../../../../src/ui/terminal/keymap/table.ts";
import { unicodeGlyphs } from "../../../../src/ui/terminal/surface/glyphs.ts";

const rows: readonly KeyRow[] = keymap;

describe("the key table", () => {
  test.each(screenNames)("no key does two things on the screen %s", (screen) => {
    const keys = keysOf(screen).flatMap((row) => row.keys.map((key) => `${key} on ${screen}`));
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  test("an action has one row, so that it is called the same on every screen", () => {
    const actions = rows.map(({ action }) => action);
    expect(new Set(actions).size).toBe(actions.length);
  });

  test("every action has a key without Ctrl and Alt", () => {
    for (const { keys } of rows) expect(keys.some((key) => !/^(ctrl|alt)\+/.test(key))).toBe(true);
  });

  test("what changes many things is on an upper-case letter, or Enter after one, and what changes one is not", () => {
    for (const { reach, keys } of rows) {
      for (const key of keys) {
        if (reach === "many") expect(key).toMatch(/^([A-Z]|enter)$/);
        if (reach === "one") expect(key).not.toMatch(/^[A-Z]$/);
      }
    }
  });

  test.each(screenNames)("the screen %s has a way back", (screen) => {
    const actions = keysOf(screen).map(({ action }) => action as string);
    expect(
      actions.some((action) =>
        ["back", "cancelForm", "helpClose", "closeSearch", "cancelPrompt"].includes(action),
      ),
    ).toBe(true);
  });

  test("every action has words in both languages", () => {
    for (const language of ["en", "es"] as const) {
      const { text } = translator(language);
      for (const { words } of rows) expect(text(words as "terminalKeys.back")).not.toBe(words);
    }
  });

  test("several keys of an action are named together", () => {
    const label = (action: string) => {
      const row = rows.find((one) => one.action === action);
      return row && keyLabels(row, { t: translator("en"), glyphs: unicodeGlyphs });
    };
    expect([label("undo"), label("pick"), label("nextCandidate")]).toEqual(["u, z", "1-9", "j, ↓"]);
  });
});
