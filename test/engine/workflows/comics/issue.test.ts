import { expect, test } from "bun:test";
import {
  type IssueHints,
  issueLabel,
  issueOf,
  normalName,
  normalNumber,
  textOpinion,
} from "../../../../src/engine/workflows/comics/issue.ts";

const key = (hints: IssueHints, own = "a") => issueOf(hints, own, "title").key;

test("names are equal whatever their accents, case, punctuation and leading article", () => {
  expect(normalName("The Amazing Spider-Man")).toBe("amazing spider man");
  expect(normalName("  El Águila_Descalza! ")).toBe("aguila descalza");
  expect(normalName("ＢＡＴＭＡＮ")).toBe("batman");
  expect(normalName("¡¡¡")).toBe("");
});

test("numbers are equal with leading zeros and different with letters or fractions", () => {
  expect(normalNumber("012")).toBe("12");
  expect(normalNumber(" 12.0 ")).toBe("12");
  expect(normalNumber("12A")).toBe("12a");
  expect(normalNumber("½")).toBe("½");
  expect(normalNumber("1.5")).not.toBe(normalNumber("1"));
});

test("covers of equal series, number, volume, year and publisher are variants of one issue", () => {
  const batman = { series: "Batman", number: "12", year: 1942, publisher: "DC" };
  expect(key({ ...batman, series: "The BATMAN", number: "012" }, "b")).toBe(key(batman));
  for (const other of [
    { number: "13" },
    { year: 2016 },
    { publisher: "Norma" },
    { volume: 3 },
    { series: "Robin" },
  ]) {
    expect(key({ ...batman, ...other })).not.toBe(key(batman));
  }
});

test("without a series or a number each cover is an issue of its own, named for its file", () => {
  expect(key({ series: "Batman" }, "a")).not.toBe(key({ series: "Batman" }, "b"));
  expect(key({ number: "1" }, "a")).not.toBe(key({ number: "1" }, "b"));
  expect(issueOf({}, "x~1", "scan0001")).toMatchObject({ series: "", number: "", title: "scan0001" });
  expect(issueOf({ title: "Maus" }, "x~1", "scan0001")).toMatchObject({ title: "Maus" });
});

test("an issue is told in one line, with what is known of it", () => {
  const issue = { series: "Batman", number: "12", year: 1942, publisher: "DC", title: "" };
  expect(issueLabel(issue)).toBe("Batman #12 (1942, DC)");
  expect(issueLabel({ ...issue, year: null, publisher: "" })).toBe("Batman #12");
  expect(issueLabel({ ...issue, series: "", number: "", title: "Maus" })).toBe("Maus (1942, DC)");
});

test("text speaks for equal series and number, against another number, and is silent of what is not said", () => {
  const issue = { series: "The Amazing Spider-Man", number: "12", year: 1964, title: "" };
  expect(textOpinion({ series: "Amazing Spider Man", number: "012", year: 1964 }, issue)).toEqual({
    series: true,
    number: true,
    year: true,
    title: null,
  });
  expect(textOpinion({ series: "Spider-Man", number: "13" }, issue)).toMatchObject({
    series: true,
    number: false,
  });
  expect(textOpinion({}, issue)).toEqual({ series: null, number: null, year: null, title: null });
  expect(textOpinion({ series: "Hulk" }, issue).series).toBe(false);
});

test("a year may be one off, as cover dates are, and no more", () => {
  const issue = { series: "X", number: "1", year: 1990, title: "" };
  expect([1989, 1990, 1991].map((year) => textOpinion({ year }, issue).year)).toEqual([true, true, true]);
  expect([1988, 1992].map((year) => textOpinion({ year }, issue).year)).toEqual([false, false]);
});

test("titles that differ in their numbers alone are two parts of one work", () => {
  const issue = { series: "", number: "", year: null, title: "Arrugas 2" };
  expect(textOpinion({ title: "arrugas 2" }, issue).title).toBe(true);
  expect(textOpinion({ title: "Arrugas 3" }, issue).title).toBe(false);
  expect(textOpinion({ title: "Something else" }, issue).title).toBeNull();
});
