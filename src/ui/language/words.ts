/** The languages lote speaks. English is the one that answers when nothing else is asked for. */
export const languages = ["en", "es"] as const;
export type Language = (typeof languages)[number];

/** One text in every language; for tables whose rows carry their own words (commands, flags). */
export type Words = Readonly<Record<Language, string>>;
