import { fittedSize, previewPng } from "../../../../engine/images/preview.ts";
import type { Graphics } from "../graphics/graphics.ts";
import type { Draw, Drawn, PictureSize } from "../picture-cache.ts";
import { mostCells, placeholderLines } from "./placeholder-lines.ts";
import { deletion, throughTmux, transmission } from "./transmission.ts";

/** Numbers of pictures are the whole terminal's, other programs' too: ours begin where few others do. */
const firstId = { true: 0x4c_0000, "256": 0x40 } as const;
/** More than are ever kept at once; then the first is free again. */
const ids = 128;

/** Pictures that the terminal itself draws, by kitty's protocol: transmitted once, shown as text. */
export class KittyPictures {
  #count = 0;

  /** @param write writes to the terminal, between two frames of the screen */
  constructor(
    private readonly graphics: Graphics,
    private readonly write: (text: string) => void,
  ) {}

  readonly draw: Draw = async (preview, size, like): Promise<Drawn> => {
    const [cells, png] = await Promise.all([this.#cellsOf(like, size), previewPng(preview, like)]);
    const id = firstId[this.graphics.depth] + (this.#count++ % ids);
    this.#send(transmission(id, png, cells));
    return { lines: placeholderLines(id, cells), forget: () => this.#send([deletion(id)]) };
  };

  /** The cells that the picture fills in its own proportions. */
  async #cellsOf(like: Uint8Array, { columns, rows }: PictureSize): Promise<PictureSize> {
    const { width, height } = this.graphics.cell;
    const room = { width: Math.min(columns, mostCells) * width, height: Math.min(rows, mostCells) * height };
    const fitted = await fittedSize(like, room);
    const cells = (length: number, side: number) => Math.max(1, Math.round(length / side));
    return { columns: cells(fitted.width, width), rows: cells(fitted.height, height) };
  }

  #send(commands: readonly string[]): void {
    const { isInTmux } = this.graphics;
    this.write(commands.map((command) => (isInTmux ? throughTmux(command) : command)).join(""));
  }
}
