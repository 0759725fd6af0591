import { Database } from "bun:sqlite";
import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exportedItems } from "../../fixtures/comics/exported-items.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote } from "../../fixtures/comics/run-lote.ts";
import { ingest, search, verify } from "../../fixtures/documents/ingested.ts";
import { docxOf, textPdf } from "../../fixtures/documents/made-office.ts";
import { filesIn } from "../../fixtures/temporary-folder.ts";

setDefaultTimeout(120_000);

const paragraphs = (about: string, count: number) =>
  Array.from(
    { length: count },
    (_, index) =>
      `Párrafo ${index} sobre ${about}: ${`${about} y otra cosa número ${index}, `.repeat(12)}fin.`,
  );

test.concurrent("a folder is ingested, found in, and costs nothing when nothing has changed", async () => {
  const at = { workspace: join(newFolder(), "workspace") };
  const folder = filesIn(newFolder(), {
    "garantía.md":
      "# Garantía\n\nLa garantía de la lavadora dura tres años.\n\n## Devoluciones\n\nSe devuelve en un mes.\n",
    "deep/manual.docx": await docxOf(["# Manual", "El filtro se limpia cada semana."]),
    "deep/hoja.pdf": textPdf(["La bomba hace ruido", "Cambie la junta"]),
    "code.ts": "export function suma(a: number, b: number) {\n  return a + b;\n}\n",
    "picture.png": "no text",
    ".loteignore": "private/\n*.log\n",
    "private/secret.txt": "nadie lee esto",
    "a.log": "esto tampoco",
  });
  const first = await ingest([folder], at);
  expect(first.code).toBe(0);
  expect(first.document).toMatchObject({
    workflow: "documents.ingest",
    status: "completed",
    counts: { total: 5, done: 4, skipped: 1, failed: 0 },
    skipReasons: ["not-a-document"],
    detail: { index: { documents: 4 }, space: { model: "hashed-ngrams-512" }, searched: true },
  });
  const [best] = await search(["cuánto", "dura", "la", "garantía"], at);
  expect(best).toMatchObject({ path: join(folder, "garantía.md"), line: 1 });
  const [page] = await search(["cambiar", "la", "junta"], at);
  expect(page).toMatchObject({ path: join(folder, "deep/hoja.pdf"), page: 1 });
  expect(await search(["filtro", "--in", join(folder, "deep"), "--type", "docx"], at)).toHaveLength(1);
  expect(await search(["nadie", "lee", "esto", "--in", join(folder, "private")], at)).toEqual([]);

  const second = await ingest([folder], at);
  expect(second.document.counts).toMatchObject({ done: 0, skipped: 5, failed: 0 });
  expect((await verify(at)).report).toMatchObject({ documents: 4, incomplete: [], missing: [], orphans: 0 });
});

test.concurrent("an edited paragraph embeds at most three chunks, a touched or renamed file none", async () => {
  const at = { workspace: join(newFolder(), "workspace") };
  const parts = paragraphs("barcos", 40);
  const folder = filesIn(newFolder(), {
    "a.txt": parts.join("\n\n"),
    "b.txt": paragraphs("trenes", 5).join("\n\n"),
  });
  await ingest([folder], at);
  const edited = parts.with(20, `${parts[20]} Y además una frase nueva.`);
  writeFileSync(join(folder, "a.txt"), edited.join("\n\n"));
  const changed = await ingest([folder], at);
  const [item] = (await exportedItems(changed.document.run, at)).filter(({ state }) => state === "done");
  const { embedded, chunks } = (item?.result ?? {}) as { embedded: { chunks: number }; chunks: number };
  expect(chunks).toBeGreaterThan(8);
  expect(embedded.chunks).toBeGreaterThanOrEqual(1);
  expect(embedded.chunks).toBeLessThanOrEqual(3);

  utimesSync(join(folder, "a.txt"), new Date(), new Date());
  mkdirSync(join(folder, "sub"));
  renameSync(join(folder, "b.txt"), join(folder, "sub", "c.txt"));
  const moved = await ingest([folder], at);
  expect(moved.document.counts).toMatchObject({ done: 1, skipped: 1, failed: 0 });
  const [renamed] = (await exportedItems(moved.document.run, at)).filter(({ state }) => state === "done");
  expect(renamed?.result).toMatchObject({ settled: "moved", movedFrom: join(folder, "b.txt") });
  expect(moved.document.detail.index.documents).toBe(2);
  expect((await search(["trenes"], at))[0]?.path).toBe(join(folder, "sub", "c.txt"));
  expect((await verify(at)).code).toBe(0);
});

test.concurrent("--prune takes out what is gone or left out by now, and nothing without it", async () => {
  const at = { workspace: join(newFolder(), "workspace") };
  const folder = filesIn(newFolder(), { "a.txt": "uno solo", "b.txt": "dos solos", "c.txt": "tres solos" });
  const elsewhere = filesIn(newFolder(), { "d.txt": "cuatro solos" });
  await ingest([folder, elsewhere], at);
  rmSync(join(folder, "a.txt"));
  writeFileSync(join(folder, ".loteignore"), "c.txt\n");
  rmSync(join(elsewhere, "d.txt"));
  const kept = await ingest([folder], at);
  expect(kept.document.detail.index.documents).toBe(4);
  const pruned = await ingest([folder], at, ["--prune"]);
  expect(pruned.document.detail.index.documents).toBe(2);
  expect((await search(["solos"], at)).map(({ path }) => path).toSorted()).toEqual(
    [join(elsewhere, "d.txt"), join(folder, "b.txt")].toSorted(),
  );
  // A folder that is not there (a disk that is not mounted) loses nothing.
  rmSync(elsewhere, { recursive: true });
  expect(await ingest([elsewhere], at, ["--prune"]).catch(() => "refused")).toBe("refused");
  expect((await verify(at)).report).toMatchObject({ documents: 2, orphans: 0 });
});

test.concurrent("a retry of a run reads a file that it knew to fail, where that has changed since", async () => {
  const at = { workspace: join(newFolder(), "workspace") };
  const folder = filesIn(newFolder(), { "empty.txt": "", "other.txt": "", "good.txt": "bien" });
  await ingest([folder], at);
  const { document } = await ingest([folder], at);
  expect(document.counts).toMatchObject({ skipped: 1, failed: 2 });
  writeFileSync(join(folder, "empty.txt"), "ya no vacío");
  const retried = await lote(["runs", "retry", document.run, "--failed", "--json"], at);
  expect(retried.code).toBe(3);
  expect(JSON.parse(retried.stdout)).toMatchObject({
    counts: { done: 1, skipped: 1, failed: 1 },
    failures: [{ item: join(folder, "other.txt"), code: "document-empty" }],
  });
  expect((await search(["vacío"], at))[0]?.path).toBe(join(folder, "empty.txt"));
});

test.concurrent("what cannot be read fails with its reason, is told every time, and is read again when it changes", async () => {
  const at = { workspace: join(newFolder(), "workspace") };
  const folder = filesIn(newFolder(), {
    "good.txt": "bien",
    "scan.pdf": textPdf(["", ""]),
    "cut.docx": (await docxOf(["hola"])).subarray(0, 200),
    "empty.txt": "",
    "binary.txt": Uint8Array.from({ length: 999 }, (_, index) => index % 7),
    "old.xls": "whatever is in it",
    "slides.PPT": "whatever is in it",
    "picture.png": "no document at all",
  });
  const first = await ingest([folder], at);
  expect(first.code).toBe(3);
  const codes = (failures: typeof first.document.failures) =>
    Object.fromEntries(failures.map(({ item, code }) => [item.slice(folder.length + 1), code]));
  const expected = {
    "scan.pdf": "document-no-text",
    "cut.docx": "archive-broken",
    "empty.txt": "document-empty",
    "binary.txt": "document-binary",
    "old.xls": "document-old-format",
    "slides.PPT": "document-old-format",
  };
  const old = first.document.failures.find(({ item }) => item.endsWith("old.xls"));
  expect(old?.hint).toContain("--convert-to xlsx");
  expect(codes(first.document.failures)).toEqual(expected);
  const second = await ingest([folder], at);
  expect(second.code).toBe(3);
  expect(codes(second.document.failures)).toEqual(expected);
  expect(second.document.counts).toMatchObject({ done: 0, skipped: 2, failed: 6 });

  const log = join(newFolder(), "failed_files_log.json");
  await lote(["documents", "failures", "--export", log], at);
  const written = JSON.parse(readFileSync(log, "utf8"));
  expect(written).toHaveLength(6);
  expect(written).toContainEqual(
    expect.objectContaining({
      file_path: join(folder, "scan.pdf"),
      error: expect.stringContaining("scan"),
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      stage: expect.any(String),
      retried: "when-changed",
    }),
  );
  const told = await lote(["documents", "failures", "--lang", "es"], at);
  expect(told.stdout).toContain(`${join(folder, "scan.pdf")}\n    leyendo y cortando: `);
  expect(told.stdout.match(/Se intenta otra vez cuando cambie/g)).toHaveLength(6);
  writeFileSync(join(folder, "empty.txt"), "ya no está vacío");
  for (const gone of ["cut.docx", "old.xls", "slides.PPT"]) rmSync(join(folder, gone));
  const third = await ingest([folder], at);
  expect(codes(third.document.failures)).toEqual({
    "scan.pdf": "document-no-text",
    "binary.txt": "document-binary",
  });
  const { stdout } = await lote(["documents", "failures", "--json"], at);
  expect(JSON.parse(stdout).results).toHaveLength(2);
});

test.concurrent("loops of links, odd names and files larger than the limit hurt nobody", async () => {
  const at = { workspace: join(newFolder(), "workspace"), environment: { LOTE_DOCUMENT_MAX_MB: "1" } };
  const folder = filesIn(newFolder(), {
    "line\nbreak\u001b[31m.txt": "nombre raro",
    "large.txt": "x ".repeat(600_000),
    "sub/normal.txt": "normal",
  });
  symlinkSync(folder, join(folder, "sub", "loop"));
  symlinkSync(join(folder, "nowhere"), join(folder, "dangling.txt"));
  const { document, code } = await ingest([folder], at);
  expect(code).toBe(3);
  expect(document.counts).toMatchObject({ done: 2, failed: 2 });
  expect(document.failures.map((failure) => failure.code).toSorted()).toEqual([
    "document-too-large",
    "not-found",
  ]);
  const shown = await lote(["documents", "search", "nombre", "raro"], at);
  expect(shown.stdout).not.toContain("\u001b");
  expect(shown.stdout).toContain("break");
});

test.concurrent("verify finds an index that lost documents, and --repair reads them again", async () => {
  const at = { workspace: join(newFolder(), "workspace") };
  const folder = filesIn(newFolder(), { "a.txt": "alfa", "b.txt": "beta", "c.txt": "gamma" });
  await ingest([folder], at);
  const db = new Database(join(at.workspace, "documents.sqlite"));
  db.exec("PRAGMA busy_timeout = 20000");
  db.exec("DELETE FROM document WHERE path LIKE '%a.txt'");
  db.exec("UPDATE document SET chunks = 9 WHERE path LIKE '%b.txt'");
  db.close();
  const found = await verify(at);
  expect(found.code).toBe(3);
  expect(found.report).toMatchObject({
    missing: [join(folder, "a.txt")],
    incomplete: [join(folder, "b.txt")],
    orphans: 1,
  });
  expect((await verify(at, ["--repair"])).code).toBe(0);
  const mended = await verify(at);
  expect(mended.code).toBe(0);
  expect(mended.report).toMatchObject({
    documents: 3,
    missing: [],
    incomplete: [],
    orphans: 0,
    unsearchable: 0,
  });
});

test.concurrent("two ingests of one folder at once leave every document once and whole", async () => {
  const at = { workspace: join(newFolder(), "workspace") };
  const files = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [`${index}.txt`, paragraphs(`tema${index}`, 6).join("\n\n")]),
  );
  const folder = filesIn(newFolder(), files);
  const both = await Promise.all([ingest([folder], at), ingest([folder], at, ["--workers", "3"])]);
  for (const { code } of both) expect(code).toBe(0);
  const { code, report } = await verify(at);
  expect(code).toBe(0);
  expect(report).toMatchObject({ documents: 40, orphans: 0, incomplete: [], missing: [] });
});
