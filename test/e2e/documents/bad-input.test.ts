import { Database } from "bun:sqlite";
import { expect, setDefaultTimeout, test } from "bun:test";
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote } from "../../fixtures/comics/run-lote.ts";
import { ingest, search, verify, workersGone } from "../../fixtures/documents/ingested.ts";
import { docxOf, epubOf, textPdf, zipOf } from "../../fixtures/documents/made-office.ts";
import { lockedPdf, loopingPdf } from "../../fixtures/raw-pdf.ts";
import { fillDisk, smallDisk } from "../../fixtures/small-disk.ts";
import { filesIn } from "../../fixtures/temporary-folder.ts";
import { skipUnless } from "../../support/skip.ts";

setDefaultTimeout(120_000);

test.concurrent("a text of a gigabyte, a bomb and a hostile page end with their reasons, and the others are read", async () => {
  const at = { workspace: join(newFolder(), "workspace") };
  const folder = filesIn(newFolder(), {
    "good.txt": "todo bien por aquí",
    "huge.txt": "",
    "bomb.docx": await zipOf({ "word/document.xml": new Uint8Array(150 * 2 ** 20) }),
    "deep.html": `${"<div>".repeat(50_000)}fondo<script>while(true){}</script>`,
    "tokens.md": `# <|endoftext|>\n\n${"<|endoftext|> ".repeat(200)}\n\n${"a".repeat(60_000)}`,
    "wide.csv": Array.from({ length: 300_000 }, (_, column) => `c${column}`).join(","),
  });
  truncateSync(join(folder, "huge.txt"), 2 ** 30);
  const { code, document } = await ingest([folder], at);
  expect(code).toBe(3);
  expect(document.counts).toMatchObject({ done: 4, failed: 2 });
  const codes = Object.fromEntries(
    document.failures.map((failure) => [failure.item.slice(folder.length + 1), failure.code]),
  );
  expect(codes).toEqual({ "huge.txt": "document-too-large", "bomb.docx": "archive-too-large" });
  expect((await search(["fondo"], at)).map(({ path }) => path)).toContain(join(folder, "deep.html"));
  expect((await verify(at)).code).toBe(0);
});

test.concurrent("a table of a million columns is read as the text that it is, within the memory of a reader", async () => {
  const at = { workspace: join(newFolder(), "workspace") };
  const names = Array.from({ length: 1_000_000 }, (_, index) => `c${index}`).join(",");
  const folder = filesIn(newFolder(), { "wide.csv": `${names}\n${"1,".repeat(1_000_000)}` });
  const { document } = await ingest([folder], at);
  expect(document).toMatchObject({ counts: { done: 1, failed: 0 }, failures: [] });
});

test.concurrent("PDFs that are locked, cut or go in circles, archives inside archives, pipes and deep elements end by themselves", async () => {
  const at = { workspace: join(newFolder(), "workspace") };
  const whole = textPdf(["Primera hoja", "Segunda hoja"]);
  let nested = await zipOf({ "bomb.bin": new Uint8Array(20 * 2 ** 20) });
  for (let depth = 0; depth < 12; depth++)
    nested = await zipOf({ [`${depth}.zip`]: nested, "copy.zip": nested });
  const paragraph = "<w:p><w:r><w:t>muy hondo</w:t></w:r></w:p>";
  const names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
  const deep = `<w:document ${names}><w:body>${"<w:sdt><w:sdtContent>".repeat(30_000)}${paragraph}${"</w:sdtContent></w:sdt>".repeat(30_000)}</w:body></w:document>`;
  const folder = filesIn(newFolder(), {
    "good.txt": "todo bien por aquí",
    "locked.pdf": lockedPdf(),
    "cut.pdf": whole.subarray(0, whole.length / 3),
    "noise.pdf": Uint8Array.from(whole, (byte, index) => (index % 3 === 0 && index > 20 ? 255 - byte : byte)),
    "loop.pdf": loopingPdf(),
    "nested.docx": await docxOf(["archivos dentro de archivos"], { "word/embeddings/a.zip": nested }),
    "deep.docx": await docxOf([], { "word/document.xml": deep }),
    "zip.epub": nested,
  });
  if (Bun.which("mkfifo")) Bun.spawnSync(["mkfifo", join(folder, "pipe.txt")]);
  const { code, document } = await ingest([folder], at);
  expect(code).toBe(3);
  const codes = document.failures.map(({ item, code }) => [item.slice(folder.length + 1), code]);
  expect(Object.fromEntries(codes)).toEqual({
    "locked.pdf": "document-encrypted",
    "cut.pdf": "document-broken",
    "noise.pdf": "document-broken",
    "loop.pdf": "document-no-text",
    "deep.docx": "document-broken",
    "zip.epub": "document-broken",
  });
  expect((await search(["archivos", "dentro"], at))[0]?.path).toBe(join(folder, "nested.docx"));
  expect((await verify(at)).code).toBe(0);
});

test.concurrent("a file that vanishes between two looks fails by itself, and is no failure once it is back", async () => {
  const at = { workspace: join(newFolder(), "workspace") };
  const folder = filesIn(newFolder(), { "a.txt": "uno", "b.txt": "dos" });
  await ingest([folder], at);
  writeFileSync(join(folder, "a.txt"), "uno cambiado");
  // Named itself, and gone when it is looked at.
  rmSync(join(folder, "b.txt"));
  const gone = await lote(["documents", "ingest", join(folder, "b.txt"), "--json"], at);
  expect(gone.code).toBe(2);
  const { document } = await ingest([folder], at);
  expect(document.counts).toMatchObject({ done: 1, failed: 0 });
  expect((await search(["dos"], at))[0]?.path).toBe(join(folder, "b.txt"));
});

test.concurrent("an index that somebody deleted is filled again, and one that somebody holds is waited for", async () => {
  const at = { workspace: join(newFolder(), "workspace") };
  const folder = filesIn(newFolder(), { "a.txt": "uno", "b.docx": await docxOf(["dos"]) });
  await ingest([folder], at);
  await workersGone(at);
  const path = join(at.workspace, "documents.sqlite");
  for (const suffix of ["", "-wal", "-shm"]) rmSync(path + suffix, { force: true });
  expect((await lote(["documents", "verify"], at)).code).toBe(6);
  expect((await ingest([folder], at)).document.counts).toMatchObject({ done: 2, failed: 0 });

  const holder = new Database(path);
  holder.exec("PRAGMA busy_timeout = 20000");
  holder.exec("BEGIN IMMEDIATE");
  writeFileSync(join(folder, "c.txt"), "tres");
  const waiting = ingest([folder], at);
  await Bun.sleep(50);
  expect((await search(["uno"], at))[0]?.path).toBe(join(folder, "a.txt"));
  holder.exec("ROLLBACK");
  holder.close();
  expect((await waiting).document.counts).toMatchObject({ done: 1, failed: 0 });
});

test.concurrent("an index that is no database is told of, and is left as it is", async () => {
  const at = { workspace: join(newFolder(), "workspace") };
  const folder = filesIn(newFolder(), { "a.txt": "uno" });
  await ingest([folder], at);
  await workersGone(at);
  const path = join(at.workspace, "documents.sqlite");
  for (const suffix of ["-wal", "-shm"]) rmSync(path + suffix, { force: true });
  writeFileSync(path, "esto no es una base de datos, por muy larga que sea la frase");
  const { code, stderr } = await lote(["documents", "ingest", folder], at);
  expect(code).not.toBe(0);
  expect(stderr).toContain("documents.sqlite");
  expect(await Bun.file(path).text()).toStartWith("esto no es");
});

const isRoot = process.getuid?.() === 0;
const powerless = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"];
skipUnless(
  !isRoot || Bun.which("setpriv") !== null,
  "root may read everything, and setpriv is not installed",
)(
  "what may not be read fails by name, the others are read, and once it may the next run reads it",
  async () => {
    const at = { workspace: join(newFolder(), "workspace"), through: isRoot ? powerless : [] };
    const folder = filesIn(newFolder(), { "a.txt": "uno", "locked.txt": "dos", "deep/b.txt": "tres" });
    const [locked, deep] = [join(folder, "locked.txt"), join(folder, "deep")];
    chmodSync(locked, 0);
    chmodSync(deep, 0);
    const failures = async () => {
      const { stdout } = await lote(["documents", "failures", "--json"], at);
      const listed = JSON.parse(stdout).results as { file_path: string; retried: string }[];
      return listed.map(({ file_path, retried }) => [file_path, retried]).toSorted();
    };
    const first = await ingest([folder], at);
    expect(first.code).toBe(3);
    expect(first.document.counts).toMatchObject({ done: 1, failed: 2 });
    for (const { item, code, message, hint } of first.document.failures) {
      expect([locked, deep]).toContain(item);
      expect(code).toBe("unreadable");
      expect(message).toContain(`${item} cannot be read`);
      expect(hint).toContain("permissions");
    }
    expect(await failures()).toEqual([
      [deep, "next-run"],
      [locked, "next-run"],
    ]);
    expect((await verify(at)).report).toMatchObject({ documents: 1, incomplete: [], orphans: 0 });

    chmodSync(locked, 0o644);
    chmodSync(deep, 0o755);
    const second = await ingest([folder], at);
    expect(second.code).toBe(0);
    expect(second.document.counts).toMatchObject({ done: 2, skipped: 1, failed: 0 });
    expect(await failures()).toEqual([]);
  },
);

test.concurrent("what a document says of a terminal, of another file or of another place is only text", async () => {
  const at = { workspace: join(newFolder(), "workspace") };
  const secret = join(newFolder(), "secret.txt");
  writeFileSync(secret, "palabra secreta");
  const hostile =
    "\u001b[2J\u001b]52;c;aG9sYQ==\u0007\u001b]8;;file:///etc\u001b\\\u009b31m\u202e\u200b\u0007";
  const folder = filesIn(newFolder(), {
    "screen.md": `# Título ${hostile} rojo\n\nUn faro ${hostile} blanco.\n\n${"Y nada más que letras en adelante. ".repeat(60)}`,
    "page.html": `<title>${hostile}</title><p>Un muelle largo.<img src="file://${secret}"><iframe src="${secret}"></iframe><object data="${secret}"></object>`,
    "linked.docx": await docxOf(["Un puerto viejo."], {
      "word/_rels/document.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/subDocument" Target="file://${secret}" TargetMode="External"/></Relationships>`,
    }),
    "entity.docx": await docxOf([], {
      "word/document.xml": `<!DOCTYPE x [<!ENTITY s SYSTEM "file://${secret}">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>Una grúa &s; alta.</w:t></w:r></w:p></w:body></w:document>`,
    }),
    "climber.epub": await epubOf("El libro", ["<p>Una boya roja.</p>"], {
      "OPS/book.opf": `<package><metadata><dc:title>x</dc:title></metadata><manifest><item id="c0" href="text/c0.xhtml" media-type="application/xhtml+xml"/><item id="c1" href="../../../../../../..${secret}" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="c0"/><itemref idref="c1"/></spine></package>`,
      "../../climbed.txt": "fuera",
    }),
  });
  const { document } = await ingest([folder], at);
  expect(document.failures).toMatchObject([{ item: join(folder, "entity.docx"), code: "document-broken" }]);
  for (const words of [["faro", "blanco"], ["muelle"]]) {
    for (const flags of [[], ["--json"]]) {
      const { stdout, stderr } = await lote(["documents", "search", ...words, ...flags], at);
      // Control characters, marks that turn the line round, and those that nobody sees.
      expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e]/);
    }
  }
  const found = await search(["palabra", "secreta"], at);
  expect(found.filter(({ text }) => text.includes("secreta"))).toEqual([]);
  expect((await search(["faro"], at))[0]?.path).toBe(join(folder, "screen.md"));
  expect(readdirSync(folder).length).toBe(5);
});

test.concurrent("an index that a newer lote made is left alone, and one with a damaged page says so", async () => {
  const at = { workspace: join(newFolder(), "workspace") };
  const folder = filesIn(newFolder(), { "a.txt": "uno" });
  await ingest([folder], at);
  await workersGone(at);
  const path = join(at.workspace, "documents.sqlite");
  const db = new Database(path);
  const { user_version: version } = db.query("PRAGMA user_version").get() as { user_version: number };
  db.exec(`PRAGMA user_version = ${version + 1}`);
  db.exec("PRAGMA journal_mode = DELETE");
  db.close();
  const bytes = readFileSync(path);
  const newer = await lote(["documents", "ingest", folder], at);
  expect(newer.code).not.toBe(0);
  expect(newer.stderr).toContain(path);
  const after = new Database(path);
  expect(after.query("SELECT count(*) AS n FROM document").get()).toEqual({ n: 1 });
  after.exec(`PRAGMA user_version = ${version}`);
  after.exec("PRAGMA journal_mode = DELETE");
  after.close();

  bytes.writeUInt32BE(version, 60);
  writeFileSync(path, bytes.fill(0xa5, 4096 * 3, 4096 * 40));
  const torn = await lote(["documents", "verify"], at);
  expect(torn.code).toBe(6);
  expect(torn.stderr).toContain(`The index ${path} is damaged`);
  const stopped = await ingest([folder], at);
  expect(stopped.code).toBe(6);
  expect(stopped.document.failures).toMatchObject([{ code: "index-damaged" }]);
  await workersGone(at);
  renameSync(path, `${path}.old`);
  expect((await ingest([folder], at)).code).toBe(0);
  expect((await search(["uno"], at))[0]?.path).toBe(join(folder, "a.txt"));
});

const readOnly = smallDisk(8);
skipUnless(readOnly !== null, "a disk can only be mounted by root")(
  "a disk that may only be read ends the ingest with a reason, and once it may be written the same command goes on",
  async () => {
    const at = { workspace: join(newFolder(), "workspace") };
    const place = readOnly ?? "";
    mkdirSync(at.workspace, { recursive: true });
    symlinkSync(join(place, "documents.sqlite"), join(at.workspace, "documents.sqlite"));
    const folder = filesIn(newFolder(), { "a.txt": "uno" });
    expect((await ingest([folder], at)).code).toBe(0);
    await workersGone(at);
    writeFileSync(join(folder, "b.txt"), "dos");
    Bun.spawnSync(["mount", "-o", "remount,ro", place]);
    const { code, stderr } = await lote(["documents", "ingest", folder], at);
    expect(code).not.toBe(0);
    expect(stderr).toContain("documents.sqlite");
    Bun.spawnSync(["mount", "-o", "remount,rw", place]);
    expect((await ingest([folder], at)).code).toBe(0);
    expect((await verify(at)).report).toMatchObject({
      documents: 2,
      incomplete: [],
      missing: [],
      orphans: 0,
    });
  },
);

const disk = smallDisk(4);
skipUnless(disk !== null, "a small disk can only be mounted by root")(
  "a full disk ends the ingest with 7, leaves no half of a document, and with space again the same command goes on",
  async () => {
    const at = { workspace: join(newFolder(), "workspace") };
    const place = disk ?? "";
    const index = join(at.workspace, "documents.sqlite");
    // The ledger stays on the large disk: the index alone runs out of space.
    mkdirSync(at.workspace, { recursive: true });
    symlinkSync(join(place, "documents.sqlite"), index);
    const folder = filesIn(newFolder(), { "small.txt": "uno pequeño" });
    expect((await ingest([folder], at)).code).toBe(0);
    await workersGone(at);
    const ballast = fillDisk(place, 300);
    const long = (about: string) =>
      Array.from(
        { length: 900 },
        (_, number) => `Párrafo ${number} sobre ${about}: ${about} ${number}, y nada más que ${number * 7}.`,
      ).join("\n\n");
    filesIn(folder, {
      "barcos.txt": long("barcos"),
      "trenes.txt": long("trenes"),
      "vuelos.txt": long("vuelos"),
    });

    const full = await ingest([folder], at);
    expect(full.code).toBe(7);
    expect(full.stderr).toContain(`The disk is full: ${index}`);
    expect(full.stderr).toContain("Free some space");
    expect((await search(["pequeño"], at))[0]?.path).toBe(join(folder, "small.txt"));
    expect((await verify(at)).report).toMatchObject({ incomplete: [], missing: [] });

    await workersGone(at);
    rmSync(ballast);
    Bun.spawnSync(["mount", "-o", "remount,size=64m", place]);
    const again = await ingest([folder], at);
    expect(again.code).toBe(0);
    expect(again.document.run).toBe(full.document.run);
    expect(again.document.counts).toMatchObject({ failed: 0 });
    expect((await verify(at)).report).toMatchObject({
      documents: 4,
      incomplete: [],
      missing: [],
      orphans: 0,
    });
    await workersGone(at);
    expect(readdirSync(place)).toEqual(["documents.sqlite"]);
  },
);
