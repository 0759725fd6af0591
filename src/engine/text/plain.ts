/**
 * Text from outside as words: control characters, bidirectional marks, zero-width and private characters and what
 * does not decode are dropped, blanks become one space each, letters are composed (NFC). At most `max` characters.
 */
export function plainText(text: string, max = 200): string {
  const words = text
    .replace(/\s+/gu, " ")
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\ufffd]/gu, "")
    .normalize("NFC")
    .replace(/ +/g, " ")
    .trim();
  // By code points, so that no half of a pair is left.
  return words.length <= max ? words : [...words].slice(0, max).join("").trim();
}
