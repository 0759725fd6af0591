import { describe, expect, test } from "bun:test";
import type { RunDocument } from "../../../src/engine/run/document.ts";
import { runDocument } from "../../../src/ui/headless/contract.ts";
import { summaryLines } from "../../../src/ui/headless/summary-lines.ts";
import { translator } from "../../../src/ui/language/translator.ts";

const document: RunDocument = {
  v: 1,
  run: "r1",
  workflow: "comics",
  status: "partial",
  counts: { total: 12_345, done: 12_340, skipped: 0, failed: 1, review: 4 },
  seconds: 61,
  cost: { usd: 0, requests: 0, tokensIn: 0, tokensOut: 0 },
  failures: [
    {
      item: "bad\u001b[2J\u202e.cbz",
      stage: "open",
      code: "archive-encrypted",
      message: "The archive is encrypted.",
      hint: "Repack it without a password.",
    },
  ],
  skipReasons: [],
  refused: [],
  detail: {},
};
const plain = (lines: readonly string[]) => lines.join("\n").replace(/[\u00a0\u202f]/g, " ");

describe("the summary of a run", () => {
  test("ends the commands it tells with what reaches the workspace", () => {
    const text = plain(summaryLines(document, translator("en"), " --workspace '/my comics'"));
    expect(text).toContain("lote review r1 --workspace '/my comics'");
    expect(text).toContain("lote runs retry r1 --workspace '/my comics' --failed");
  });

  test("is a table, what failed with its remedy, and what to do next", () => {
    expect(runDocument.safeParse(document).success).toBe(true);
    expect(plain(summaryLines(document, translator("en")))).toBe(`Run r1: completed, some items failed

  Total           12,345
  Done            12,340
  To review            4
  Skipped              0
  Failed               1
  Time       1 min 1 sec

Failures:
  bad.cbz
    The archive is encrypted.
    Repack it without a password.

Decide what waits: lote review r1
Try the failed ones again: lote runs retry r1 --failed`);
  });

  test("speaks Spanish, and shows the cost where there is one", () => {
    const cost = { usd: 1.5, requests: 20, tokensIn: 1, tokensOut: 1 };
    const text = plain(summaryLines({ ...document, cost }, translator("es")));
    expect(text).toContain("Por revisar");
    expect(text).toContain("12.345");
    expect(text).toMatch(/Coste +1,50 \$/);
  });

  test("says why items were skipped, each reason once", () => {
    const told = {
      ...document,
      workflow: "comics.classify",
      skipReasons: ["not-a-comic", "new\u001b[2J-one"],
    };
    expect(plain(summaryLines(told, translator("en")))).toContain("\nSkipped for: no comic; new-one\n");
    expect(plain(summaryLines(told, translator("es")))).toContain("no es un cómic");
  });

  test("says what could not be taken back, and why", () => {
    const refused = [
      { item: "a\u001b[2J.cbz", stage: "undo", code: "file-gone", message: "Gone.", hint: "Put it back." },
    ];
    const told = { ...document, failures: [], refused };
    expect(runDocument.safeParse(told).success).toBe(true);
    expect(plain(summaryLines(told, translator("en")))).toContain(
      "Not taken back:\n  a.cbz\n    Gone.\n    Put it back.\n",
    );
  });

  test("tells how to go on with an interrupted run, and nothing else", () => {
    const lines = summaryLines({ ...document, status: "interrupted", failures: [] }, translator("en"));
    expect(lines.at(-1)).toBe("Go on with it: lote runs resume r1");
    expect(lines.at(-2)).toBe("");
  });

  test("counts the failures that it does not show", () => {
    const [failure] = document.failures;
    if (!failure) throw new Error("no failure");
    const lines = summaryLines(
      { ...document, counts: { ...document.counts, failed: 500 }, failures: Array(100).fill(failure) },
      translator("en"),
    );
    expect(lines).toContain("  and 490 more");
  });
});
