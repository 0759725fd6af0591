/** A text without case, accents and differences of width, blanks made one: by it words of people are compared. */
export function folded(text: string): string {
  // Most titles have nothing to be taken apart.
  const plain = isAscii.test(text) ? text : text.normalize("NFKD").replace(/\p{M}/gu, "");
  return plain.toLowerCase().replace(/\s+/gu, " ").trim();
}

const isAscii = /^[\x00-\x7f]*$/;
