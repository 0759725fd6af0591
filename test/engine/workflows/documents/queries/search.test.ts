import { expect, test } from "bun:test";
import { join } from "node:path";
import { hashedNgramsName } from "../../../../../src/engine/embedding/text/embedded-name.ts";
import { DocumentSearch } from "../../../../../src/engine/workflows/documents/queries/search.ts";
import { open } from "../../../../../src/library.ts";
import { documentRoom } from "../../../../fixtures/documents/ingest-run.ts";
import { textModelFolder } from "../../../../fixtures/documents/text-model.ts";
import { filesIn, temporaryFolder } from "../../../../fixtures/temporary-folder.ts";

async function opened() {
  const root = temporaryFolder();
  const folder = filesIn(root, {
    "notes/one.txt": "The guarantee lasts three years.",
    "notes-old/two.txt": "The guarantee lasted one year.",
  });
  const lote = open(join(root, "workspace"));
  await lote.documents.ingest([join(folder, "notes"), join(folder, "notes-old")]);
  return { lote, notes: join(folder, "notes") };
}

test("a question without a word is answered by nothing, and not by any passage", async () => {
  await using lote = (await opened()).lote;

  expect(await lote.documents.search("guarantee")).toHaveLength(2);
  expect(await lote.documents.search(" … !?")).toEqual([]);
});

test("a folder is that folder, with or without a slash at its end, and no other that begins like it", async () => {
  const { lote: workspace, notes } = await opened();
  await using lote = workspace;

  for (const within of [notes, `${notes}/`]) {
    const found = await lote.documents.search("guarantee", { within });
    expect(found.map(({ path }) => path)).toEqual([join(notes, "one.txt")]);
  }
  expect(await lote.documents.search("guarantee", { within: "/" })).toHaveLength(2);
});

/** A search over the vectors of a network, those of the embedded embedder, and those of a model that is no more. */
async function searchOfThree() {
  const room = documentRoom({}, { "models-folder": textModelFolder("tiny"), device: "cpu" });
  const notes = room.files("notes", { "cat.txt": "el gato verde" });
  for (const model of ["tiny", hashedNgramsName]) await room.ingest(notes, { model, mode: "sync" });
  const { stores, settings } = room;
  const index = await stores.documents.open();
  await index.space({
    id: "gone",
    model: "gone",
    dimensions: 8,
    embedder: { kind: "onnx", file: "gone.onnx" },
  });
  await index.close();
  const search = await DocumentSearch.open({ stores, settings, cacheFolder: stores.folder });
  const find = (model: string) =>
    search.find({ text: "gato", limit: 5, model }, new AbortController().signal);
  const close = async () => {
    await search.close();
    room[Symbol.dispose]();
  };
  return { find, [Symbol.asyncDispose]: close };
}

test("a question to a model that cannot be opened leaves the others to be asked", async () => {
  await using search = await searchOfThree();

  expect(await search.find("tiny")).toHaveLength(1);
  await expect(search.find("gone")).rejects.toMatchObject({ code: "price-unknown" });
  expect(await search.find("tiny")).toHaveLength(1);
});

test("questions to several models at once do not close them for each other", async () => {
  await using search = await searchOfThree();
  await search.find("tiny");

  const models = ["tiny", hashedNgramsName, "tiny", hashedNgramsName, "tiny"];
  const found = await Promise.all(models.map((model) => search.find(model)));

  expect(found.map((passages) => passages.length)).toEqual([1, 1, 1, 1, 1]);
});
