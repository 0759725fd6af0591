/** A place in a text where something of its structure begins. Offsets are UTF-16 code units. */
export type Mark =
  | { readonly at: number; readonly heading: { readonly level: number; readonly title: string } }
  | { readonly at: number; readonly page: number }
  /** From here on blank lines part no paragraphs, until it ends. */
  | { readonly at: number; readonly code: boolean };

/** A document as text, with what is known of its structure, in order. */
export interface StructuredText {
  readonly text: string;
  readonly marks: readonly Mark[];
}

/** Titles beyond this say nothing more, characters. */
const longestTitle = 160;

/** Puts a structured text together, piece by piece. */
export class TextBuilder {
  #pieces: string[] = [];
  #length = 0;
  readonly #marks: Mark[] = [];

  get length(): number {
    return this.#length;
  }

  /** The text as it is, but for control characters and line ends. */
  raw(text: string): this {
    const clean = cleanText(text);
    this.#pieces.push(clean);
    this.#length += clean.length;
    return this;
  }

  /** A line break, and an empty line before it unless nothing is there yet. */
  paragraph(text: string): this {
    const clean = text.trim();
    return clean === "" ? this : this.#separate().raw(clean);
  }

  line(text: string): this {
    return this.raw(`${text}\n`);
  }

  /** @param level 1 is the highest */
  heading(level: number, title: string): this {
    const words = title.replace(/\s+/g, " ").trim();
    if (words === "") return this;
    this.#separate().markHeading(level, words);
    return this.raw(words);
  }

  /** Says that a heading begins here whose text is written by the caller. */
  markHeading(level: number, title: string): this {
    const words = cleanText(title).replace(/\s+/g, " ").trim().slice(0, longestTitle);
    if (words !== "") this.#marks.push({ at: this.#length, heading: { level, title: words } });
    return this;
  }

  page(number: number): this {
    this.#separate();
    this.#marks.push({ at: this.#length, page: number });
    return this;
  }

  code(text: string): this {
    this.#separate();
    this.#marks.push({ at: this.#length, code: true });
    this.raw(text.replace(/\n+$/, ""));
    this.#marks.push({ at: this.#length, code: false });
    return this;
  }

  markCode(isCode: boolean): this {
    this.#marks.push({ at: this.#length, code: isCode });
    return this;
  }

  finish(): StructuredText {
    return { text: this.#pieces.join(""), marks: this.#marks };
  }

  #separate(): this {
    if (this.#length > 0) this.raw("\n\n");
    return this;
  }
}

/** Line ends as `\n`; what is no text (control characters, byte order marks, halves of pairs) is dropped. */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|\u2028|\u2029/g, "\n")
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufeff]/g, (one) => (one === "\f" ? "\n" : ""));
}
