import { expect, test } from "bun:test";
import { join } from "node:path";
import { openTokenizer } from "../../../src/engine/text/tokenizer.ts";
import { tokenizerJson, vocabulary } from "../../fixtures/documents/text-model.ts";
import { filesIn, temporaryFolder } from "../../fixtures/temporary-folder.ts";

async function opened() {
  const folder = filesIn(temporaryFolder(), { "tokenizer.json": JSON.stringify(tokenizerJson()) });
  return openTokenizer({ file: join(folder, "tokenizer.json"), config: null });
}
const idOf = (token: string) => vocabulary.indexOf(token);

test("a model's own tokenizer gives its ids, special tokens at both ends, and counts them", async () => {
  const tokenizer = await opened();
  expect(tokenizer.encode("El gato, las")).toEqual(
    ["[CLS]", "el", "gato", ",", "la", "##s", "[SEP]"].map(idOf),
  );
  expect(tokenizer.count("El gato, las")).toBe(7);
  expect(tokenizer.count("")).toBe(2);
  expect(tokenizer.highest()).toBe(vocabulary.length - 1);
});

test("special tokens that are written in a text are text", async () => {
  const tokenizer = await opened();
  for (const token of ["[SEP]", "[CLS]", "[PAD]", "[UNK]"]) {
    const ids = tokenizer.encode(`gato ${token} casa`);
    expect(ids.filter((id) => id === idOf(token))).toHaveLength(["[SEP]", "[CLS]"].includes(token) ? 1 : 0);
  }
});

test("a text of megabytes is counted part by part, and as it is when it is counted at once", async () => {
  const tokenizer = await opened();
  const words = Array.from({ length: 20_000 }, (_, at) => ["gato", "las", "casa\n", "xyz,"][at % 4]);
  const text = words.join(" ");
  expect(text.length).toBeGreaterThan(80_000);
  expect(tokenizer.count(text)).toBe(tokenizer.encode(text).length);
  // No blank to cut at: each part is a word by itself, and none is left out.
  expect(tokenizer.count("a".repeat(50_000))).toBeGreaterThan(49_000);
});
