import { type CommandRow, commands } from "./grammar.ts";

/** The rows of the table with its general type: what is generic over commands reads these. */
export const commandRows: readonly [CommandRow, ...CommandRow[]] = commands;
