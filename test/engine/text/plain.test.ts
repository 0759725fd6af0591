import { expect, test } from "bun:test";
import fc from "fast-check";
import { plainText } from "../../../src/engine/text/plain.ts";

test("plain text keeps letters of every script and drops what acts on a terminal", () => {
  const samples = {
    "  Mortadelo \n y\t Filemón ": "Mortadelo y Filemón",
    "ドラゴンボール 1": "ドラゴンボール 1",
    "e\u0301": "é",
    "\u001b[31mred\u001b[0m": "[31mred[0m",
    "\u009b2J\u0007": "2J",
    "a\u202eb\u2066c\u200bd\ufeff": "abcd",
    "line\u2028next": "line next",
    "\ud800half\ufffd": "half",
  };
  for (const [text, plain] of Object.entries(samples)) expect(plainText(text)).toBe(plain);
});

test("plain text is cut between characters, and plain text stays as it is", () => {
  expect(plainText("😀😀😀", 2)).toBe("😀😀");
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const plain = plainText(text, 20);
      expect([...plain].length).toBeLessThanOrEqual(20);
      expect(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(plain)).toBe(false);
      expect(plainText(plain)).toBe(plain);
    }),
  );
});
