import type { PictureSize } from "../picture-cache.ts";

/** The protocol takes no more base64 in one command. */
const chunkLength = 4096;

/**
 * The commands that hand a PNG over to the terminal under a number, to be shown by placeholders in so many cells.
 * Nothing appears yet, the cursor stays where it is, and the terminal is asked not to answer.
 */
export function transmission(id: number, png: Uint8Array, { columns, rows }: PictureSize): string[] {
  const data = png.toBase64();
  const commands: string[] = [];
  for (let from = 0; from < data.length; from += chunkLength) {
    const first = from === 0 ? `a=T,U=1,i=${id},f=100,c=${columns},r=${rows},` : "";
    const more = from + chunkLength < data.length ? 1 : 0;
    commands.push(`\x1b_G${first}q=2,m=${more};${data.slice(from, from + chunkLength)}\x1b\\`);
  }
  return commands;
}

/** The command that takes a picture out of the terminal's memory. */
export function deletion(id: number): string {
  return `\x1b_Ga=d,d=I,i=${id},q=2\x1b\\`;
}

/** A command for the terminal around tmux, which tmux hands through untouched where it is allowed to. */
export function throughTmux(command: string): string {
  return `\x1bPtmux;${command.replaceAll("\x1b", "\x1b\x1b")}\x1b\\`;
}
