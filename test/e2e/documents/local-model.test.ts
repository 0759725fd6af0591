import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote } from "../../fixtures/comics/run-lote.ts";
import { ingest, search, verify } from "../../fixtures/documents/ingested.ts";
import { startPglite } from "../../fixtures/documents/pglite.ts";
import { textGraph, textModelFolder } from "../../fixtures/documents/text-model.ts";
import { filesIn } from "../../fixtures/temporary-folder.ts";

setDefaultTimeout(240_000);

const pglite = await startPglite();
let number = 0;
const places = [
  { name: "SQLite", url: () => undefined },
  { name: "PostgreSQL with pgvector", url: () => `${pglite}?schema=local${number++}` },
];

/** A workspace with some documents, and a network of texts that a person has added. */
function newPlace(index?: string, change: Readonly<Record<string, unknown>> = {}) {
  const models = textModelFolder("tiny", textGraph(), change);
  const environment = {
    LOTE_MODELS_FOLDER: models,
    ...(index === undefined ? {} : { LOTE_INDEX_URL: index }),
  };
  const documents = filesIn(newFolder(), {
    "gato.txt": "El gato verde duerme en la casa.",
    "perro.md": "# Perro\n\nEl perro rojo corre por la casa grande.",
    "arbol.txt": "El árbol grande.",
  });
  return { at: { workspace: join(newFolder(), "workspace"), environment }, documents, models };
}

const paths = (passages: readonly { path: string }[]) => passages.map(({ path }) => path);

describe.each(places)("in $name", ({ url }) => {
  test("another model fills a space beside the one that is searched, which it takes over at the end; and so back", async () => {
    const { at, documents } = newPlace(url());
    const first = await ingest([documents], at);
    expect(first.document.counts).toMatchObject({ done: 3 });
    expect(first.document.detail).toMatchObject({ searched: true, space: { model: "hashed-ngrams-512" } });

    // Of one folder only: the other documents are still found by the first model's vectors alone.
    const part = await ingest([join(documents, "gato.txt"), "--model", "tiny"], at);
    expect(part.document.detail).toMatchObject({ searched: false, space: { model: "tiny" } });
    expect(paths(await search(["árbol"], at))).toContain(join(documents, "arbol.txt"));
    expect(paths(await search(["gato", "--model", "tiny"], at))).toEqual([join(documents, "gato.txt")]);

    const whole = await ingest([documents, "--model", "tiny"], at);
    expect(whole.document.counts).toMatchObject({ done: 2, skipped: 1 });
    expect(whole.document.detail).toMatchObject({ searched: true, index: { documents: 3 } });
    expect(await search(["el perro rojo"], at)).toHaveLength(3);
    expect((await verify(at)).report).toMatchObject({ model: "tiny", documents: 3 });

    writeFileSync(join(documents, "gato.txt"), "El gato duerme en el árbol.");
    const back = await ingest([documents], at);
    expect(back.document.counts).toMatchObject({ done: 1, skipped: 2 });
    expect(back.document.detail).toMatchObject({ searched: true, space: { model: "hashed-ngrams-512" } });
    expect(paths(await search(["árbol"], at)).slice(0, 2)).toContain(join(documents, "gato.txt"));
  });
});

test("a model that is not there, or whose file was changed, ends the command before a run is made", async () => {
  const { at, documents, models } = newPlace();
  const asked = ["documents", "ingest", documents, "--yes", "--model"];
  const unknown = await lote([...asked, "nobody"], at);
  expect([unknown.code, unknown.stderr]).toEqual([
    6,
    expect.stringContaining("hashed-ngrams-512, multilingual-e5-small"),
  ]);
  expect((await lote([...asked, "multilingual-e5-small"], at)).stderr).toContain(
    "models pull multilingual-e5-small",
  );
  writeFileSync(join(models, "tiny-tokenizer.json"), "{}");
  expect((await lote([...asked, "tiny"], at)).stderr).toContain("tiny-tokenizer.json");
  expect((await lote([...asked, "tiny", "--mode", "batch"], at)).code).not.toBe(0);
  expect((await lote(["runs", "list", "--json"], at)).stdout).toContain('"results":[]');
});

test("an entry that was changed makes other vectors, and what was made before is not searched with them", async () => {
  const { at, documents, models } = newPlace();
  await ingest([documents, "--model", "tiny"], at);
  const manifest = await Bun.file(join(models, "models.json")).json();
  manifest.models[0].pooling = "cls";
  writeFileSync(join(models, "models.json"), JSON.stringify(manifest));
  const found = await lote(["documents", "search", "gato"], at);
  expect([found.code, found.stderr]).toEqual([6, expect.stringContaining("documents ingest PATH")]);
  const again = await ingest([documents, "--model", "tiny"], at);
  expect(again.document.counts).toMatchObject({ done: 3 });
  expect(await search(["gato"], at)).toHaveLength(3);
});

test("the question to a model that was removed says how to get it back", async () => {
  const { at, documents, models } = newPlace();
  await ingest([documents, "--model", "tiny"], at);
  rmSync(join(models, "tiny.onnx"));
  const found = await lote(["documents", "search", "gato"], at);
  expect([found.code, found.stderr]).toEqual([6, expect.stringContaining("models pull tiny")]);
});

test("models are listed, verified and told of in an estimate with their tokenizers", async () => {
  const { at, documents } = newPlace();
  const { results } = JSON.parse((await lote(["models", "list", "--json"], at)).stdout) as {
    results: { name: string; purpose: string; state: string }[];
  };
  const own = results.filter(({ name }) => name.startsWith("tiny"));
  expect(own.map(({ name, purpose, state }) => [name, purpose, state])).toEqual([
    ["tiny", "text-embed", "pulled"],
    ["tiny-tokenizer.json", "tokenizer", "pulled"],
    ["tiny-tokenizer-config.json", "tokenizer", "pulled"],
  ]);
  const checked = await lote(["models", "verify"], at);
  expect(checked.stdout).toMatch(/\+ tiny-tokenizer\.json:/);
  const dry = await lote(["documents", "ingest", documents, "--model", "tiny", "--dry-run", "--json"], at);
  expect(dry.code).toBe(0);
});
