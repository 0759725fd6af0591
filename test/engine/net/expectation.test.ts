import { expect, test } from "bun:test";
import { assertExpected, type Expectation } from "../../../src/engine/net/expectation.ts";

const passes = (head: string | Uint8Array, expected: Expectation) => {
  try {
    assertExpected(typeof head === "string" ? new TextEncoder().encode(head) : head, expected, "host");
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: "response-type" });
    return false;
  }
};
const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const page = "<!DOCTYPE html><html><body>Please log in</body></html>";

test("a picture is one by its first bytes", () => {
  expect(passes(png, "picture")).toBe(true);
  expect(passes(page, "picture")).toBe(false);
  expect(passes("<svg xmlns='http://www.w3.org/2000/svg'/>", "picture")).toBe(false);
  expect(passes("%PDF-1.7", "picture")).toBe(false);
  expect(passes("", "picture")).toBe(false);
});

test("JSON begins as an object or a list", () => {
  expect(passes(' \n{"a":1}', "json")).toBe(true);
  expect(passes("\u{feff}[]", "json")).toBe(true);
  expect(passes(page, "json")).toBe(false);
  expect(passes("", "json")).toBe(false);
});

test("data is anything but a page", () => {
  expect(passes(Uint8Array.of(8, 7, 18), "data")).toBe(true);
  expect(passes(page, "data")).toBe(false);
  expect(passes("", "data")).toBe(false);
  expect(passes(page, "any")).toBe(true);
});
