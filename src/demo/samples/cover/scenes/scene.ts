import type { Random } from "../../../../engine/seeded-random.ts";
import type { Canvas } from "../../drawing/canvas.ts";
import type { Look, Palette } from "../look.ts";

/** What a scene paints with. It covers the whole canvas; the upper fifth will lie under the logo. */
export interface Scene {
  readonly canvas: Canvas;
  readonly look: Look;
  readonly palette: Palette;
  readonly random: Random;
}

/** Paints the picture of a cover. */
export type PaintScene = (scene: Scene) => void;
