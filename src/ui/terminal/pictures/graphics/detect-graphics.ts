import type { Surface } from "../../surface/surface.ts";
import { askTerminal, type TerminalPair } from "./ask-terminal.ts";
import { drawsPlaceholders, type Graphics, usualCell } from "./graphics.ts";
import { tmuxGraphics } from "./tmux-graphics.ts";

/** Every terminal answers this; one that has not by then is far away, or none. */
const firstPatienceMs = 200;
/** Now it is known to answer: what it says of pictures may not come later, among the keys. */
const patienceMs = 1000;

/** Device attributes, the size of a cell; name and version; whether a picture of one pixel would be taken. */
const attributes = "\x1b[c";
const cellSize = "\x1b[16t";
const version = "\x1b[>q";
const tinyPicture = "\x1b_Gi=1,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\";

// Answers begin with an escape, which a pattern must name.
const ofAttributes = /\x1b\[\?[\d;]*c/;
const ofCellSize = /\x1b\[6;(\d+);(\d+)t/;
const ofVersion = /\x1bP>\|([^\x1b]*)\x1b\\/;
const ofPicture = /\x1b_Gi=1;([^\x1b]*)\x1b\\/;
const any = new RegExp(
  [ofAttributes, ofCellSize, ofVersion, ofPicture].map(({ source }) => source).join("|"),
  "g",
);

/**
 * Asks the terminal whether it draws pictures by itself; null where it does not, or says nothing. First it is asked
 * only what all answer, in a form that does no harm among the keys should it come late (over a slow line); only one
 * that is near is asked the rest.
 */
export async function detectGraphics(
  pair: TerminalPair,
  { ascii, screenReader, depth }: Pick<Surface, "ascii" | "screenReader" | "depth">,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Graphics | null> {
  if (ascii || screenReader || (depth !== "true" && depth !== "256")) return null;
  const { TMUX, STY, TERM = "" } = environment;
  if (TMUX) return tmuxGraphics();
  // GNU screen hands nothing through; the console and the dumbest terminals have nothing to say.
  if (STY || /^(screen|linux|dumb)/.test(TERM)) return null;
  const isFenced = (answers: readonly string[]) => answers.some((answer) => ofAttributes.test(answer));
  const first = await askTerminal(pair, cellSize + attributes, any, isFenced, firstPatienceMs);
  if (!isFenced(first)) return null;
  const [, height, width] = match(first, ofCellSize) ?? [];
  const cell =
    Number(height) > 0 && Number(width) > 0 ? { width: Number(width), height: Number(height) } : usualCell;
  const second = await askTerminal(pair, version + tinyPicture + attributes, any, isFenced, patienceMs);
  const [, name = ""] = match(second, ofVersion) ?? [];
  const [, taken] = match(second, ofPicture) ?? [];
  return taken === "OK" && drawsPlaceholders(name) ? { cell, isInTmux: false, depth } : null;
}

function match(answers: readonly string[], pattern: RegExp): RegExpExecArray | undefined {
  for (const answer of answers) {
    const found = pattern.exec(answer);
    if (found) return found;
  }
  return undefined;
}
