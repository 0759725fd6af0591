/**
 * A text without case and accents whose every place is that of the text itself (composed first), so that what is found
 * in the one can be cut out of the other. Signs that mean the same look the same: quotes of all kinds, crosses, dashes.
 */
export function alignedFold(text: string): { readonly text: string; readonly fold: string } {
  const composed = text.normalize("NFC").replace(/\s/g, " ");
  if (isAscii.test(composed)) return { text: composed, fold: composed.toLowerCase() };
  let fold = "";
  for (let at = 0; at < composed.length; at++) fold += foldedLetter(composed[at] ?? "");
  return { text: composed, fold };
}

const isAscii = /^[\x00-\x7f]*$/;

const signs: Readonly<Record<string, string>> = {
  "“": '"',
  "”": '"',
  "″": '"',
  "‘": "'",
  "’": "'",
  "′": "'",
  "´": "'",
  "`": "'",
  "×": "x",
  "–": "-",
  "—": "-",
  "‐": "-",
  º: "°",
  "®": " ",
  "™": " ",
};

function foldedLetter(letter: string): string {
  const sign = signs[letter];
  if (sign !== undefined) return sign;
  const bare = letter.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return bare.length === 1 ? bare : letter;
}
