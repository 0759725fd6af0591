import { LoteError } from "../../errors/lote-error.ts";
import { TextBuilder } from "../structured-text.ts";
import type { Extractor } from "./extracted.ts";

/** Groups that hold no words of the document. */
const unread = new Set(
  (
    "fonttbl colortbl stylesheet info pict object themedata colorschememapping datastore latentstyles listtable " +
    "listoverridetable rsidtbl generator xmlnstbl fldinst bkmkstart bkmkend header footer headerl headerr footerl footerr"
  ).split(" "),
);
const letters: Readonly<Record<string, string>> = {
  par: "\n",
  sect: "\n",
  page: "\n",
  line: "\n",
  row: "\n",
  cell: " | ",
  tab: "\t",
  emdash: "—",
  endash: "–",
  lquote: "‘",
  rquote: "’",
  ldblquote: "“",
  rdblquote: "”",
  bullet: "•",
};

/** Rich text: words and paragraphs, by the control words of the format's specification (1.9.1). */
export const extractRtf: Extractor = ({ bytes }) => {
  const source = Buffer.from(bytes).toString("latin1");
  if (!source.startsWith("{\\rtf")) throw new LoteError("document-broken", { detail: "no RTF" });
  const codePage = /\\ansicpg(\d+)/.exec(source)?.[1] ?? "1252";
  const decoder = decoderOf(codePage);
  const words: string[] = [];
  const states: { isUnread: boolean; skip: number }[] = [];
  let state = { isUnread: false, skip: 1 };
  let pending = 0;
  for (const [token, word, number, byte, symbol] of source.matchAll(
    /\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-f]{2})|\\([^a-z'])|[{}]|[\r\n]+|[^\\{}\r\n]+/gi,
  )) {
    if (token === "{") states.push({ ...state });
    else if (token === "}") state = states.pop() ?? state;
    else if (word !== undefined) {
      if (unread.has(word)) state = { ...state, isUnread: true };
      else if (word === "uc") state = { ...state, skip: Number(number ?? 1) };
      else if (state.isUnread) continue;
      else if (word === "u") {
        words.push(String.fromCharCode((Number(number) + 65536) % 65536));
        pending = state.skip;
      } else if (letters[word] !== undefined) words.push(letters[word]);
    } else if (symbol !== undefined) {
      if (symbol === "*") state = { ...state, isUnread: true };
      else if (!state.isUnread)
        words.push(symbol === "~" ? " " : symbol === "_" ? "-" : /[{}\\]/.test(symbol) ? symbol : "");
    } else if (byte !== undefined) {
      if (pending > 0) pending--;
      else if (!state.isUnread) words.push(decoder.decode(Uint8Array.of(Number.parseInt(byte, 16))));
    } else if (!state.isUnread && !/^[\r\n]+$/.test(token)) {
      const text = pending > 0 ? token.slice(pending) : token;
      pending = Math.max(0, pending - token.length);
      words.push(text);
    }
  }
  const builder = new TextBuilder();
  for (const paragraph of words.join("").split("\n")) builder.paragraph(paragraph);
  return { ...builder.finish(), title: "" };
};

function decoderOf(codePage: string): TextDecoder {
  try {
    return new TextDecoder((codePage === "10000" ? "macintosh" : `windows-${codePage}`) as Bun.Encoding);
  } catch {
    return new TextDecoder("windows-1252");
  }
}
