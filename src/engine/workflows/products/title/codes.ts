import type { Word } from "./phrases.ts";

/** Letters and digits that name a model: `dsc-w120`, `693689-B21`, `XER106R01409`. */
export function isCode(word: string): boolean {
  const bare = bareCode(word);
  if (/^\d{4,}-[\p{L}\p{N}]{2,}$/u.test(word)) return true;
  if (!/\d/.test(bare)) return false;
  if (/^\d+$/.test(bare)) return bare.length >= 6 && !/[.,]/.test(word);
  return /\p{L}/u.test(bare) && bare.length >= 4 && !ordinary.test(word);
}

/** Numbers with a word that are no names: `3-ply`, `2-in-1`, `1080p`, `6-pack`, `90s`, `7.2k`. */
const ordinary =
  /^(?:\d+[.,]?\d*-(?:in-\d+|ply|pack|packs?|count|piece|pieces|tab|layer|way|shelf|pocket|inch|lb|oz|hole|drawer|port|step|day|year|month|color|colors|speed)|\d{3,4}p|\d+(?:st|nd|rd|th|ro|do|er)|\d{2,4}s|\d+(?:[.,]\d+)?k|\d+x\d+p?(?:x\d+)?|\d+w?x\d+d?)$/;

/** A code, or any word, as it is compared: signs between its letters are everybody's own. */
export function bareCode(word: string): string {
  return word.replace(/[^\p{L}\p{N}]/gu, "");
}

/** Those of the words that are codes. */
export function codesIn(words: readonly Word[]): Word[] {
  return words.filter(({ word }) => isCode(word));
}
