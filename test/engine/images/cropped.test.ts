import { expect, test } from "bun:test";
import { cropped } from "../../../src/engine/images/cropped.ts";

test("a part of a picture is its pixels and no others, in memory of its own", () => {
  const data = Uint8Array.from({ length: 4 * 3 * 3 }, (_, at) => Math.floor(at / 3));
  const part = cropped({ data, width: 4, height: 3 }, { left: 1, top: 1, width: 2, height: 2 });
  expect(part).toEqual({
    data: Uint8Array.of(5, 5, 5, 6, 6, 6, 9, 9, 9, 10, 10, 10),
    width: 2,
    height: 2,
  });
  data.fill(0);
  expect(part.data[0]).toBe(5);
});
