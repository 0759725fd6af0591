import { expect, test } from "bun:test";
import { retryAfterMs } from "../../../src/engine/net/retry-after.ts";

const now = Date.parse("Wed, 21 Oct 2026 07:28:00 GMT");
const after = (value: string) => retryAfterMs({ "retry-after": value }, now);

test("seconds, also in parts, are taken as they are", () => {
  expect(after("0")).toBe(0);
  expect(after("120")).toBe(120_000);
  expect(after(" 1.5 ")).toBe(1500);
});

test("a date is the time until then, and one that has passed is now", () => {
  expect(after("Wed, 21 Oct 2026 07:29:00 GMT")).toBe(60_000);
  expect(after("Wednesday, 21-Oct-26 07:29:00 GMT")).toBe(60_000);
  expect(after("Wed, 21 Oct 2020 07:28:00 GMT")).toBe(0);
});

test("what makes no sense is as if nothing had been said", () => {
  for (const value of ["-5", "-1.5", "soon", "", "NaN", "1e3", "0x10", "12 apples"])
    expect(`${value}: ${after(value)}`).toBe(`${value}: undefined`);
  expect(retryAfterMs({}, now)).toBeUndefined();
});

test("a huge number stays huge, for the scheduler to judge", () => {
  expect(after("99999999999")).toBe(99_999_999_999_000);
});

test("milliseconds of services that send them win over seconds", () => {
  expect(retryAfterMs({ "retry-after": "2", "retry-after-ms": "1234.2" }, now)).toBe(1235);
  expect(retryAfterMs({ "retry-after": "2", "retry-after-ms": "-1" }, now)).toBe(2000);
});
