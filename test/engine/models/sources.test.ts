import { expect, test } from "bun:test";
import { sourceSchema } from "../../../src/engine/models/sources.ts";

const accepts = (source: unknown) => sourceSchema.safeParse(source).success;

test("a source is an https address, a carried file or a file in a package, and nothing in between", () => {
  expect(accepts({ url: "https://example.org/model.onnx" })).toBe(true);
  expect(accepts({ carried: true, madeBy: "scripts/build-models.ts" })).toBe(true);
  expect(accepts({ package: "@scope/name", version: "1.2.3-rc.1", path: "models/a b.onnx" })).toBe(true);
  expect(accepts({ url: "http://example.org/model.onnx" })).toBe(false);
  expect(accepts({ url: "file:///etc/passwd" })).toBe(false);
  expect(accepts({ url: "https://example.org/a", package: "name", version: "1.0.0", path: "a" })).toBe(false);
});

test("a package is named by an exact version and a path that stays inside it", () => {
  const file = { package: "name", version: "1.0.0", path: "model/a.onnx" };
  expect(accepts({ ...file, version: "^1.0.0" })).toBe(false);
  expect(accepts({ ...file, version: "latest" })).toBe(false);
  expect(accepts({ ...file, package: "../name" })).toBe(false);
  expect(accepts({ ...file, path: "../a.onnx" })).toBe(false);
  expect(accepts({ ...file, path: "model/../../a.onnx" })).toBe(false);
  expect(accepts({ ...file, path: "/etc/passwd" })).toBe(false);
  expect(accepts({ ...file, integrity: "sha1-abc" })).toBe(false);
});
