import { describe, expect, test } from "bun:test";
import type { FailureLine, RunDocument } from "../../../../../src/engine/run/document.ts";
import type { Part } from "../../../../../src/ui/terminal/components/line.tsx";
import { SummaryTable } from "../../../../../src/ui/terminal/components/summary-table.tsx";
import { renderToString } from "../../../../../src/ui/terminal/ink.ts";
import { failureLines } from "../../../../../src/ui/terminal/screens/summary/failures.ts";
import { stepLines } from "../../../../../src/ui/terminal/screens/summary/step-lines.ts";
import { SurfaceProvider, surfaceOf } from "../../../../../src/ui/terminal/surface/surface.ts";

const surface = surfaceOf(
  { language: "en", ascii: false, colour: false, screenReader: false },
  { columns: 80, rows: 24 },
  {},
);
const textOf = (lines: readonly Part[][]) =>
  lines.map((parts) => parts.map((part) => (typeof part === "string" ? part : part.text)).join(""));

const folder = "/home/somebody/a long way down/to where the documents are";
const failure = (name: string): FailureLine => ({
  item: `${folder}/${name}`,
  stage: "",
  code: "document-kind",
  message: `${folder}/${name} is an image.`,
  hint: "Give it the name of what it is.",
});

function documentOf(names: readonly string[]): RunDocument {
  return {
    v: 1,
    run: "stuqn",
    workflow: "documents.ingest",
    status: "partial",
    counts: { total: 10, done: 10 - names.length, skipped: 0, failed: names.length, review: 0 },
    seconds: 1,
    cost: { usd: 0, requests: 0, tokensIn: 0, tokensOut: 0 },
    failures: names.map(failure),
    skipReasons: [],
    refused: [],
    detail: {},
  };
}

describe("the figures on the screen of a summary", () => {
  const draw = (columns: number) =>
    renderToString(
      <SurfaceProvider value={{ ...surface, columns }}>
        <SummaryTable
          columns={["Total", "Hechos", "Por revisar", "Saltados", "Fallados", "Tiempo", "Coste"].map(
            (label) => ({
              label,
              value: "1.234.567",
            }),
          )}
        />
      </SurfaceProvider>,
      { columns },
    ).split("\n");

  test("stand in a frame where it fits", () => {
    const [top = "", , , figures = ""] = draw(100);
    expect(top).toMatch(/^┌─.*┐$/);
    expect(figures.match(/1\.234\.567/g)).toHaveLength(7);
  });

  test.each([60, 40])("follow each other in lines of %d columns, none without its name", (columns) => {
    const lines = draw(columns);
    expect(lines.join("\n")).not.toMatch(/[┌│┘]/);
    for (const line of lines) expect(Bun.stringWidth(line)).toBeLessThanOrEqual(columns);
    expect(lines.join("   ").match(/\S+\s1\.234\.567/g)).toHaveLength(7);
  });
});

test("a file that is named at the end of a long reason is named before it, where it is not cut off", () => {
  const at = documentOf([]);
  const item = `${folder}/edited.txt`;
  const message = `What the index had before is not kept, so it stays as the run left it, for good: ${item}`;
  const lines = textOf(
    failureLines({ ...at, refused: [{ ...failure("edited.txt"), message }] }, surface, 10),
  );
  expect(lines[2]).toStartWith(" ✗ edited.txt: What the index had before is not kept");
});

describe("the next steps on the screen of a summary", () => {
  test("stand in one line where they fit", () => {
    expect(textOf(stepLines(documentOf(["a"]), surface, ""))).toEqual([
      " → Try the failed ones again: lote runs retry stuqn --failed",
    ]);
  });

  test("are broken between words where they do not, so that no part of the command is lost", () => {
    const lines = textOf(stepLines(documentOf(["a"]), surface, " --workspace /tmp/somewhere/workspace"));
    expect(lines).toEqual([
      " → Try the failed ones again: lote runs retry stuqn --workspace",
      "   /tmp/somewhere/workspace --failed",
    ]);
  });
});

describe("the failures on the screen of a summary", () => {
  test("name the file and not its folders, so that the reason is seen", () => {
    expect(textOf(failureLines(documentOf(["broken.txt"]), surface, 8))).toEqual([
      "",
      " Failures",
      " ✗ broken.txt is an image.",
      "   Give it the name of what it is.",
    ]);
  });

  test.each([
    [3, 1, ["", " Failures", " ✗ 1.txt is an image."]],
    [4, 1, ["", " Failures", " ✗ 1.txt is an image.", "   Give it the name of what it is."]],
    [4, 3, ["", " Failures", " ✗ 1.txt is an image.", "   and 2 more"]],
    [3, 3, []],
  ])("in %d lines for %d of them are never a heading over nothing", (room, count, expected) => {
    const names = Array.from({ length: count }, (_, at) => `${at + 1}.txt`);
    expect(textOf(failureLines(documentOf(names), surface, room))).toEqual(expected);
  });

  test.each([5, 6, 7, 8, 20])("never take more than %d lines", (room) => {
    for (const count of [1, 2, 3, 9]) {
      const names = Array.from({ length: count }, (_, at) => `${at + 1}.txt`);
      const lines = textOf(failureLines(documentOf(names), surface, room));
      expect(lines.length).toBeLessThanOrEqual(room);
      const more = Number(/and (\d+) more/.exec(lines.at(-1) ?? "")?.[1] ?? 0);
      expect(lines.filter((line) => line.includes("is an image")).length + more).toBe(count);
    }
  });
});
