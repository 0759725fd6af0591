import { expect, test } from "bun:test";
import { translator } from "../../../../src/ui/language/translator.ts";
import {
  reasonShare,
  reasonWord,
  reasonWords,
  stageWords,
  workflowWords,
} from "../../../../src/ui/terminal/run/words.ts";

const es = translator("es");
const en = translator("en");

test("a reason is said in the person's language with its figures", () => {
  const reason = { code: "margin", speaks: "for", data: { value: 0.1234, rival: "Batman #2" } } as const;
  expect(reasonWords(reason, es)).toBe("0,12 por delante de Batman #2");
  expect(reasonWords({ code: "number", speaks: "against", data: { hint: "12" } }, en)).toBe(
    "another number: 12",
  );
  expect(reasonWords({ code: "number", speaks: "for", data: { hint: "12" } }, en)).toBe("same number: 12");
});

test("an unknown reason, stage or workflow is shown by its name, made safe", () => {
  expect(reasonWords({ code: "odd\u001b[2J", speaks: "info", data: { x: 1 } }, en)).toBe("odd 1");
  expect(reasonWord({ code: "odd", speaks: "info" }, en)).toBe("odd");
  expect(stageWords("sum", en)).toBe("sum");
  expect(workflowWords("probe", en)).toBe("probe");
});

test("a reason with a measure has a share and others have none", () => {
  expect(reasonShare({ code: "cosine", speaks: "info", data: { value: 0.5 } })).toBe(0.5);
  expect(reasonShare({ code: "hash", speaks: "for", data: { distance: 0 } })).toBe(1);
  expect(reasonShare({ code: "colour", speaks: "for", data: { value: 7 } })).toBe(1);
  expect(reasonShare({ code: "series", speaks: "for", data: { hint: "x" } })).toBeNull();
});
