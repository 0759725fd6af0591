import { expect, test } from "bun:test";
import { translator } from "../../../src/ui/language/translator.ts";
import { comicInfoAccount } from "../../../src/ui/presentation/comic-info.ts";

const account = (notWritten: Readonly<Record<string, number>>, language: "en" | "es" = "en") =>
  comicInfoAccount({ comicInfo: { written: 12, unchanged: 3, notWritten } }, translator(language));

test("what was written, what said it all already, and what was linked only is told in a sentence", () => {
  expect(account({})).toEqual(["ComicInfo.xml: 12 written, 3 unchanged."]);
  expect(account({ "archive-encrypted": 1 })).toEqual([
    "ComicInfo.xml: 12 written, 3 unchanged, 1 comic linked only (1 encrypted).",
  ]);
  expect(account({ "archive-format": 2, "comic-info-unusable": 1 }, "es")).toEqual([
    "ComicInfo.xml: 12 escritos, 3 sin cambios, 3 cómics solo enlazados (2 no cbz, 1 con un ComicInfo.xml que no se puede cambiar).",
  ]);
});

test("a reason without words is told as it is, and a run without any has nothing to tell", () => {
  expect(account({ "new-reason": 2 })[0]).toContain("(2 new-reason)");
  expect(comicInfoAccount({ linked: 3 }, translator("en"))).toEqual([]);
  expect(comicInfoAccount(null, translator("en"))).toEqual([]);
});
