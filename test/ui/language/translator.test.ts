import { describe, expect, test } from "bun:test";
import { translator } from "../../../src/ui/language/translator.ts";

const es = translator("es");
const en = translator("en");

describe("translator", () => {
  test("fills the places of a text", () => {
    expect(es.text("summary.title", { run: "r1", status: es.text("runStatus.paused") })).toBe(
      "Ejecución r1: pausada",
    );
  });

  test("chooses the form by the number and writes it as the language does", () => {
    expect(es.text("progress.failed", { count: 1 })).toBe("1 fallado");
    expect(es.text("progress.failed", { count: 12_345 })).toBe("12.345 fallados");
    expect(es.text("progress.failed", { count: 1_000_000 })).toBe("1.000.000 fallados");
    expect(en.text("progress.failed", { count: 12_345 })).toBe("12,345 failed");
  });

  test("a value that looks like a place is not filled again", () => {
    expect(en.text("progress.line", { finished: "{total}", total: 3, percent: "1%" })).toBe(
      "{total} of 3 (1%)",
    );
  });
});
