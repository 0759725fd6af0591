import { expect, test } from "bun:test";
import { translator } from "../../../src/ui/language/translator.ts";
import { presentationOf } from "../../../src/ui/presentation/of-workflow.ts";
import { reasonNote, reasonSentence } from "../../../src/ui/presentation/reason-words.ts";
import {
  candidateWords,
  noteWords,
  ownSummary,
  skipWords,
  stageWords,
} from "../../../src/ui/presentation/words.ts";
import { candidate } from "../../fixtures/terminal/workspace.ts";

const [en, es] = [translator("en"), translator("es")];
const characters = presentationOf("characters.import");

const document = {
  v: 1,
  run: "r1",
  workflow: "characters.import",
  status: "completed",
  counts: { total: 50, done: 48, skipped: 2, failed: 0, review: 0 },
  seconds: 61,
  cost: { usd: 0, requests: 0, tokensIn: 0, tokensOut: 0 },
  failures: [],
  skipReasons: ["imported"],
  refused: [],
  detail: {
    downloaded: { wikipedia: 40, duckduckgo: 2 },
    generated: 6,
    withoutPicture: 0,
    described: 1,
    left: { "duckduckgo/search-blocked": 1, "wikipedia/http-failed": 2, "wikipedia/net-timeout": 1 },
    collection: 48,
    contact: true,
  },
} as const;

test("the summary of an import counts pictures by source, and says once what helps against each trouble", () => {
  expect(ownSummary(document, en)).toEqual([
    "  Pictures downloaded   42  Wikipedia 40, DuckDuckGo 2",
    "  Pictures generated     6",
    "  Without a picture      0",
    "  Described by a model   1",
    "Some pictures could not be downloaded; the next source was asked instead.",
    "The search turned lote away: leave it for some hours, or do without: --sources wikipedia,generate",
  ]);
});

test.each([
  ["rate-limited", "--concurrency 3"],
  ["quota-exceeded", "--sources wikipedia,duckduckgo"],
])("an item or a source that met %s is told %s", (code, words) => {
  const failure = { item: "Ada", stage: "look-up", code, message: "", hint: "" };
  expect(ownSummary({ ...document, failures: [failure] }, en).join("\n")).toContain(words);
  const { detail } = document;
  const left = { [`generate/${code}`]: 1 };
  expect(ownSummary({ ...document, detail: { ...detail, left } }, es).join("\n")).toContain(words);
});

test("what a refresh kept is counted, with why no new picture was found", () => {
  const detail = { ...document.detail, downloaded: {}, generated: 0, keptPictures: 2, keptCorrections: 1 };
  const left = { "wikipedia/removed": 1 };
  expect(ownSummary({ ...document, detail: { ...detail, left } }, es)).toEqual([
    "  Imágenes descargadas            0",
    "  Imágenes generadas              0",
    "  Sin imagen                      0",
    "  Se conserva la imagen anterior  2",
    "    Wikipedia: tú la quitaste     1",
    "  Correcciones conservadas        1",
    "  Descritos por un modelo         1",
  ]);
});

test("who told the encyclopedias nobody to write to is told how", () => {
  const { detail } = document;
  expect(ownSummary({ ...document, detail: { ...detail, contact: false } }, en).at(-1)).toContain(
    "lote config set contact",
  );
});

test("steps, skips and the closing of a source are said in words", () => {
  expect(stageWords("characters.import", "look-up", es)).toBe("consulta");
  expect(stageWords("characters.import", "search", es)).toBe("búsqueda");
  expect(skipWords("characters.import", "imported", en)).toBe("imported already");
  const note = {
    type: "note",
    code: "source-closed",
    data: { source: "duckduckgo", reason: "search-blocked" },
  } as const;
  expect(noteWords("characters.import", note, en)).toBe(
    "DuckDuckGo is not asked any more in this run: turned away",
  );
});

test("codes in a reason's data become words, an unknown one stays as it is, made safe", () => {
  const left = (reason: string) =>
    ({ code: "source-left", speaks: "info", data: { step: "generate", reason } }) as const;
  expect(reasonSentence(left("too-small"), characters, en)).toBe("drawing gave nothing: too small");
  expect(reasonSentence(left("new\u001b[2J"), characters, en)).toBe("drawing gave nothing: new");
  const unknown = { code: "licence-unknown", speaks: "against" } as const;
  expect(reasonNote(unknown, characters, es)).toBe("licencia desconocida: no es un permiso de uso");
});

test("the choice of a drawing says what it does, a picture is called by its title", () => {
  const picture = { name: "picture" };
  expect(candidateWords(picture, { ...candidate("draw", 0), label: "Ada" }, characters, en)).toBe(
    "have one drawn of Ada",
  );
  expect(candidateWords(picture, { ...candidate("0a1b", 1), label: "Ada.jpg" }, characters, en)).toBe(
    "Ada.jpg",
  );
});
