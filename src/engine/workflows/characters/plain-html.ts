import { Parser } from "htmlparser2";

/** The text of a piece of HTML, in one line: entities resolved, scripts and styles left out. */
export function htmlToText(html: string): string {
  let text = "";
  let silent = 0;
  const parser = new Parser({
    ontext: (words) => {
      if (silent === 0) text += words;
    },
    onopentagname: (name) => {
      if (name === "script" || name === "style") silent++;
      if (name === "br" || name === "li" || name === "p" || name === "div") text += " ";
    },
    onclosetag: (name) => {
      if (name === "script" || name === "style") silent--;
    },
  });
  parser.end(html);
  return text.replace(/\s+/g, " ").trim();
}
