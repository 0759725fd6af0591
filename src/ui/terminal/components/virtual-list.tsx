import { windowOf } from "../view-model/window.ts";
import { Line, type Part } from "./line.tsx";

export interface VirtualListProps<Row> {
  /** Of the whole list, however long. */
  readonly length: number;
  readonly selected: number;
  /** Lines on the screen. */
  readonly rows: number;
  /** Reads the rows from `start` to `end`; no other is ever asked for. */
  readonly read: (start: number, end: number) => readonly Row[];
  readonly draw: (
    row: Row,
    isSelected: boolean,
  ) => { readonly key: string | number; readonly parts: readonly Part[] };
}

/** The visible part of a long list, one line a row. */
export function VirtualList<Row>({ length, selected, rows, read, draw }: VirtualListProps<Row>) {
  const { start, end } = windowOf(length, selected, rows);
  return read(start, end).map((row, index) => {
    const { key, parts } = draw(row, start + index === selected);
    return <Line key={key} parts={parts} />;
  });
}
