import { describe, expect, test } from "bun:test";
import { formatsOf } from "../../../src/ui/language/formats.ts";

const es = formatsOf("es");
const en = formatsOf("en");
/** Intl separates numbers and units with spaces that do not break; which one is not our matter. */
const plain = (text: string) => text.replace(/\s/gu, " ");

describe("formats", () => {
  test("durations are said in two units, short ones with a decimal", () => {
    expect(plain(en.duration(0))).toBe("0.0 sec");
    expect(plain(es.duration(1_540))).toBe("1,5 s");
    expect(plain(en.duration(9_960))).toBe("10 sec");
    expect(plain(en.duration(59_999))).toBe("1 min");
    expect(plain(en.duration(61_000))).toBe("1 min 1 sec");
    expect(plain(en.duration(3_600_000 + 5_000))).toBe("1 hr");
    expect(plain(es.duration(90_000_000))).toBe("1 d 1 h");
  });

  test("a share is said as everything only when it is", () => {
    expect(plain(en.percent(0.9999))).toBe("99%");
    expect(plain(es.percent(1))).toBe("100 %");
  });

  test("numbers, money, lists and dates follow the language", () => {
    expect(es.number(1234567.5)).toBe("1.234.567,5");
    expect(plain(en.money(1.5))).toBe("$1.50");
    expect(en.money(0)).toBe("$0.00");
    expect(en.money(0.00002)).toBe("$0.00002");
    expect(en.money(0.00448)).toBe("$0.0045");
    expect(es.list(["a", "b", "c"])).toBe("a, b y c");
    expect(plain(es.dateTime(0, "UTC"))).toBe("1 ene 1970, 0:00");
  });
});

test("bytes have three digits and the unit that fits", () => {
  const { bytes } = formatsOf("en");
  expect([0, 999, 1000, 89_117_001, 999_600, 352_000_000, 4e9].map((count) => plain(bytes(count)))).toEqual([
    ...["0 byte", "999 byte", "1 kB", "89.1 MB", "1 MB", "352 MB", "4 GB"],
  ]);
  expect(plain(formatsOf("es").bytes(89_117_001))).toBe("89,1 MB");
});
