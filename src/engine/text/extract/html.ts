import { Parser } from "htmlparser2";
import { decodeText } from "../charset.ts";
import { TextBuilder } from "../structured-text.ts";
import type { Extracted, Extractor } from "./extracted.ts";

/** What holds no words for a reader. */
const unread = new Set(
  "script style noscript template svg math iframe object embed canvas audio video map select textarea".split(
    " ",
  ),
);
const blocks = new Set(
  (
    "p div section article main header footer aside nav address blockquote figure figcaption ul ol dl dt dd table " +
    "caption thead tbody tfoot form fieldset hr details summary body text:p"
  ).split(" "),
);
const rows = new Set(["li", "tr", "br"]);

/** An HTML page: its words without scripts and styles, its headings, its tables row by row. */
export const extractHtml: Extractor = ({ bytes }) => {
  const { text, charset } = decodeHtml(bytes);
  return { ...htmlText(text), charset };
};

/** A page says in its first bytes which charset it is in; where it is not UTF-8 anyway, that is believed. */
function decodeHtml(bytes: Uint8Array): { text: string; charset: string } {
  const found = decodeText(bytes);
  if (found.charset.startsWith("utf-")) return found;
  const head = Buffer.from(bytes.subarray(0, 2048)).toString("latin1");
  const said = /<meta[^>]+charset\s*=\s*["']?([\w-]+)/i.exec(head)?.[1];
  if (said === undefined) return found;
  try {
    const decoder = new TextDecoder(said as Bun.Encoding);
    return decoder.encoding === "utf-8" ? found : { text: decoder.decode(bytes), charset: decoder.encoding };
  } catch {
    return found;
  }
}

/** The words of HTML that was decoded already. */
export function htmlText(html: string): Extracted {
  const builder = new TextBuilder();
  const title = addHtml(builder, html);
  return { ...builder.finish(), title };
}

/** Adds HTML to a text that has more; returns the page's title. */
export function addHtml(builder: TextBuilder, html: string): string {
  const gatherer = new HtmlGatherer(builder);
  const parser = new Parser(gatherer, { decodeEntities: true, recognizeSelfClosing: true });
  parser.write(html);
  parser.end();
  gatherer.flush();
  return gatherer.title.replace(/\s+/g, " ").trim();
}

/** Gathers words between the starts and ends of blocks. It keeps no tree: depth costs nothing. */
class HtmlGatherer {
  title = "";
  #words: string[] = [];
  #unread = 0;
  #pre = 0;
  #heading: number | undefined;
  #inTitle = false;
  #cells = 0;

  constructor(private readonly builder: TextBuilder) {}

  onopentag(name: string): void {
    if (unread.has(name)) this.#unread++;
    if (name === "title") this.#inTitle = true;
    if (this.#unread > 0) return;
    const level = /^h([1-6])$/.exec(name)?.[1];
    if (level !== undefined) {
      this.flush();
      this.#heading = Number(level);
    } else if (name === "pre") {
      this.flush();
      this.#pre++;
    } else if (blocks.has(name)) this.flush();
    else if (rows.has(name)) {
      this.#words.push("\n");
      if (name === "li") this.#words.push("- ");
      if (name === "tr") this.#cells = 0;
    } else if ((name === "td" || name === "th") && this.#cells++ > 0) this.#words.push(" | ");
  }

  ontext(text: string): void {
    if (this.#inTitle && this.#unread === 0) this.title += text;
    else if (this.#unread === 0) this.#words.push(this.#pre > 0 ? text : text.replace(/\s+/g, " "));
  }

  onclosetag(name: string): void {
    if (unread.has(name) && this.#unread > 0) this.#unread--;
    if (name === "title") this.#inTitle = false;
    if (this.#unread > 0) return;
    if (this.#heading !== undefined && /^h[1-6]$/.test(name)) {
      this.builder.heading(this.#heading, this.#take());
      this.#heading = undefined;
    } else if (name === "pre") {
      const words = this.#words.join("");
      this.#words = [];
      this.#pre = Math.max(0, this.#pre - 1);
      if (words.trim() !== "") this.builder.code(words);
    } else if (blocks.has(name)) this.flush();
    else if (name === "tr") this.#words.push("\n");
  }

  /** Ends the paragraph that is under way. */
  flush(): void {
    if (this.#heading !== undefined || this.#pre > 0) return;
    this.builder.paragraph(this.#take());
  }

  #take(): string {
    const words = this.#words.join("");
    this.#words = [];
    return words
      .replace(/[ \t]+/g, " ")
      .replace(/ ?\n ?/g, "\n")
      .replace(/\n{2,}/g, "\n");
  }
}
