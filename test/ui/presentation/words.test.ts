import { expect, test } from "bun:test";
import { translator } from "../../../src/ui/language/translator.ts";
import { presentationOf } from "../../../src/ui/presentation/of-workflow.ts";
import {
  candidateWords,
  noteWords,
  skipWords,
  stageWords,
  workflowWords,
} from "../../../src/ui/presentation/words.ts";
import { candidate } from "../../fixtures/terminal/workspace.ts";

const en = translator("en");
const comics = presentationOf("comics.classify");

test("workflows and stages are said in the person's language, unknown ones by their names made safe", () => {
  expect(workflowWords("comics.classify", translator("es"))).toBe("Emparejado");
  expect(stageWords("comics.classify", "match", en)).toBe("matching");
  expect(stageWords("probe", "match\u001b[2J", en)).toBe("match");
  expect(workflowWords("probe", en)).toBe("probe");
});

test("why an item was skipped is said in the person's language, an unknown reason as it is", () => {
  const es = translator("es");
  expect(skipWords("comics.classify", "format-not-read", es)).toBe("una imagen en un formato que no se lee");
  expect(skipWords("comics.classify", "linked", en)).toBe("matched already");
  expect(skipWords("probe", "undone", en)).toBe("taken back");
  expect(skipWords("probe", "new\u001b[2J", en)).toBe("new");
});

test("a note of an item is said in the person's language, with its error; others are not for people", () => {
  const note = (code: string, data: Record<string, string | number>) =>
    ({ type: "note", code, data }) as const;
  const page = note("page-skipped", {
    page: "1\u001b[2J.jpg",
    code: "empty-file",
    reason: "The file is empty.",
  });
  expect(noteWords("comics.classify", page, en)).toBe("1.jpg was passed over: The file is empty.");
  expect(noteWords("comics.classify", page, translator("es"))).toBe(
    "1.jpg se pasó por alto: El fichero está vacío.",
  );
  const info = note("comic-info-ignored", { reason: "a DOCTYPE is not allowed" });
  expect(noteWords("comics.classify", info, en)).toBe("ComicInfo.xml is not used: a DOCTYPE is not allowed");
  expect(noteWords("comics.classify", note("device", { provider: "cpu" }), en)).toBeUndefined();
});

test("a candidate is its label, or what choosing it does", () => {
  const one = { ...candidate("keep-both", 1), label: "Batman \u001b[31m#1" };
  expect(candidateWords({ name: "issue" }, one, comics, en)).toBe("Batman #1");
  expect(candidateWords({ name: "duplicate" }, one, comics, en)).toBe("keep both as Batman #1");
  expect(candidateWords({ name: "duplicate" }, { ...one, id: "keep:x" }, comics, en)).toBe(
    "keep only Batman #1",
  );
});
