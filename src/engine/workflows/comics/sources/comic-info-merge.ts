import { DOMParser, type Document, type Element, type Node, XMLSerializer } from "@xmldom/xmldom";
import { checkComicInfo } from "./comic-info.ts";

/** What of a ComicInfo.xml is written. */
export const writtenFields = ["Title", "Series", "Number", "Year", "Publisher"] as const;
export type WrittenField = (typeof writtenFields)[number];

/** What is known of the issue; never empty texts. */
export type KnownFields = Readonly<Partial<Record<WrittenField, string>>>;

export interface MergedComicInfo {
  /** UTF-8. */
  readonly bytes: Uint8Array;
  /** Elements that were set. */
  readonly written: readonly WrittenField[];
  /** Elements that say something else, and were left so. */
  readonly kept: readonly WrittenField[];
}

/** The elements of schema 2.1 in its order, which is that of 2.0 with some between. */
const schemaOrder = [
  ..."Title Series Number Count Volume AlternateSeries AlternateNumber AlternateCount Summary Notes".split(
    " ",
  ),
  ..."Year Month Day Writer Penciller Inker Colorist Letterer CoverArtist Editor Translator".split(" "),
  ..."Publisher Imprint Genre Tags Web PageCount LanguageISO Format BlackAndWhite Manga".split(" "),
  ..."Characters Teams Locations ScanInformation StoryArc StoryArcNumber SeriesGroup AgeRating".split(" "),
  ..."Pages CommunityRating MainCharacterOrTeam Review GTIN".split(" "),
];

const emptyInfo = '<?xml version="1.0" encoding="utf-8"?>\n<ComicInfo>\n</ComicInfo>\n';

/**
 * Sets what is known of an issue in its ComicInfo.xml, or makes one. What the file says already stays, unless
 * `overwrite`; an empty element, or a year that is no year, says nothing. Everything else is kept as it is, in its
 * order: unknown elements, attributes, comments, CDATA, processing instructions, blanks.
 *
 * It is written as UTF-8 whatever it was, with a byte order mark if it had that of UTF-8.
 *
 * @throws Error when it is no ComicInfo.xml that could be changed without harm; what `checkComicInfo` throws
 */
export function mergeComicInfo(
  existing: Uint8Array | undefined,
  known: KnownFields,
  overwrite: boolean,
): MergedComicInfo {
  const { text, hasMark } = existing ? decodeStrictly(existing) : { text: emptyInfo, hasMark: false };
  checkComicInfo(text);
  const document = parse(text);
  const root = document.documentElement;
  if (!root) throw new Error("no root element");
  const written: WrittenField[] = [];
  const kept: WrittenField[] = [];
  for (const name of writtenFields) {
    const value = xmlText(known[name] ?? "");
    if (value === "") continue;
    const outcome = set(document, root, name, value, overwrite);
    if (outcome === "written") written.push(name);
    else if (outcome === "kept") kept.push(name);
  }
  return { bytes: encode(document, text, hasMark), written, kept };
}

function set(
  document: Document,
  root: Element,
  name: WrittenField,
  value: string,
  overwrite: boolean,
): "written" | "kept" | "same" {
  const found = childElements(root).filter((child) => child.tagName === name);
  const [element] = found;
  if (!element) {
    insert(document, root, name, value);
    return "written";
  }
  const says = found
    .map((one) => one.textContent ?? "")
    .join("")
    .trim();
  if (says === value) return "same";
  const isEmpty = says === "" || (name === "Year" && !(Number(says) > 0));
  // Two of one name, or one with elements inside: whoever made these meant something that is not known here.
  const isPlain = found.length === 1 && childElements(element).length === 0;
  if (!isPlain || !(isEmpty || overwrite)) return "kept";
  const isText = ({ nodeType }: Node) => nodeType === 3 || nodeType === 4;
  for (const child of [...element.childNodes].filter(isText)) element.removeChild(child);
  element.appendChild(document.createTextNode(value));
  return "written";
}

/** Before the first element that comes after it in the schema, indented as that one is; else as the last. */
function insert(document: Document, root: Element, name: WrittenField, value: string): void {
  const element = document.createElementNS(root.namespaceURI, name);
  element.appendChild(document.createTextNode(value));
  const siblings = childElements(root);
  const place = (tag: string) => schemaOrder.indexOf(tag);
  const next = siblings.find(({ tagName }) => place(tagName) > place(name));
  const neighbour = next ?? siblings.at(-1);
  const indent = document.createTextNode(neighbour ? blanksBefore(neighbour) : "\n  ");
  if (next) {
    root.insertBefore(element, next);
    root.insertBefore(indent, next);
    return;
  }
  const last = root.lastChild;
  const tail = last && isBlank(last) ? last : null;
  root.insertBefore(indent, tail);
  root.insertBefore(element, tail);
  if (!tail && !neighbour) root.appendChild(document.createTextNode("\n"));
}

function blanksBefore(node: Node): string {
  const { previousSibling } = node;
  return previousSibling && isBlank(previousSibling) ? (previousSibling.nodeValue ?? "") : "";
}

function isBlank({ nodeType, nodeValue }: Node): boolean {
  return nodeType === 3 && (nodeValue ?? "").trim() === "";
}

function childElements(parent: Element): Element[] {
  return [...parent.childNodes].filter((node): node is Element => node.nodeType === 1);
}

function parse(text: string): Document {
  const onError = (level: string, message: string) => {
    // By default it tells the console, and goes on.
    if (level !== "warning") throw new Error(message);
  };
  return new DOMParser({ onError }).parseFromString(text, "text/xml");
}

/** With the line ends that it had, and what stood after its last element. */
function encode(document: Document, old: string, hasMark: boolean): Uint8Array {
  declareUtf8(document);
  const hasCrLf = /\r\n/.test(old) && !/[^\r]\n/.test(old);
  const xml = new XMLSerializer()
    .serializeToString(document)
    // A carriage return that is left was written as a character reference, and is one again.
    .replaceAll("\r", "&#13;")
    .replaceAll("\n", hasCrLf ? "\r\n" : "\n");
  const blanks = old.slice(old.trimEnd().length);
  return new TextEncoder().encode(`${hasMark ? "\ufeff" : ""}${xml.trimEnd()}${blanks}`);
}

function declareUtf8({ firstChild }: Document): void {
  if (firstChild?.nodeType !== 7 || firstChild.nodeName !== "xml") return;
  const declared = firstChild as Node & { data: string };
  const other = /(\bencoding\s*=\s*)(["'])(?!utf-8\2)[^"']*\2/i;
  if (other.test(declared.data)) declared.data = declared.data.replace(other, '$1"utf-8"');
}

/** By its byte order mark, else by what it declares, else as UTF-8. @throws Error when that does not decode all of it */
function decodeStrictly(bytes: Uint8Array): { text: string; hasMark: boolean } {
  const charset = markOf(bytes) ?? declaredIn(bytes);
  const decoder = new TextDecoder(charset as Bun.Encoding, { fatal: true });
  const hasMark = markOf(bytes) === "utf-8";
  return { text: decoder.decode(bytes), hasMark };
}

function markOf([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  return undefined;
}

function declaredIn(bytes: Uint8Array): string {
  if (bytes[0] === 0x3c && bytes[1] === 0) return "utf-16le";
  if (bytes[0] === 0 && bytes[1] === 0x3c) return "utf-16be";
  const head = Buffer.from(bytes.subarray(0, 200)).toString("latin1");
  const name = /^<\?xml[^>]*?\bencoding\s*=\s*["']([\w.:-]+)["']/i.exec(head)?.[1] ?? "utf-8";
  // Programs that put the text together in memory, where it is UTF-16, say so and write UTF-8.
  return /^utf-?16/i.test(name) ? "utf-8" : name;
}

/** Without what XML does not allow. */
function xmlText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffd-\uffff]/g, "")
    .replace(/\s+/g, " ")
    .trim();
}
