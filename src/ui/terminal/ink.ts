/**
 * The one module that loads Ink and ink-table. Everything of the terminal imports them from here.
 *
 * ink-table is CommonJS and calls `require("ink")`; Ink is a module with a top-level `await`. Loading ink first,
 * dynamically, and ink-table after it is the only order that works under Bun; a static `import "ink"` anywhere
 * before breaks it.
 */
const ink = await import("ink");
const inkTable = await import("ink-table");

export type { Key } from "ink";

export const {
  Box,
  Static,
  Text,
  render,
  renderToString,
  useApp,
  useInput,
  usePaste,
  useStdout,
  useWindowSize,
} = ink;

/** Draws by `String.length` and at about 5 ms a row: for small tables of plain, short text only. */
export const Table = inkTable.default;
