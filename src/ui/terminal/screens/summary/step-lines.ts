import type { RunDocument } from "../../../../engine/run/document.ts";
import type { Part } from "../../components/line.tsx";
import { fit } from "../../surface/fit.ts";
import { fold } from "../../surface/fold.ts";
import type { Surface } from "../../surface/surface.ts";
import { nextSteps } from "./figures.ts";

/** What to do next. A command that is too long for a line is broken between words: it can be typed only whole. */
export function stepLines(document: RunDocument, surface: Surface, flag: string): Part[][] {
  const { t, glyphs, columns } = surface;
  const head = ` ${glyphs.arrow} `;
  const indent = Bun.stringWidth(head);
  return nextSteps(document, t, flag).flatMap((text) =>
    fold(text, columns - indent).map((line, at): Part[] => [
      {
        text: `${at === 0 ? head : " ".repeat(indent)}${fit(surface, line, columns - indent)}`,
        tone: "accent",
      },
    ]),
  );
}
