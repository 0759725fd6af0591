import { type Language, languages } from "./words.ts";

/** What may say which language is wanted, strongest first. */
export interface LanguageWish {
  /** `--lang`. */
  readonly flag?: string | undefined;
  /** The setting `lang` as the configuration's layers give it; where it was not read yet, `LOTE_LANG` is. */
  readonly configured?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * The language to speak: the flag, then the setting, then the locale (`LC_ALL`, `LC_MESSAGES`, `LANG`, of which
 * the first that is set decides, as POSIX has it), else English. A wish for an unknown language is passed over.
 */
export function chooseLanguage({ flag, configured, environment }: LanguageWish): Language {
  const locale = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG;
  return languageOf(flag) ?? languageOf(configured || environment.LOTE_LANG) ?? languageOf(locale) ?? "en";
}

/** `es_ES.UTF-8`, `es-MX` and `es` are all Spanish. */
function languageOf(wish: string | undefined): Language | undefined {
  const name = wish?.split(/[-_.@]/, 1)[0]?.toLowerCase();
  return languages.find((language) => language === name);
}
