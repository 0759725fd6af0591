import { expect, test } from "bun:test";
import { pictureUrl } from "../../../../../src/engine/workflows/faces/source/picture-url.ts";

const base = "https://example.org/scriptcase9/file/img/Cultura";

test("parentheses, blanks, ñ and what means something in an address are parts of the picture's name", () => {
  const url = (picture: string) => pictureUrl(base, "789123", picture);
  expect(url("FAED(1).jpg")).toBe(`${base}/789123/FAED(1).jpg`);
  expect(url("foto de año nuevo.jpg")).toBe(`${base}/789123/foto%20de%20a%C3%B1o%20nuevo.jpg`);
  expect(url("50% #1?.jpg")).toBe(`${base}/789123/50%25%20%231%3F.jpg`);
  expect(url("a+b&c=d.jpg")).toBe(`${base}/789123/a%2Bb%26c%3Dd.jpg`);
  expect(url("sub/uno.jpg")).toBe(`${base}/789123/sub/uno.jpg`);
  expect(new URL(url("https:elsewhere.example")).host).toBe("example.org");
  expect(pictureUrl(`${base}/`, "7", "a.jpg")).toBe(`${base}/7/a.jpg`);
  // As it is written, composed or not: the server knows its files by their bytes.
  expect(url("n\u0303.jpg")).toBe(`${base}/789123/n%CC%83.jpg`);
});

test("a name that could lead out of the person's folder, or is none, makes no address", () => {
  for (const [person, picture] of [
    ["7", "../8/a.jpg"],
    ["7", ".."],
    ["..", "a.jpg"],
    ["7/8", "a.jpg"],
    ["7", "/etc/passwd"],
    ["7", "https://elsewhere.example/a.jpg"],
    ["7", "a//b.jpg"],
    ["7", "a\\..\\b.jpg"],
    ["7", "a\n.jpg"],
    ["", "a.jpg"],
    ["7", " "],
    ["7", "\ud800.jpg"],
  ] as const) {
    expect(() => pictureUrl(base, person, picture)).toThrow(
      expect.objectContaining({ code: "picture-name" }),
    );
  }
});
