import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { extract } from "../../../../src/engine/text/extract/extract.ts";
import { type DocumentFormat, formatOfName } from "../../../../src/engine/text/extract/formats.ts";
import { docxOf, epubOf, pptxOf, textPdf, zipOf } from "../../../fixtures/documents/made-office.ts";
import { temporaryFolder } from "../../../fixtures/temporary-folder.ts";

const folder = temporaryFolder();

/** Reads bytes as a file of that name. */
async function read(name: string, content: Uint8Array | string) {
  const path = join(folder, name);
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  writeFileSync(path, bytes);
  const format = formatOfName(name);
  if (!format) throw new Error(`${name} is not read`);
  return extract({ path, bytes }, format);
}

const headingsOf = ({ marks }: Awaited<ReturnType<typeof read>>) =>
  marks.flatMap((mark) => ("heading" in mark ? [`${mark.heading.level} ${mark.heading.title}`] : []));

test("a text in any charset comes out in the same letters", async () => {
  const text = "El pingüino comió mazapán en la montaña; añadió crème brûlée y mañana volverá.\n".repeat(8);
  const utf16 = Buffer.from(`\ufeff${text}`, "utf16le");
  const latin = Buffer.from(text, "latin1");
  for (const [name, bytes] of [
    ["utf8.txt", Buffer.from(text)],
    ["utf16.txt", utf16],
    ["latin.txt", latin],
  ] as const) {
    expect((await read(name, bytes)).text).toBe(text);
  }
});

test("Markdown's headings are found in both styles, and none inside a fence", async () => {
  const found = await read(
    "a.md",
    "---\ntitle: Guía\n---\n# Uno **fuerte**\ntexto\n\nDos\n---\n\n```sh\n# no es un título\n\nls\n```\n\n### [Tres](x) ###\n",
  );
  expect(found.title).toBe("Guía");
  expect(headingsOf(found)).toEqual(["1 Uno fuerte", "2 Dos", "3 Tres"]);
  expect(found.text).toContain("# no es un título");
});

test("of a page the words are read, not the scripts, and its tables row by row", async () => {
  const found = await read(
    "a.html",
    "<html><head><title>La  página</title><style>p{}</style></head><body><h1>Uno &amp; dos</h1><script>alert('no')</script><p>Hola <b>mundo</b>.</p><table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table><ul><li>x</li><li>y</li></ul><pre>  code\n    in</pre></body></html>",
  );
  expect(found.title).toBe("La página");
  expect(headingsOf(found)).toEqual(["1 Uno & dos"]);
  expect(found.text).toBe("Uno & dos\n\nHola mundo.\n\na | b\n1 | 2\n\n- x\n- y\n\n  code\n    in");
});

test("twenty thousand elements inside each other are no deeper than one", async () => {
  const found = await read("deep.html", `${"<div>".repeat(20_000)}fondo${"</div>".repeat(20_000)}`);
  expect(found.text).toBe("fondo");
});

test("a row of a table says of each cell what it is", async () => {
  const found = await read("a.csv", 'nombre;precio\n"Taza; azul";3,50\nPlato;2\n');
  expect(found.text).toBe("nombre | precio\nnombre: Taza; azul | precio: 3,50\nnombre: Plato | precio: 2\n");
});

test("a table of a million columns, and one with a quote never closed, are read as the text that they are", async () => {
  const wide = Array.from({ length: 1_000_000 }, (_, index) => `c${index}`).join(",");
  const found = await read("wide.csv", wide);
  expect(found).toMatchObject({ notes: ["table-broken"] });
  expect(found.text.length).toBe(wide.length);
  const open = `a,b\n"sin cerrar,${"x ".repeat(60_000)}`;
  expect((await read("open.csv", open)).text).toBe(open);
});

test("JSON without line breaks is given some, and what is no JSON is kept as it is", async () => {
  const rows = Array.from({ length: 60 }, (_, index) => ({ id: index, nombre: "agua" }));
  expect((await read("a.json", JSON.stringify(rows))).text.split("\n").length).toBeGreaterThan(100);
  const broken = `{"a": ${"1".repeat(500)}`;
  expect((await read("b.json", broken)).text).toBe(broken);
});

test("a PDF is read page by page, and one without text says that it is a scan", async () => {
  const found = await read("a.pdf", textPdf(["Primera hoja", "", "Tercera hoja"]));
  expect(found).toMatchObject({ pages: 3, notes: ["pages-without-text"] });
  expect(found.marks).toEqual([
    { at: 0, page: 1 },
    { at: found.text.indexOf("Tercera"), page: 3 },
  ]);
  await expect(read("scan.pdf", textPdf(["", ""]))).rejects.toMatchObject({ code: "document-no-text" });
});

test("Word's headings are headings, and a book's chapters come in the order of its spine", async () => {
  const word = await read("a.docx", await docxOf(["# Capítulo uno", "Había una vez.", "## Sección", "Fin."]));
  expect(headingsOf(word)).toEqual(["1 Capítulo uno", "2 Sección"]);
  const book = await read(
    "a.epub",
    await epubOf("El libro", ["<h1>Uno</h1><p>a</p>", "<h1>Dos</h1><p>b</p>"]),
  );
  expect(book.title).toBe("El libro");
  expect(book.text).toBe("Uno\n\na\n\nDos\n\nb");
});

test("slides are pages, whatever the order in which their files lie", async () => {
  const slides = Array.from({ length: 11 }, (_, index) => [`Lámina ${index + 1}`]);
  const found = await read("a.pptx", await pptxOf(slides));
  expect(found.pages).toBe(11);
  expect(found.text.indexOf("Lámina 2")).toBeLessThan(found.text.indexOf("Lámina 11"));
});

test("rich text loses its control words and keeps its letters", async () => {
  const rtf =
    "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}{\\*\\generator x;}\\b Ma\\'f1ana\\b0  ser\\u225\\'e1 otro d\\u237?a.\\par Fin\\{\\}.}";
  expect((await read("a.rtf", rtf)).text).toBe("Mañana será otro día.\n\nFin{}.");
});

test("a mail is its subject, its people and its words", async () => {
  const mail =
    "From: Ana <ana@example.org>\r\nTo: Luis <luis@example.org>\r\nSubject: =?utf-8?q?Reuni=C3=B3n?=\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nNos vemos el martes.\r\n";
  const found = await read("a.eml", mail);
  expect(found.title).toBe("Reunión");
  expect(found.text).toContain("From: Ana <ana@example.org>");
  expect(found.text).toContain("Nos vemos el martes.");
});

test("what a file is called and what it is must fit together, or it says what is wrong", async () => {
  const binary = Uint8Array.from({ length: 4096 }, (_, index) => (index * 7919) % 251);
  const compound = Buffer.from("d0cf11e0a1b11ae1", "hex");
  const cases: readonly (readonly [string, Uint8Array, string])[] = [
    ["binary.txt", binary, "document-binary"],
    ["zip.txt", await zipOf({ a: "b" }), "document-binary"],
    ["pdf.md", textPdf(["hola"]), "document-binary"],
    ["locked.docx", compound, "document-encrypted"],
    ["no.pdf", Buffer.from("hola"), "document-broken"],
    ["no.docx", Buffer.from("hola"), "document-broken"],
    ["cut.docx", (await docxOf(["hola"])).subarray(0, 300), "archive-broken"],
    ["empty.docx", await zipOf({ a: "b" }), "document-broken"],
  ];
  for (const [name, bytes, code] of cases) {
    expect(
      await read(name, bytes).then(
        () => "read",
        (error) => `${name} ${error.code}`,
      ),
    ).toBe(`${name} ${code}`);
  }
});

test("a document that unpacks to a gigabyte is refused before anything unpacks it", async () => {
  const bomb = await zipOf({ "word/document.xml": new Uint8Array(120 * 2 ** 20) });
  expect(bomb.length).toBeLessThan(2 ** 20);
  await expect(read("bomb.docx", bomb)).rejects.toMatchObject({ code: "archive-too-large" });
});

test("every format has a name by which its files are known", () => {
  const known: readonly [string, DocumentFormat | undefined][] = [
    ["/a/b.TXT", "text"],
    ["README", "markdown"],
    ["x.tar", undefined],
    ["x.png", undefined],
    ["Makefile", "code"],
    ["x.jsonl", "json"],
  ];
  for (const [name, format] of known) expect(formatOfName(name)).toBe(format as DocumentFormat);
});
