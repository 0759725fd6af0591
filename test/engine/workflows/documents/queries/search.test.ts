import { expect, test } from "bun:test";
import { join } from "node:path";
import { open } from "../../../../../src/library.ts";
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
