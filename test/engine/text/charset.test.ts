import { expect, test } from "bun:test";
import fc from "fast-check";
import { decodeStream, decodeText, streamCharset } from "../../../src/engine/text/charset.ts";

const line =
  "portada;serie;número;año;editorial\n1.jpg;Mortadelo y Filemón, la máquina del cambiazo;1;1975;Brúguera\n";

/** One byte for each letter: Latin-1, or MacRoman for the letters of `line`. */
function bytesOf(text: string, letters: Record<string, number> = {}): Uint8Array {
  return Uint8Array.from(text, (letter) => letters[letter] ?? letter.charCodeAt(0));
}

function utf32(text: string, isLittle: boolean): Uint8Array {
  const points = [...text].map((letter) => letter.codePointAt(0) ?? 0);
  const view = new DataView(new ArrayBuffer(points.length * 4));
  for (const [at, point] of points.entries()) view.setUint32(at * 4, point, isLittle);
  return new Uint8Array(view.buffer);
}
const macRoman = { á: 0x87, é: 0x8e, í: 0x92, ó: 0x97, ú: 0x9c, ñ: 0x96 };

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function streamed(bytes: Uint8Array, size: number): Promise<{ text: string; charset: string }> {
  const charset = await streamCharset(inChunks(bytes, size));
  let text = "";
  for await (const piece of decodeStream(inChunks(bytes, size), charset)) text += piece;
  return { text, charset };
}

const plain = "cover,series\na.jpg,Batman\n";

const encodings: [charset: string, bytes: Uint8Array, text?: string][] = [
  ["utf-8", new TextEncoder().encode(line)],
  ["utf-8", new TextEncoder().encode(`\ufeff${line}`)],
  ["windows-1252", bytesOf(line)],
  ["macintosh", bytesOf(line, macRoman)],
  ["utf-16le", new Uint8Array(Buffer.from(`\ufeff${line}`, "utf16le"))],
  ["utf-16be", new Uint8Array(Buffer.from(`\ufeff${line}`, "utf16le").swap16())],
  ["utf-32le", utf32(`\ufeff${line}🙂`, true), `${line}🙂`],
  ["utf-32be", utf32(`\ufeff${line}`, false)],
  ["utf-16le", new Uint8Array(Buffer.from(line, "utf16le"))],
  ["utf-16le", new Uint8Array(Buffer.from(plain, "utf16le")), plain],
];

test("Spanish text is read from each charset it comes in, at once and as a stream", async () => {
  for (const [charset, bytes, text = line] of encodings) {
    expect(decodeText(bytes)).toEqual({ text, charset });
    expect(await streamed(bytes, 7 * 1024)).toEqual({ text, charset });
  }
});

test("a line of another charset in a text of UTF-8 is read as Windows-1252, and no other line is changed by it", async () => {
  const utf8 = new TextEncoder().encode(`${line}2.jpg;Ñandú 🙂;1;2;€\n`);
  const bytes = Buffer.concat([utf8, bytesOf("3.jpg;Jabón;3;4;\n"), utf8]);
  const text = `${line}2.jpg;Ñandú 🙂;1;2;€\n3.jpg;Jabón;3;4;\n${line}2.jpg;Ñandú 🙂;1;2;€\n`;

  expect(decodeText(bytes)).toEqual({ text, charset: "utf-8" });
  for (const size of [1, 2, 3, 5, 1000])
    expect(await streamed(bytes, size)).toEqual({ text, charset: "utf-8" });
  const cut = Buffer.concat([Buffer.from("\ufeff"), utf8, Buffer.from([0x80, 0xe2, 0x82])]);
  expect((await streamed(cut, 4)).text).toBe(`${line}2.jpg;Ñandú 🙂;1;2;€\n€â‚`);
});

test("what is no character in UTF-32 is replaced, and so is one that breaks off", () => {
  const bytes = [...utf32("\ufeffa", true), 0, 0xd8, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x62, 0, 0];

  expect(decodeText(Uint8Array.from(bytes))).toEqual({ text: "a\ufffd\ufffd\ufffd", charset: "utf-32le" });
});

test("letters cut between two chunks come out whole", async () => {
  for (const [charset, bytes, text = line] of encodings) {
    let decoded = "";
    for await (const piece of decodeStream(inChunks(bytes, 3), charset)) decoded += piece;
    expect(decoded).toBe(text);
  }
});

test("a few letters with accents are taken for Windows-1252, the commonest", () => {
  for (const text of ["Astérix", "a ñ", "é", "Súper López;1"]) {
    expect(decodeText(bytesOf(text))).toEqual({ text, charset: "windows-1252" });
  }
});

test("the first accent may come a megabyte later", async () => {
  const late = `cover,series\n${"a.jpg,Batman\n".repeat(90_000)}`;
  for (const bytes of [
    new TextEncoder().encode(late + line),
    bytesOf(late + line),
    bytesOf(late + line, macRoman),
  ]) {
    expect(decodeText(bytes).text.endsWith(line)).toBe(true);
    expect((await streamed(bytes, 64 * 1024)).text.endsWith(line)).toBe(true);
  }
});

test("any bytes decode to something", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => typeof decodeText(bytes).text === "string"),
  );
});
