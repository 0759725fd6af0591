import { describe, expect, test } from "bun:test";
import type { Candidate, QuestionRow } from "../../../../../src/stores/ledger.ts";
import { presentationOf } from "../../../../../src/ui/presentation/of-workflow.ts";
import { whyLines } from "../../../../../src/ui/terminal/screens/review/why-lines.ts";
import { type Surface, surfaceOf } from "../../../../../src/ui/terminal/surface/surface.ts";
import { candidate } from "../../../../fixtures/terminal/workspace.ts";

const surface = (ascii = false): Surface =>
  surfaceOf({ language: "en", ascii, colour: false, screenReader: false }, { columns: 80, rows: 24 }, {});

function question(one: Partial<Candidate> = {}): QuestionRow {
  return {
    id: 1,
    run: 1,
    item: 1,
    itemKey: "/comics/a.cbz",
    stage: 1000,
    name: "issue",
    subject: "a",
    recommendation: "strong",
    candidates: [{ ...candidate("batman-1", 0.95), ...one }],
    reasons: [],
    rejected: [],
    decision: null,
  };
}

function drawn(columns: number, rows = 20, one: Partial<Candidate> = {}, ascii = false): string[] {
  const lines = whyLines(question(one), 0, presentationOf("comics.classify"), surface(ascii), columns, rows);
  return lines.map((parts) => parts.map((part) => (typeof part === "string" ? part : part.text)).join(""));
}

describe("the panel of reasons", () => {
  test("has a bar, a number and words for each signal, and the rival's name", () => {
    const text = drawn(90).join("\n");
    expect(text).toMatch(/· cover +█+░* +0\.95/);
    expect(text).toMatch(/\+ lead +█+░* +0\.24 {2}before Detective Comics #27 \(1939, DC\)/);
    expect(text).toMatch(/\+ drawing +█+░+ +4 {2}4 of 64 points differ/);
    expect(text).toMatch(/≠ number +░+ +0 {2}another number: 27/);
    expect(text).toMatch(/· made-up +1/);
    expect(text).toContain("+ for   ≠ against   · neutral");
  });

  test("says how probable it is, or that nobody knows", () => {
    expect(drawn(90, 20, { probability: 0.987 }).join("\n")).toMatch(/probability +█+░* +98%/);
    expect(drawn(90).join("\n")).toMatch(/· probability +not known: nothing is calibrated/);
  });

  test("on a narrow terminal tells below the bar what finds no place beside it, the rival too", () => {
    const lines = drawn(34);
    const lead = lines.findIndex((line) => line.startsWith("+ lead"));
    expect(lines[lead + 1]).toContain("before Detective");
    expect(lines[lead]).toMatch(/█/);
  });

  test("keeps every signal when there is no height for more", () => {
    const text = drawn(34, 9).join("\n");
    for (const name of ["probability", "cover", "lead", "drawing", "colour", "number"])
      expect(text).toContain(name);
    expect(text).not.toContain("Detective");
  });

  test.each([24, 34, 47, 58, 78, 118])("no line is wider than its %d columns", (columns) => {
    for (const ascii of [false, true])
      for (const line of drawn(columns, 20, { probability: 1 }, ascii))
        expect(Bun.stringWidth(line)).toBeLessThanOrEqual(columns);
  });

  test("with plain signs needs no Unicode", () => {
    expect(drawn(58, 20, {}, true).join("\n")).toMatch(/^[\x20-\x7e\n]*$/);
  });
});
