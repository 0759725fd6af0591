import { expect, test } from "bun:test";
import { enlarge } from "../../../src/engine/images/enlarge.ts";

const grey = (...levels: number[]) => Uint8Array.from(levels.flatMap((level) => [level, level, level]));
const levels = ({ data }: { data: Uint8Array }) => [...data].filter((_, at) => at % 3 === 0);

test("an enlarged picture lies where the small one lay: turned about, it is the same turned about", () => {
  const small = { data: grey(10, 200, 30, 90, 0, 255), width: 3, height: 2 };
  const turned = { ...small, data: small.data.toReversed() };
  const large = enlarge(small, 8, 7);
  expect([large.width, large.height, large.data.length]).toEqual([8, 7, 8 * 7 * 3]);
  expect([...enlarge(turned, 8, 7).data].toReversed()).toEqual([...large.data]);
});

test("one tone stays one tone, to the edges", () => {
  const flat = enlarge({ data: grey(...new Array(6).fill(77)), width: 3, height: 2 }, 11, 9);
  expect(new Set(levels(flat))).toEqual(new Set([77]));
});

test("an edge between dark and light overshoots on both sides as bicubic does, within a byte's range", () => {
  const edge = levels(enlarge({ data: grey(100, 100, 100, 150, 150, 150), width: 6, height: 1 }, 24, 1));
  expect(Math.min(...edge)).toBeLessThan(100);
  expect(Math.max(...edge)).toBeGreaterThan(150);
  const black = levels(enlarge({ data: grey(0, 0, 0, 255, 255, 255), width: 6, height: 1 }, 24, 1));
  expect([Math.min(...black), Math.max(...black)]).toEqual([0, 255]);
});
