import { useEffect, useRef } from "react";
import { useStdout } from "../ink.ts";

/** Time for the frame of the new size to be drawn, milliseconds: some frames. */
const settleMs = 50;

/**
 * Draws everything anew when the terminal has changed its size. Ink draws the frame of the old size once more by then, and
 * what is too wide for the new one wraps and scrolls: from then on nothing stands where Ink believes it to.
 */
export function useRepaint(columns: number, rows: number, isLineByLine: boolean): void {
  const { write } = useStdout();
  const drawn = useRef({ columns, rows });
  useEffect(() => {
    if (isLineByLine || (drawn.current.columns === columns && drawn.current.rows === rows)) return;
    const repaint = setTimeout(() => {
      drawn.current = { columns, rows };
      write(emptied(rows));
    }, settleMs);
    return () => clearTimeout(repaint);
  }, [columns, rows, isLineByLine, write]);
}

/** Each line by itself: to erase the whole display would take the pictures away that a terminal draws. */
function emptied(rows: number): string {
  const home = "\x1b[H";
  return `${home}${Array.from({ length: rows }, () => "\x1b[2K").join("\x1b[E")}${home}`;
}
