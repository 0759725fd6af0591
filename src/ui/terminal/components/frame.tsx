import type { ReactNode } from "react";
import type { Confirmation, Notice } from "../desk/desk.ts";
import type { ScreenModel } from "../desk/screen-model.ts";
import { Box } from "../ink.ts";
import { fitProse } from "../surface/fit.ts";
import { useSurface } from "../surface/surface.ts";
import { footerLines } from "./key-footer.ts";
import { Line, Lines, type Part, widthOf } from "./line.tsx";

export interface FrameProps {
  readonly model: ScreenModel;
  readonly notice: Notice | null;
  readonly confirmation: Confirmation | null;
  /** What is said at the right end of the title line. */
  readonly aside?: readonly Part[];
  /** What stands in the line of notices while there is none. */
  readonly idle?: string;
  readonly children: ReactNode;
}

/** Lines that are not the body: title, rule, notice, two of keys. */
const frameRows = 5;

/** How many lines a screen's body has. */
export function bodyRowsOf(rows: number): number {
  return Math.max(1, rows - frameRows);
}

/** What all screens share: where one is, what was said last, and the keys. It fills the terminal exactly. */
export function Frame({ model, notice, confirmation, aside = [], idle = "", children }: FrameProps) {
  const surface = useSurface();
  const { columns, rows, glyphs, t } = surface;
  const trail = ["lote", ...model.title()];
  const title: Part[] = [
    " ",
    ...trail.flatMap((text, index): Part[] => [
      ...(index === 0 ? [] : [{ text: ` ${glyphs.trail} `, tone: "quiet" as const }]),
      { text: fitProse(surface, text, 40), bold: index === trail.length - 1 },
    ]),
  ];
  const space = columns - widthOf(title) - widthOf(aside) - 1;
  const keys = footerLines(model, surface);
  const message: Part[] = confirmation
    ? [
        { text: fitProse(surface, ` ${confirmation.question}`, columns - 16), tone: "attention", bold: true },
        { text: ` [${t.text("terminal.confirmKeys")}]`, bold: true },
      ]
    : notice
      ? [{ text: fitProse(surface, ` ${notice.text}`, columns), tone: notice.tone }]
      : [{ text: fitProse(surface, idle === "" ? "" : ` ${idle}`, columns), tone: "quiet" }];
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Line parts={space > 0 ? [...title, " ".repeat(space), ...aside] : title} />
      <Line parts={[{ text: glyphs.rule.repeat(columns), tone: "quiet" }]} />
      <Box flexDirection="column" height={bodyRowsOf(rows)}>
        {children}
      </Box>
      <Line parts={message} />
      <Lines lines={[0, 1].map((index) => keys[index] ?? [])} />
    </Box>
  );
}
