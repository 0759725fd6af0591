import { describe, expect, test } from "bun:test";
import { chooseLanguage } from "../../../src/ui/language/choose-language.ts";

describe("chooseLanguage", () => {
  test.each([
    ["English when nothing is said", {}, "en"],
    ["the locale", { environment: { LANG: "es_ES.UTF-8" } }, "es"],
    ["LC_ALL before LANG", { environment: { LC_ALL: "en_GB", LANG: "es_ES" } }, "en"],
    [
      "English where the locale that decides is unknown",
      { environment: { LC_ALL: "C", LANG: "es_ES" } },
      "en",
    ],
    ["LOTE_LANG before the locale", { environment: { LOTE_LANG: "es", LC_ALL: "en_GB" } }, "es"],
    ["the setting before the locale", { configured: "es", environment: { LANG: "en_GB" } }, "es"],
    ["the flag before all", { flag: "en", configured: "es", environment: { LOTE_LANG: "es" } }, "en"],
    [
      "the next wish where one is for an unknown language",
      { environment: { LOTE_LANG: "fr", LANG: "es" } },
      "es",
    ],
  ] as const)("takes %s", (_, wish, language) => {
    expect(chooseLanguage({ environment: {}, ...wish })).toBe(language);
  });
});
