import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { plainText } from "../../../../../src/engine/text/plain.ts";
import { readComicInfo } from "../../../../../src/engine/workflows/comics/sources/comic-info.ts";
import {
  type KnownFields,
  mergeComicInfo,
} from "../../../../../src/engine/workflows/comics/sources/comic-info-merge.ts";

const known: KnownFields = {
  Title: "A Title",
  Series: "Los Ñandúes & Co",
  Number: "12",
  Year: "1987",
  Publisher: "Editorial",
};
const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);

/** The text after the merge. */
function merged(xml: string | Uint8Array, fields: KnownFields = known, overwrite = false) {
  const { bytes, ...rest } = mergeComicInfo(typeof xml === "string" ? bytesOf(xml) : xml, fields, overwrite);
  return { xml: textOf(bytes), ...rest };
}

const whatItSays = (bytes: Uint8Array) => {
  const read = readComicInfo(bytes);
  if ("problem" in read) throw new Error(read.problem);
  return read.info;
};

test("without one a ComicInfo.xml is made, its elements in the schema's order", () => {
  const { bytes, written, kept } = mergeComicInfo(undefined, known, false);
  expect(textOf(bytes)).toBe(`<?xml version="1.0" encoding="utf-8"?>
<ComicInfo>
  <Title>A Title</Title>
  <Series>Los Ñandúes &amp; Co</Series>
  <Number>12</Number>
  <Year>1987</Year>
  <Publisher>Editorial</Publisher>
</ComicInfo>
`);
  expect([written, kept]).toEqual([["Title", "Series", "Number", "Year", "Publisher"], []]);
  expect(whatItSays(bytes)).toEqual({
    title: "A Title",
    series: "Los Ñandúes & Co",
    number: "12",
    year: 1987,
    publisher: "Editorial",
  });
});

const rich = `<?xml version='1.0' encoding='UTF-8' standalone="yes"?>
<!-- made by hand -->
<?tool keep me?>
<ComicInfo xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema" mine="1&#10;2">
\t<Series>My Series</Series>
\t<!-- the number is missing -->
\t<Number/>
\t<Year>-1</Year>
\t<Writer>Somebody &lt;x&gt;</Writer>
\t<MyOwn attr="a &quot;b&quot;"><Deep><![CDATA[<raw> & so]]></Deep>  blanks  </MyOwn>
\t<Pages>
\t\t<Page Image="0" Type="FrontCover"/>
\t</Pages>
</ComicInfo>
<!-- the end -->
`;

test("what the file says stays, what it leaves open is filled in, and all the rest is as it was", () => {
  const { xml, written, kept } = merged(rich);
  expect(written).toEqual(["Title", "Number", "Year", "Publisher"]);
  expect(kept).toEqual(["Series"]);
  // Line by line: the new ones in their places, indented like their neighbours.
  const lines = xml.split("\n");
  expect(lines.filter((line) => !rich.split("\n").includes(line))).toEqual([
    "\t<Title>A Title</Title>",
    "\t<Number>12</Number>",
    "\t<Year>1987</Year>",
    "\t<Publisher>Editorial</Publisher>",
  ]);
  expect(rich.split("\n").filter((line) => !lines.includes(line))).toEqual([
    "\t<Number/>",
    "\t<Year>-1</Year>",
  ]);
  expect(lines.indexOf("\t<Title>A Title</Title>")).toBeLessThan(
    lines.indexOf("\t<Series>My Series</Series>"),
  );
  const place = (start: string) => lines.findIndex((line) => line.startsWith(start));
  expect(place("\t<Title>") + 1).toBe(place("\t<Series>"));
  expect(place("\t<Publisher>") + 1).toBe(place("\t<Pages>"));
});

test("with the permission to overwrite, what is known replaces what it says", () => {
  const { xml, written, kept } = merged(rich, known, true);
  expect(written).toEqual(["Title", "Series", "Number", "Year", "Publisher"]);
  expect(kept).toEqual([]);
  expect(xml).toContain("\t<Series>Los Ñandúes &amp; Co</Series>");
  expect(xml).not.toContain("My Series");
  expect(xml).toContain(
    `<MyOwn attr="a &quot;b&quot;"><Deep><![CDATA[<raw> & so]]></Deep>  blanks  </MyOwn>`,
  );
});

test("what it says already is not written again", () => {
  const first = mergeComicInfo(undefined, known, false);
  for (const overwrite of [false, true]) {
    expect(mergeComicInfo(first.bytes, known, overwrite)).toMatchObject({ written: [], kept: [] });
  }
  expect(merged("<ComicInfo><Number> 12\n</Number></ComicInfo>", { Number: "12" }, true).written).toEqual([]);
});

test("an element twice, or with elements inside, is somebody's intention and stays, whatever is permitted", () => {
  const xml = "<ComicInfo><Series>a</Series><Series>b</Series><Title><i>c</i></Title></ComicInfo>";
  const { written, kept, xml: after } = merged(xml, { Series: "s", Title: "t" }, true);
  expect([written, kept, after]).toEqual([[], ["Title", "Series"], xml]);
});

test("comments inside an element that is filled in stay, and so do its attributes", () => {
  const xml = '<ComicInfo><Series source="me"><!-- which? --></Series></ComicInfo>';
  expect(merged(xml, { Series: "s" }).xml).toBe(
    '<ComicInfo><Series source="me"><!-- which? -->s</Series></ComicInfo>',
  );
});

test("a default namespace is that of new elements too", () => {
  expect(merged('<ComicInfo xmlns="urn:x"><Series>a</Series></ComicInfo>', { Title: "t" }).xml).toBe(
    '<ComicInfo xmlns="urn:x"><Title>t</Title><Series>a</Series></ComicInfo>',
  );
});

test("one that is empty gets its elements a line each", () => {
  expect(merged("<ComicInfo/>", { Series: "s", Number: "1" }).xml).toBe(
    "<ComicInfo>\n  <Series>s</Series>\n  <Number>1</Number>\n</ComicInfo>",
  );
});

describe("charsets", () => {
  test("line ends and the byte order mark of UTF-8 stay", () => {
    const { xml } = merged(
      '\ufeff<?xml version="1.0"?>\r\n<ComicInfo>\r\n  <Series>a</Series>\r\n</ComicInfo>\r\n',
      {
        Number: "1",
      },
    );
    expect(xml).toBe(
      '\ufeff<?xml version="1.0"?>\r\n<ComicInfo>\r\n  <Series>a</Series>\r\n  <Number>1</Number>\r\n</ComicInfo>\r\n',
    );
  });

  test("a carriage return that was written as a reference is written so again", () => {
    const { xml } = merged("<ComicInfo><Notes>a&#13;\nb</Notes></ComicInfo>", { Number: "1" });
    expect(xml).toContain("a&#13;\nb");
  });

  test.each([
    ["UTF-16 with its mark", Buffer.concat([Buffer.from([0xff, 0xfe]), utf16("utf-16")])],
    ["UTF-16 without", utf16("UTF-16")],
    [
      "Windows-1252",
      Buffer.from(
        '<?xml version="1.0" encoding="windows-1252"?><ComicInfo><Series>Ñandú</Series></ComicInfo>',
        "latin1",
      ),
    ],
    [
      "UTF-8 that calls itself UTF-16, as programs write it",
      bytesOf('<?xml version="1.0" encoding="utf-16"?><ComicInfo><Series>Ñandú</Series></ComicInfo>'),
    ],
  ])("%s becomes UTF-8, and says so", (_, bytes) => {
    const { xml, written } = merged(bytes, { Number: "1" });
    expect(written).toEqual(["Number"]);
    expect(xml).toBe(
      '<?xml version="1.0" encoding="utf-8"?><ComicInfo><Series>Ñandú</Series><Number>1</Number></ComicInfo>',
    );
  });

  function utf16(name: string): Buffer {
    return Buffer.from(
      `<?xml version="1.0" encoding="${name}"?><ComicInfo><Series>Ñandú</Series></ComicInfo>`,
      "utf16le",
    );
  }
});

test.each([
  ["a DOCTYPE", '<!DOCTYPE ComicInfo [<!ENTITY a "b">]><ComicInfo/>'],
  ["an entity of nobody", "<ComicInfo><Series>&nbsp;</Series></ComicInfo>"],
  ["a wrong end", "<ComicInfo><Series></ComicInfo>"],
  ["another root", "<Comic/>"],
  ["no root", "nothing"],
  ["bytes that are no UTF-8", Buffer.from("<ComicInfo><Series>\xf1</Series></ComicInfo>", "latin1")],
  ["a charset that there is not", '<?xml version="1.0" encoding="klingon"?><ComicInfo/>'],
  ["elements without end", `<ComicInfo>${"<a>".repeat(100)}${"</a>".repeat(100)}</ComicInfo>`],
  ["more elements than any comic has", `<ComicInfo>${"<a/>".repeat(40_000)}</ComicInfo>`],
])("with %s it is refused rather than mended", (_, xml) => {
  expect(() => merged(xml as string | Uint8Array)).toThrow();
});

test("whatever the catalogue says, the result is well-formed and says it", () => {
  const value = fc.string({ unit: "binary", maxLength: 40 });
  fc.assert(
    fc.property(
      fc.record({ Series: value, Title: value, Publisher: value }),
      fc.boolean(),
      (fields, overwrite) => {
        const { bytes, written } = mergeComicInfo(bytesOf(rich), fields, overwrite);
        const info = whatItSays(bytes);
        // What XML cannot hold is left out; how the rest is read is the reader's affair.
        const words = (text: string) =>
          plainText(text.toWellFormed().replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffd-\uffff]/g, ""));
        const found = { Series: info.series, Title: info.title, Publisher: info.publisher };
        for (const name of ["Series", "Title", "Publisher"] as const) {
          if (written.includes(name)) expect(found[name] ?? "").toBe(words(fields[name]));
        }
      },
    ),
    { numRuns: 300 },
  );
});
