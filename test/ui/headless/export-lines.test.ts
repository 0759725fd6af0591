import { describe, expect, test } from "bun:test";
import { parse } from "csv-parse/sync";
import type { ExportLine } from "../../../src/engine/run/export.ts";
import { exportLineShape } from "../../../src/ui/headless/contract.ts";
import { csvLines, jsonLine } from "../../../src/ui/headless/export-lines.ts";

const plain: ExportLine = { item: "a.cbz", state: "done", questions: [], result: null, failure: null };
const full: ExportLine = {
  item: 'b, "two".cbz',
  parent: "box",
  state: "failed",
  questions: [
    {
      id: "issue",
      recommendation: "medium",
      candidates: [
        { id: "c1", label: "One\n1", score: 0.9, probability: null, reasons: [] },
        { id: "c2", label: "Two 2", score: -0.1, probability: 0.5, reasons: [] },
      ],
      decision: { by: "person", choice: "c2", applied: true },
    },
  ],
  result: { pages: 3 },
  failure: { stage: "open", code: "archive-broken", message: "=cmd()", hint: "-" },
};

const rows = (lines: readonly ExportLine[]) =>
  parse([...csvLines(lines)].join("\n"), { columns: true }) as Record<string, string>[];

describe("export lines", () => {
  test("the JSON of an item is as promised", () => {
    for (const line of [plain, full]) {
      expect(exportLineShape.parse(JSON.parse(jsonLine(line)))).toEqual(JSON.parse(JSON.stringify(line)));
    }
  });

  test("the CSV of an item tells its first question's decision, and the rest as JSON", () => {
    const [first, second] = rows([plain, full]);
    expect(first).toMatchObject({ item: "a.cbz", parent: "", state: "done", choice: "", questions: "" });
    expect(second).toMatchObject({
      item: 'b, "two".cbz',
      parent: "box",
      recommendation: "medium",
      choice: "c2",
      label: "Two 2",
      score: "-0.1",
      probability: "0.5",
      by: "person",
      applied: "true",
      failure: "archive-broken",
      result: '{"pages":3}',
    });
    expect(JSON.parse(second?.questions ?? "")).toEqual(JSON.parse(JSON.stringify(full.questions)));
  });

  test("an undecided question shows its best candidate", () => {
    const [question] = full.questions;
    if (!question) throw new Error("no question");
    expect(rows([{ ...full, questions: [{ ...question, decision: null }] }])[0]).toMatchObject({
      choice: "",
      label: "One\n1",
      by: "",
    });
  });

  test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])("a spreadsheet takes %j for text", (item) => {
    expect(rows([{ ...plain, item }])[0]?.item).toBe(`'${item}`);
  });

  test("only the names of the columns are printed for a run without items", () => {
    expect([...csvLines([])]).toHaveLength(1);
  });
});
