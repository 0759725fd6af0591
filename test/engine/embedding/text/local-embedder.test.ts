import { afterAll, expect, test } from "bun:test";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TextEmbedder } from "../../../../src/engine/embedding/text/embedder.ts";
import {
  type EmbedderSetting,
  isLocalEmbedder,
  openEmbedder,
} from "../../../../src/engine/embedding/text/open-embedder.ts";
import type { LoteError } from "../../../../src/engine/errors/lote-error.ts";
import { ModelHost } from "../../../../src/engine/models/host/model-host.ts";
import {
  hiddenOf,
  type TextModelShape,
  textDimensions,
  textGraph,
  textModelFolder,
  textPositions,
  vocabulary,
} from "../../../fixtures/documents/text-model.ts";
import { assets } from "../../../fixtures/faces/face-assets.ts";
import { filesIn, temporaryFolder } from "../../../fixtures/temporary-folder.ts";
import { skipUnless } from "../../../support/skip.ts";

const opened: TextEmbedder[] = [];
afterAll(async () => {
  for (const embedder of opened) await embedder.close();
});

async function open(folder: string, name = "tiny", more: Partial<EmbedderSetting> = {}) {
  const settings = { "models-folder": folder, device: "cpu" } as const;
  const embedder = await openEmbedder(name, { settings, cacheFolder: temporaryFolder(), ...more });
  opened.push(embedder);
  return embedder;
}

const tiny = (shape: TextModelShape = {}, change: Readonly<Record<string, unknown>> = {}) =>
  textModelFolder("tiny", textGraph(shape), change);

async function vectorsOf(embedder: TextEmbedder, texts: readonly string[]) {
  let made: readonly (Float32Array | LoteError)[] = [];
  const context = {
    signal: new AbortController().signal,
    paid: () => Promise.reject(new Error("nobody is paid")),
  };
  await embedder.embed(
    texts.map((text) => ({ text, tokens: 1 })),
    context as unknown as Parameters<TextEmbedder["embed"]>[1],
    async (vectors) => {
      made = vectors;
    },
  );
  return made;
}

const ask = (embedder: TextEmbedder, text: string) => embedder.ask(text, new AbortController().signal);

/** The vector of words that are tokens, worked out from the tables that the graph was made of. */
function expected(words: readonly string[], pooling: "mean" | "cls" = "mean"): number[] {
  const rows = ["[CLS]", ...words, "[SEP]"].map((word, at) => hiddenOf(vocabulary.indexOf(word), at));
  const used = pooling === "cls" ? rows.slice(0, 1) : rows;
  const sum = used.reduce((all, row) => all.map((value, at) => value + (row[at] ?? 0)));
  const length = Math.hypot(...sum);
  return sum.map((value) => value / length);
}

function expectClose(vector: Float32Array | LoteError | undefined, numbers: readonly number[]) {
  if (!(vector instanceof Float32Array)) throw vector ?? new Error("no vector");
  expect(vector.length).toBe(numbers.length);
  numbers.forEach((value, at) => {
    expect(vector[at]).toBeCloseTo(value, 5);
  });
}

test("the mean of a text's tokens is its vector, whatever texts it was filled up beside", async () => {
  const embedder = await open(tiny());
  const texts = ["el gato verde", "la casa grande rojo el perro la casa el gato verde", "casa"];
  const vectors = await vectorsOf(embedder, texts);
  texts.forEach((text, at) => {
    expectClose(vectors[at], expected(text.split(" ")));
  });
  const [alone] = await vectorsOf(embedder, ["casa"]);
  expectClose(alone, expected(["casa"]));
});

test("the first token's vector, and one that the graph makes itself, are taken where the entry says so", async () => {
  const first = await open(tiny({ types: true }, { pooling: "cls" }));
  expectClose((await vectorsOf(first, ["el gato", "la casa grande"]))[0], expected(["el", "gato"], "cls"));
  const ready = { pooling: "none", output: { name: "sentence_embedding" } };
  const whole = await open(tiny({ sentence: true }, ready));
  expectClose((await vectorsOf(whole, ["el gato", "la casa grande"]))[0], expected(["el", "gato"]));
});

test("a tokenizer's file may be called as its network is", async () => {
  const folder = tiny();
  renameSync(join(folder, "tiny-tokenizer.json"), join(folder, "tiny.json"));
  const described = readFileSync(join(folder, "models.json"), "utf8");
  writeFileSync(join(folder, "models.json"), described.replaceAll("tiny-tokenizer.json", "tiny.json"));

  expectClose(await ask(await open(folder), "gato"), expected(["gato"]));
});

test("questions and passages get the prefixes of the entry, which count", async () => {
  const embedder = await open(tiny({}, { prefixes: { query: "query: ", passage: "passage: " } }));
  expectClose(await ask(embedder, "gato"), expected(["query", ":", "gato"]));
  expectClose((await vectorsOf(embedder, ["gato"]))[0], expected(["passage", ":", "gato"]));
  expect(embedder.limits.tokens).toBe(textPositions - 4);
});

test("a graph that is asked text by text gives the same vectors, and spaces differ by all that makes them", async () => {
  const [any, one, cls] = await Promise.all([
    open(tiny()),
    open(tiny({}, { batch: 1 })),
    open(tiny({}, { pooling: "cls" })),
  ]);
  const texts = ["el gato", "la casa grande"];
  const [left, right] = await Promise.all([vectorsOf(any, texts), vectorsOf(one, texts)]);
  expectClose(left[1], [...(right[1] as Float32Array)]);
  expect(new Set([any, one, cls].map(({ space }) => space.id)).size).toBe(3);
  expect((await open(tiny())).space).toEqual(any.space);
  expect(any.space).toMatchObject({ model: "tiny", dimensions: textDimensions });
});

test("what is written like a special token is only text, and a word without end is not one unknown token", async () => {
  const embedder = await open(tiny());
  const [written, apart] = await vectorsOf(embedder, ["gato [SEP] casa", "gato [ sep ] casa"]);
  expectClose(written, [...(apart as Float32Array)]);
  const [first, second] = await vectorsOf(embedder, ["a".repeat(110), "b".repeat(110)]);
  expect([...(first as Float32Array)]).not.toEqual([...(second as Float32Array)]);
});

test("a text that is too long has the error in its place, the others their vectors", async () => {
  const embedder = await open(tiny());
  const long = "gato ".repeat(textPositions);
  const [fine, late] = await vectorsOf(embedder, ["gato", long]);
  expectClose(fine, expected(["gato"]));
  expect(late).toMatchObject({
    code: "text-too-long",
    data: { tokens: textPositions + 2, limit: textPositions },
  });
  await expect(ask(embedder, long)).rejects.toMatchObject({ code: "text-too-long" });
});

test("a text that crashes the model, or that it refuses, has the error in its place, the others their vectors", async () => {
  const hostProgram = join(import.meta.dir, "../../../fixtures/crashing-host.ts");
  const embedder = await open(tiny(), "tiny", { hostProgram });
  const texts = ["gato", "la casa .", "el perro", "rojo ,", "verde"];
  const vectors = await vectorsOf(embedder, texts);
  expect(vectors[1]).toMatchObject({ code: "model-crashed" });
  expect(vectors[3]).toMatchObject({ code: "model-broken" });
  for (const at of [0, 2, 4]) expectClose(vectors[at], expected((texts[at] ?? "").split(" ")));
});

test("a model for many texts is calibrated once on this machine, and a later one takes what was found", async () => {
  const folder = tiny();
  const cacheFolder = temporaryFolder();
  let asked = 0;
  const expectedTexts = async () => {
    asked++;
    return 100_000;
  };
  await open(folder, "tiny", { cacheFolder, expectedTexts });
  const { layouts } = await Bun.file(join(cacheFolder, "machine.json")).json();
  expect(Object.values(layouts)).toEqual([
    { hosts: expect.any(Number), threads: expect.any(Number), itemsPerSecond: expect.any(Number) },
  ]);
  const later = await open(folder, "tiny", { cacheFolder, expectedTexts });
  expect(asked).toBe(1);
  const [{ hosts, threads }] = Object.values(layouts) as [{ hosts: number; threads: number }];
  expect(later.device).toMatchObject({ hosts, threads });
});

test("a file of the model or of its tokenizer that is missing is told of by the model's name", async () => {
  for (const file of ["tiny.onnx", "tiny-tokenizer.json", "tiny-tokenizer-config.json"]) {
    const folder = tiny();
    rmSync(join(folder, file));
    await expect(open(folder)).rejects.toMatchObject({ code: "model-missing", data: { model: "tiny" } });
  }
});

test("a tokenizer that was changed, or that is none, is refused", async () => {
  const changed = tiny();
  writeFileSync(join(changed, "tiny-tokenizer.json"), "{}");
  await expect(open(changed)).rejects.toMatchObject({ code: "model-broken" });
  const none = tiny();
  const manifest = await Bun.file(join(none, "models.json")).json();
  manifest.files["tiny-tokenizer.json"] = {
    ...manifest.files["tiny-tokenizer.json"],
    size: 2,
    sha256: new Bun.CryptoHasher("sha256").update("{}").digest("hex"),
  };
  filesIn(none, { "models.json": JSON.stringify(manifest), "tiny-tokenizer.json": "{}" });
  await expect(open(none)).rejects.toMatchObject({ code: "model-broken" });
});

test("a tokenizer with more tokens than its network, and more tokens than it has places for, are told apart", async () => {
  await expect(open(tiny({ tokens: 40 }))).rejects.toMatchObject({
    code: "tokenizer-unfit",
    data: { model: "tiny", highest: vocabulary.length - 1 },
  });
  await expect(open(tiny({}, { maxTokens: 512 }))).rejects.toMatchObject({ code: "model-graph" });
});

test("a graph that is not what its entry says is refused with both", async () => {
  const entries = [
    () => open(tiny({ floatIds: true })),
    () => open(tiny({}, { dimensions: 9 })),
    () => open(tiny({}, { pooling: "none" })),
    () => open(tiny({ sentence: true }, { output: {} })),
    () => open(tiny({}, { output: { name: "pooler_output" } })),
  ];
  for (const one of entries) await expect(one()).rejects.toMatchObject({ code: "model-graph" });
});

test("the embedded embedder and the networks of texts work on this machine, a service's model does not", async () => {
  const settings = { "models-folder": tiny() };
  const answers = [null, "hashed-ngrams-512", "tiny", "multilingual-e5-small", "text-embedding-3-small"].map(
    (model) => isLocalEmbedder(model, settings),
  );
  expect(await Promise.all(answers)).toEqual([true, true, true, true, false]);
});

test("a licence that forbids commercial use is asked about first", async () => {
  const folder = tiny();
  const manifest = await Bun.file(join(folder, "models.json")).json();
  manifest.files["tiny.onnx"].commercialUse = false;
  filesIn(folder, { "models.json": JSON.stringify(manifest) });
  await expect(open(folder)).rejects.toMatchObject({ code: "model-licence" });
});

const standIn = join(assets, "models/text-embed");
const withStandIn = skipUnless(existsSync(standIn), "LOTE_ASSETS is not there");

withStandIn(
  "a real network's vectors are those of its graph over ids that were looked up by hand",
  async () => {
    const files = ["standin_text_embed_256.onnx", "tokenizer.json", "tokenizer_config.json"];
    const contents = await Promise.all(files.map((file) => Bun.file(join(standIn, file)).bytes()));
    const described = files.map((file, at) => {
      const content = contents[at] as Uint8Array;
      const sha256 = new Bun.CryptoHasher("sha256").update(content).digest("hex");
      return [file, { size: content.length, sha256, licence: "own", commercialUse: true }];
    });
    const model = {
      ...{ name: "stand-in", purpose: "text-embed", description: "", file: files[0], precision: "fp32" },
      ...{ batch: "any", maxTokens: 512, pooling: "none", dimensions: 256 },
      ...{ tokenizer: { file: files[1], config: files[2] }, output: { name: "sentence_embedding" } },
    };
    const folder = filesIn(temporaryFolder(), {
      ...Object.fromEntries(files.map((file, at) => [file, contents[at] as Uint8Array])),
      "models.json": JSON.stringify({ version: 2, files: Object.fromEntries(described), models: [model] }),
    });
    const embedder = await open(folder, "stand-in");
    const texts = [
      "El gato duerme en la casa.",
      "The quick brown fox jumps over the lazy dog",
      "Árboles y montañas",
    ];
    const vectors = await vectorsOf(embedder, texts);
    const words = (await Bun.file(join(standIn, "vocab.txt")).text()).split("\n");
    const host = await ModelHost.start({
      model: "reference",
      path: join(standIn, "standin_text_embed_256.onnx"),
      provider: "cpu",
      threads: 1,
    });
    for (const [at, text] of texts.entries()) {
      const ids = [2, ...greedyPieces(text, words), 3];
      const dims = [1, ids.length];
      const { sentence_embedding: row } = await host.run({
        input_ids: { type: "int64", dims, data: BigInt64Array.from(ids, BigInt) },
        attention_mask: { type: "int64", dims, data: new BigInt64Array(ids.length).fill(1n) },
      });
      if (row?.type !== "float32") throw new Error("no vector");
      const numbers = [...row.data];
      const length = Math.hypot(...numbers);
      expectClose(
        vectors[at],
        numbers.map((value) => value / length),
      );
    }
    host.kill();
  },
);

/** WordPiece as its paper has it: the longest piece that fits, from the left. */
function greedyPieces(text: string, words: readonly string[]): number[] {
  const plain = text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return (plain.match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? []).flatMap((word) => {
    const ids: number[] = [];
    for (let from = 0; from < word.length; ) {
      let to = word.length;
      const found = () => words.indexOf((from > 0 ? "##" : "") + word.slice(from, to));
      while (to > from && found() < 0) to--;
      if (to === from) return [1];
      ids.push(found());
      from = to;
    }
    return ids;
  });
}
