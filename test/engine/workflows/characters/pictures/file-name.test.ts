import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { portraitFileName } from "../../../../../src/engine/workflows/characters/pictures/file-name.ts";

const hashOf = (entity: string) => createHash("md5").update(entity).digest("hex").slice(0, 8);

test("the hash is over the entity: two people of one name have two files, one person under two names has one hash", () => {
  const [one, two] = [
    portraitFileName("wikidata:Q1", "Ana Ruiz"),
    portraitFileName("wikidata:Q2", "Ana Ruiz"),
  ];
  expect(one).toBe(`${hashOf("wikidata:Q1")}_Ana_Ruiz.jpg`);
  expect(two).toBe(`${hashOf("wikidata:Q2")}_Ana_Ruiz.jpg`);
  expect(portraitFileName("wikidata:Q1", "Anita").slice(0, 8)).toBe(one.slice(0, 8));
});

test.each([
  ["../../etc/passwd", "etcpasswd"],
  ["CON", "CON"],
  ['a<b>c:d"e/f\\g|h?i*j', "abcdefghij"],
  [" . name . ", "name"],
  ["Peña\u0000\u001b[31m\u202eNúñez", "Peña[31mNúñez"],
  ["e\u0301", "é"],
])("the name %j becomes %s", (name, safe) => {
  expect(portraitFileName("x", name)).toBe(`${hashOf("x")}_${safe}.jpg`);
});

test("a name of nothing that may stay leaves the hash, and a very long one is cut between letters", () => {
  expect(portraitFileName("x", "///")).toBe(`${hashOf("x")}.jpg`);
  const long = portraitFileName("x", "👩".repeat(300));
  expect(Buffer.byteLength(long)).toBeLessThanOrEqual(200);
  expect(long).toMatch(/^[0-9a-f]{8}_(👩)+\.jpg$/u);
});

test("whatever the name, the file's fits every file system and stays in its folder", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 400 }), fc.string(), (name, entity) => {
      const file = portraitFileName(entity, name);
      expect(Buffer.byteLength(file)).toBeLessThanOrEqual(255);
      expect(file).toMatch(/^[0-9a-f]{8}(_[^<>:"/\\|?*\p{Cc}\p{Cf}]+)?\.jpg$/u);
      expect(file).not.toMatch(/[ .]\.jpg$/);
    }),
  );
});
