import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { safeText } from "../../src/ui/safe-text.ts";

const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc
    .array(
      fc.constantFrom(
        "\u001b[31m",
        "\u001b]0;title\u0007",
        "\u001b]8;;http://x\u001b\\",
        "\u001bP+q\u001b\\",
        "\u009b2J",
        "\u202e",
        "\u2066",
        "\u200b",
        "\ufeff",
        "\r\n",
        "日本語",
        "👨‍👩‍👧",
        "e\u0301",
        "\ud800",
        "a",
      ),
    )
    .map((parts) => parts.join("")),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
);

describe("safeText", () => {
  test("no control, format or line-breaking character ever comes out", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(safeText(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
      }),
    );
  });

  test("what comes out is never wider than asked, and comes out unchanged when made safe again", () => {
    fc.assert(
      fc.property(anyText, fc.nat(30), fc.constantFrom("start", "ends"), (text, columns, keep) => {
        const safe = safeText(text, columns, { keep });
        expect(Bun.stringWidth(safe)).toBeLessThanOrEqual(columns);
        expect(safeText(safe, columns, { keep })).toBe(safe);
      }),
    );
  });

  test("terminal commands disappear with their arguments, line breaks become a space", () => {
    expect(safeText("a\u001b[31mb\u001b]0;evil\u0007c\nd\te")).toBe("abc d e");
  });

  test("text direction and invisible characters disappear", () => {
    expect(safeText("cover\u202egnp.exe\u200b\u2066")).toBe("covergnp.exe");
  });

  test("ordinary text of any script is left as it is", () => {
    for (const text of ["Ñandú 01.cbz", "日本語 第1巻", "שלום", "🇪🇸 🙂", "e\u0301"])
      expect(safeText(text)).toBe(text);
  });

  test("a pile of combining marks is cut to four", () => {
    expect(safeText(`a${"\u0301".repeat(500)}`)).toBe(`a${"\u0301".repeat(4)}`);
  });

  test("a wide text loses its end, or its middle", () => {
    expect(safeText("hello world", 8)).toBe("hello w…");
    expect(safeText("/long/path/to/file.cbz", 13, { keep: "ends" })).toBe("/long/…le.cbz");
    expect(safeText("hello world", 8, { ellipsis: "..." })).toBe("hello...");
  });

  test("wide and joined characters are never cut in half", () => {
    expect(safeText("日本語日本語", 6)).toBe("日本…");
    expect(safeText("日本語日本語", 6, { keep: "ends" })).toBe("日…語");
    expect(safeText("e\u0301e\u0301e\u0301e\u0301", 3)).toBe("e\u0301e\u0301…");
  });
});
