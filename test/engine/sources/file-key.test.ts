import { expect, test } from "bun:test";
import fc from "fast-check";
import { keyOfPath, pathOfKey } from "../../../src/engine/sources/file-key.ts";

test("a path of text is its own key, made absolute", () => {
  expect(keyOfPath("/comics/Mortadelo y Filemón.cbz")).toBe("/comics/Mortadelo y Filemón.cbz");
  expect(keyOfPath(Buffer.from("/comics/ñ.cbz"))).toBe("/comics/ñ.cbz");
  expect(keyOfPath("a.cbz").startsWith("/")).toBe(true);
});

test("a path that is no UTF-8 has a readable key that leads back to the same bytes", () => {
  const path = Buffer.from([...Buffer.from("/comics/50% "), 0xff, 0xf1, ...Buffer.from(".cbz")]);
  expect(keyOfPath(path)).toBe("file:///comics/50%25%20%FF%F1.cbz");
  expect(pathOfKey(keyOfPath(path))).toEqual(path);
});

test("every path of bytes leads back to itself by its key", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 30 }), (bytes) => {
      const path = Buffer.from([
        0x2f,
        ...bytes.filter((byte) => byte !== 0 && byte !== 0x2f && byte !== 0x2e),
      ]);
      expect(Buffer.from(pathOfKey(keyOfPath(path)))).toEqual(path);
    }),
  );
});
