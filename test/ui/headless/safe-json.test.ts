import { expect, test } from "bun:test";
import fc from "fast-check";
import { safeJson } from "../../../src/ui/headless/safe-json.ts";

test("JSON parses to the same value and holds nothing that a terminal would obey", () => {
  const hostile = fc.array(
    fc.constantFrom("\u009b2J", "\u001b[2J", "\u202e", "\u{e0041}", "\u2028", "ñ", "日"),
  );
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    hostile.map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(fc.dictionary(text, text), (value) => {
      const line = safeJson(value);
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
      expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
