import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  type FileNameHints,
  readFileName,
} from "../../../../../src/engine/workflows/comics/sources/file-name.ts";

/** The example, and what it must say; the series is the name's own unless `seriesFrom` says otherwise. */
function reads(examples: Record<string, FileNameHints>): void {
  for (const [path, hints] of Object.entries(examples)) {
    const from = hints.series === undefined ? {} : { seriesFrom: "name" as const };
    expect([path, readFileName(path)]).toEqual([path, { ...from, ...hints }]);
  }
}

test("series, number and year are read from the usual names", () => {
  reads({
    "Batman 012 (2016) (digital).cbz": { series: "Batman", number: "12", year: 2016 },
    "/comics/Amazing Spider-Man v2 #003.jpg": { series: "Amazing Spider-Man", number: "3", volume: 2 },
    "Mortadelo y Filemón - 25 - El sulfato atómico (1975).cbz": {
      series: "Mortadelo y Filemón",
      number: "25",
      title: "El sulfato atómico",
      year: 1975,
    },
    "2000AD 1234.cbz": { series: "2000AD", number: "1234" },
    "100 Bullets 05 (2000).cbz": { series: "100 Bullets", number: "5", year: 2000 },
    "X-Men_012_(1992)_[scanner].cbz": { series: "X-Men", number: "12", year: 1992 },
    "Batman.012.2016.digital.cbz": { series: "Batman", number: "12", title: "digital", year: 2016 },
    "Batman 2016 012.cbz": { series: "Batman", number: "12", year: 2016 },
    "Batman 012 - Zero Year (Jan 2014).cbz": {
      series: "Batman",
      number: "12",
      title: "Zero Year",
      year: 2014,
    },
    "amazing-spider-man-012.jpg": { series: "amazing-spider-man", number: "12" },
    "1984 #3.cbz": { series: "1984", number: "3" },
    "Spider-Man 2099 001.cbz": { series: "Spider-Man 2099", number: "1" },
    "Batman Annual #3.cbz": { series: "Batman Annual", number: "3" },
    "El Jueves nº 1812.cbz": { series: "El Jueves", number: "1812" },
    "Zipi y Zape núm. 7.jpg": { series: "Zipi y Zape", number: "7" },
  });
});

test("numbers that are no whole numbers stay as they are written", () => {
  reads({
    "Wizard 0.5": { series: "Wizard", number: "0.5" },
    "Batman 0.5.cbz": { series: "Batman", number: "0.5" },
    "Batman 12A.cbz": { series: "Batman", number: "12A" },
    "Flash -1 (1998).cbz": { series: "Flash", number: "-1", year: 1998 },
    "Flash -012.cbz": { series: "Flash", number: "12" },
    "Wizard ½.cbz": { series: "Wizard", number: "½" },
    "Batman 000.cbz": { series: "Batman", number: "0" },
    "Avengers 24.NOW (2014).cbz": { series: "Avengers", number: "24.NOW", year: 2014 },
  });
});

test("how many issues there are is no number of an issue", () => {
  reads({
    "Watchmen 02 (of 12) (1986).cbz": { series: "Watchmen", number: "2", count: 12, year: 1986 },
    "Watchmen 2 de 12.cbz": { series: "Watchmen", number: "2", count: 12 },
  });
});

test("books that are counted in volumes have them as their number", () => {
  reads({
    "Naruto v03 (2004).cbz": { series: "Naruto", number: "3", year: 2004 },
    "Astérix Tomo 5.cbz": { series: "Astérix", number: "5" },
    "Blacksad T02.cbz": { series: "Blacksad", number: "2" },
  });
});

test("a name that is only a number has its series by the folder", () => {
  const folder = { seriesFrom: "folder" as const };
  reads({
    "/covers/batman/23.jpeg": { ...folder, series: "batman", number: "23" },
    "Spider-Man (1990)/#12.jpg": { ...folder, series: "Spider-Man", number: "12" },
    "Batman/Vol 2/07.jpg": { ...folder, series: "Batman", number: "7" },
    "Batman 001-050/07.jpg": { ...folder, series: "Batman", number: "7" },
    "batman/portada 12.jpg": { ...folder, series: "batman", number: "12" },
    "Mortadelo/25 - El sulfato atómico.cbz": {
      ...folder,
      series: "Mortadelo",
      number: "25",
      title: "El sulfato atómico",
    },
  });
  expect(readFileName("/home/me/Downloads/23.jpg")).toEqual({ number: "23" });
  expect(readFileName("23.jpg")).toEqual({ number: "23" });
});

test("a name without a number is a title", () => {
  reads({
    "playing_god.jpg": { title: "playing god" },
    "24_redemption.jpg": { title: "24 redemption" },
    "dvd/2012.jpg": { title: "2012" },
    "100 Bullets.cbz": { title: "100 Bullets" },
    "V for Vendetta (1988).cbz": { title: "V for Vendetta", year: 1988 },
    "Batman - 1989.jpg": { title: "Batman - 1989" },
    "x-23.jpg": { title: "x-23" },
    "batman-1989.jpg": { title: "batman-1989" },
    "batman3.jpeg": { title: "batman3" },
    "IMG_1234.jpg": { title: "IMG 1234" },
    "IMG_20240102_112233.jpg": { title: "IMG 20240102 112233" },
    "(2016).cbz": { title: "(2016)", year: 2016 },
    "": {},
  });
});

test("hostile characters of a name reach no hint", () => {
  reads({
    "Bat\u001b[31mman\u202e 012\u0007.cbz": {
      series: "Bat[31mman",
      number: "12",
    },
  });
});

test("any path gives hints of plain text, and only those that say something", () => {
  const pieces = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      "Batman",
      " ",
      "_",
      "-",
      "#",
      "012",
      "(2016)",
      "v2",
      " - ",
      ".",
      "/",
      "½",
      "(of 6)",
      "(",
      "T05",
    ),
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const hints = readFileName(parts.join(""));
      for (const value of Object.values(hints)) {
        expect(value === undefined || value === "").toBe(false);
        expect(/[\p{Cc}\p{Cf}\p{Cs}]/u.test(String(value))).toBe(false);
      }
      expect(hints.series === undefined).toBe(hints.seriesFrom === undefined);
    }),
    { numRuns: 2000 },
  );
});

test("a name of any length is read at once", () => {
  for (const piece of ["1 ", "(", "a - ", "#", "v2 ", "1.", "- ", " of 6"]) {
    expect(typeof readFileName(piece.repeat(20_000))).toBe("object");
  }
});
