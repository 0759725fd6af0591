import { describe, expect, test } from "bun:test";
import { errorCatalogue } from "../../../src/engine/errors/catalogue.ts";
import { commandRows } from "../../../src/ui/command-line/command-rows.ts";
import { globalFlags } from "../../../src/ui/command-line/global-flags.ts";
import { groups } from "../../../src/ui/command-line/grammar.ts";
import { en } from "../../../src/ui/language/en.ts";
import { es } from "../../../src/ui/language/es.ts";

/** Every text of a catalogue under its whole key: `progress.failed.one`. */
function texts(node: unknown, prefix = ""): Map<string, string> {
  if (typeof node === "string") return new Map([[prefix, node]]);
  const entries = Object.entries(node as Record<string, unknown>);
  return new Map(entries.flatMap(([key, below]) => [...texts(below, prefix ? `${prefix}.${key}` : key)]));
}

const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

const english = texts(en);
const spanish = texts(es);

describe("the catalogues of words", () => {
  test("both languages have the same keys", () => {
    expect([...spanish.keys()].sort()).toEqual([...english.keys()].sort());
  });

  test("no text is empty or has spaces around it", () => {
    for (const text of [...english.values(), ...spanish.values()]) {
      expect(text).toBe(text.trim());
      expect(text).not.toBe("");
    }
  });

  test("a text has the same places in both languages", () => {
    for (const [key, text] of english)
      expect([key, ...places(spanish.get(key) ?? "")]).toEqual([key, ...places(text)]);
  });

  test("commands, flags and groups are told in both languages", () => {
    const rows = [...commandRows, ...globalFlags, ...commandRows.flatMap((row) => row.flags)];
    const words = [...rows.map((row) => row.help), ...Object.values(groups)];
    for (const { en: first, es: second } of words) {
      expect(first.trim()).not.toBe("");
      expect(second.trim()).not.toBe("");
      expect(second).not.toBe(first);
    }
  });

  test("an error uses the same data in both languages", () => {
    for (const entry of Object.values(errorCatalogue)) {
      expect(places(entry.es.message)).toEqual(places(entry.en.message));
      expect(places(entry.es.hint)).toEqual(places(entry.en.hint));
    }
  });
});
