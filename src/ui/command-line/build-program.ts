import { Argument, Command, Option } from "commander";
import { commandRows } from "./command-rows.ts";
import { type FlagRow, flagKey } from "./flag-row.ts";
import { globalFlags } from "./global-flags.ts";
import type { CommandRow } from "./grammar.ts";
import { placeholderOf } from "./value-kinds.ts";

/** A command line sorted by the table; every value is still the text that was typed. */
export interface FoundWords {
  readonly row: CommandRow;
  readonly args: Readonly<Record<string, string | readonly string[]>>;
  readonly flags: Readonly<Record<string, string | true>>;
}

/** What the parser tells while it reads. */
export interface Listener {
  /** The words are those of a command. Not told for `lote` alone, which is no command to the parser. */
  onCommand(found: FoundWords): void;
  /** Help is asked for, or due because a group was called without a command. */
  onHelp(path: string): void;
}

/**
 * The `commander` program of the whole table. It never prints and never exits: what it would say is thrown as a
 * `CommanderError`.
 */
export function buildProgram(version: string, { onCommand, onHelp }: Listener): Command {
  const made = new Map<string, Command>();
  const commandAt = (path: string): Command => {
    const known = made.get(path);
    if (known) return known;
    const command = silent(new Command(path.slice(path.lastIndexOf(" ") + 1) || "lote"));
    command.helpInformation = () => {
      onHelp(path);
      return "";
    };
    made.set(path, command);
    if (path !== "") commandAt(parentOf(path)).addCommand(command);
    return command;
  };
  const program = commandAt("").version(version, "--version");
  for (const flag of globalFlags) program.addOption(optionOf(flag));
  for (const row of commandRows) {
    const command = commandAt(row.path);
    for (const flag of row.flags) command.addOption(optionOf(flag));
    for (const argument of row.arguments) command.addArgument(argumentOf(argument));
    if (row.path !== "") command.action(() => onCommand(wordsOf(row, command)));
  }
  return program;
}

/** What was typed, by the names of the row. */
export function wordsOf(row: CommandRow, command: Command): FoundWords {
  const given: Readonly<Record<string, unknown>> = command.optsWithGlobals();
  const flags: Record<string, string | true> = {};
  for (const { name } of [...globalFlags, ...row.flags]) {
    const key = flagKey(name);
    // commander takes --no-input for the opposite of a flag "input".
    if (name.startsWith("no-")) {
      if (given[flagKey(name.slice(3))] === false) flags[key] = true;
    } else if (given[key] !== undefined) {
      flags[key] = given[key] as string | true;
    }
  }
  const args: Record<string, string | readonly string[]> = {};
  row.arguments.forEach(({ name }, position) => {
    const value = command.processedArgs[position] as string | readonly string[] | undefined;
    if (value !== undefined) args[name] = value;
  });
  return { row, args, flags };
}

function silent(command: Command): Command {
  const nothing = () => undefined;
  return command
    .exitOverride()
    .configureOutput({ writeOut: nothing, writeErr: nothing, outputError: nothing });
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf(" ")));
}

function optionOf(flag: FlagRow): Option {
  const names = flag.short ? `-${flag.short}, --${flag.name}` : `--${flag.name}`;
  const option = new Option(flag.kind ? `${names} <value>` : names);
  return flag.hidden ? option.hideHelp() : option;
}

function argumentOf(row: CommandRow["arguments"][number]): Argument {
  const name = `${placeholderOf(row)}${row.repeat ? "..." : ""}`;
  return new Argument(row.required ? `<${name}>` : `[${name}]`);
}
