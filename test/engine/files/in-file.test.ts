import { expect, test } from "bun:test";
import { readFile } from "node:fs/promises";
import { LoteError } from "../../../src/engine/errors/lote-error.ts";
import { inFile } from "../../../src/engine/files/in-file.ts";

/** What the system throws. */
const said = (code: string) =>
  Object.assign(new Error(`${code}: so it is, write '/comics/a.cbz'`), { code, syscall: "write" });

const told = (error: unknown) =>
  inFile("/comics/a.cbz", async () => {
    throw error;
  }).catch((thrown: unknown) => thrown);

test.each([
  ["EACCES", "file-unwritable", "permanent"],
  ["EPERM", "file-unwritable", "permanent"],
  ["EROFS", "file-unwritable", "permanent"],
  ["ENOSPC", "disk-full", "permanent"],
  ["EDQUOT", "disk-full", "permanent"],
  ["ENOENT", "file-gone", "permanent"],
  ["EIO", "file-unreachable", "transient"],
  ["ESTALE", "file-unreachable", "transient"],
  ["ENOTCONN", "file-unreachable", "transient"],
  ["ETIMEDOUT", "file-unreachable", "transient"],
])("%s is told as %s, which is %s", async (code, expected, retry) => {
  const error = await told(said(code));
  expect(error).toBeInstanceOf(LoteError);
  expect(error).toMatchObject({
    code: expected,
    retry,
    data: { path: "/comics/a.cbz", detail: `${code}: so it is` },
  });
});

test("what the system says of itself is told with the file that is meant", async () => {
  const error = await inFile("my comic", () => readFile("/there/is/nothing")).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code: "file-gone", data: { path: "my comic" } });
});

test("what is no word of the system goes through as it is", async () => {
  for (const other of [
    new LoteError("file-changed"),
    new Error("bug"),
    Object.assign(new Error("x"), { code: "EIO" }),
  ])
    expect(await told(other)).toBe(other);
});
