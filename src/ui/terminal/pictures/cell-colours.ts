import type { ColourDepth } from "../surface/surface.ts";

/** How many colours a picture may use, where it may use any. */
export type PictureDepth = Exclude<ColourDepth, "none">;

/** A colour as parameters of `ESC [ … m`. */
export interface CellColour {
  readonly front: string;
  readonly back: string;
}

/** The colour as the terminal takes it. */
export function cellColour(red: number, green: number, blue: number, depth: PictureDepth): CellColour {
  if (depth === "true")
    return { front: `38;2;${red};${green};${blue}`, back: `48;2;${red};${green};${blue}` };
  const code = Bun.color([red, green, blue], depth === "256" ? "ansi-256" : "ansi-16") ?? "";
  const parameters = code.slice(2, -1);
  return depth === "256"
    ? { front: parameters, back: parameters.replace(/^38/, "48") }
    : { front: parameters, back: String(Number(parameters) + 10) };
}

const reset = "\x1b[0m";

/** A line of cells. A colour is written only where it changes, which saves most of the bytes on a slow line. */
export class CellLine {
  #text = "";
  #front = "";
  #back = "";

  add(sign: string, { front }: CellColour, { back }: CellColour): void {
    const changed = [front === this.#front ? "" : front, back === this.#back ? "" : back].filter(Boolean);
    if (changed.length > 0) this.#text += `\x1b[${changed.join(";")}m`;
    this.#text += sign;
    this.#front = front;
    this.#back = back;
  }

  /** A cell of one colour: what the foreground is does not show. */
  addGround({ back }: CellColour): void {
    this.add(" ", { front: this.#front, back }, { front: this.#front, back });
  }

  toString(): string {
    return this.#text + reset;
  }
}
