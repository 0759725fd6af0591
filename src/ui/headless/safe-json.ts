/**
 * JSON on one line in which every control and format character is written as an escape: JSON itself lets some
 * through (C1 controls, text direction) that a terminal would obey. It parses to the same value.
 */
export function safeJson(value: unknown): string {
  return JSON.stringify(value).replace(/[\x7f-\x9f\u2028\u2029\p{Cf}]/gu, escaped);
}

function escaped(character: string): string {
  let text = "";
  for (let unit = 0; unit < character.length; unit++) {
    text += `\\u${character.charCodeAt(unit).toString(16).padStart(4, "0")}`;
  }
  return text;
}
