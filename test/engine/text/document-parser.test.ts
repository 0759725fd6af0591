import { expect, setDefaultTimeout, test } from "bun:test";
import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type DocumentTask,
  documentParser,
  type ReadDocument,
} from "../../../src/engine/text/document-parser.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

// A busy machine takes its time.
setDefaultTimeout(60_000);

const task: DocumentTask = {
  format: "text",
  tokenizer: "cl100k_base",
  chunk: { size: 400, overlap: 50, limit: 8192 },
  maxBytes: 2 ** 26,
  known: null,
};
const path = join(temporaryFolder(), "a.txt");
const read = async () =>
  JSON.parse(
    new TextDecoder().decode(await documentParser(task, Buffer.from(path), 2 ** 26)),
  ) as ReadDocument;

test("a file that somebody writes while it is read is no document before they are done", async () => {
  writeFileSync(path, "una frase cualquiera\n".repeat(40_000));
  let isOver = false;
  const reading = read().finally(() => {
    isOver = true;
  });
  const ended = reading.catch((error) => error);
  while (!isOver) {
    appendFileSync(path, "y otra más\n");
    await new Promise(setImmediate);
  }
  expect(await ended).toMatchObject({ code: "document-changing", retry: "transient" });
  const { chunks, size } = await read();
  expect(chunks.at(-1)?.text).toEndWith("y otra más");
  expect(size).toBe(Bun.file(path).size);
});

test("a file that is gone, a folder, and one that is larger than it may be are told of before they are read", async () => {
  rmSync(path);
  await expect(read()).rejects.toMatchObject({ code: "ENOENT" });
  writeFileSync(path, "x".repeat(3 * 2 ** 20));
  await expect(
    documentParser({ ...task, maxBytes: 2 ** 20 }, Buffer.from(path), 2 ** 26),
  ).rejects.toMatchObject({
    code: "document-too-large",
    data: { size: 3, limit: 1 },
  });
  await expect(documentParser(task, Buffer.from(temporaryFolder()), 2 ** 26)).rejects.toMatchObject({
    code: expect.stringMatching(/unreadable|EISDIR/),
  });
});

test("a title is one line of letters, whatever its file says that it is", async () => {
  const mail = "From: a@example.org\r\nSubject: =?utf-8?q?hola=00=1B[31m=0A_mundo?=\r\n\r\nNos vemos.\r\n";
  writeFileSync(path, mail);
  const answer = await documentParser({ ...task, format: "eml" }, Buffer.from(path), 2 ** 26);
  const { title } = JSON.parse(new TextDecoder().decode(answer)) as ReadDocument;
  expect(title).toMatch(/^hola\[31m mundo$/);
});
