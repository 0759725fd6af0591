import { translator } from "../../language/translator.ts";
import type { Language } from "../../language/words.ts";
import { commandRows } from "../command-rows.ts";
import type { ArgumentRow, FlagRow } from "../flag-row.ts";
import { globalFlags } from "../global-flags.ts";
import { groups } from "../grammar.ts";
import { isShown } from "../help.ts";
import { choicesOf, type ValueKind, type ValueKindRow, valueKinds } from "../value-kinds.ts";

/** A word that a shell may offer. */
export interface Offer {
  readonly word: string;
  readonly help: string;
}

/** What follows a flag or stands as an argument: words of a closed list, or paths. */
export interface Value {
  readonly choices: readonly string[];
  readonly completes: "files" | "directories" | null;
}

/** A flag as completion sees it. */
export interface FlagOffer extends Offer {
  /** Null for a switch. */
  readonly value: Value | null;
}

/** What may come after the words `lote <path>`. */
export interface Position {
  readonly path: string;
  readonly commands: readonly Offer[];
  /** The first argument, and whether more of the same follow. */
  readonly arguments: readonly (Value & { readonly repeat: boolean })[];
  /** Its own; the flags that every command takes are beside the positions. */
  readonly flags: readonly FlagOffer[];
}

/** What a shell needs to know of lote. */
export interface CompletionModel {
  /** One for lote itself, then one for each group and command. */
  readonly positions: readonly [Position, ...Position[]];
  readonly everywhere: readonly FlagOffer[];
}

/** The table of commands, turned into what a shell needs at each place. */
export function completionModel(language: Language): CompletionModel {
  const paths = [...new Set([...Object.keys(groups), ...commandRows.slice(1).map((row) => row.path)])];
  const positionAt = (path: string): Position => {
    const row = commandRows.find((each) => each.path === path);
    return {
      path,
      commands: commandsBelow(path, paths, language),
      arguments: (row?.arguments ?? []).map(argumentOf),
      flags: flagsOf(row?.flags ?? [], language),
    };
  };
  const help = { word: "--help", help: translator(language).text("help.helpFlag"), value: null };
  return {
    positions: [positionAt(""), ...paths.map(positionAt)],
    everywhere: [...flagsOf(globalFlags, language), help],
  };
}

/** Every flag that takes a value, once: a shell must skip the word after it to find the command. */
export function flagsWithValue({ positions, everywhere }: CompletionModel): ReadonlyMap<string, Value> {
  const flags = [...everywhere, ...positions.flatMap((position) => position.flags)];
  return new Map(flags.flatMap(({ word, value }) => (value ? [[word, value] as const] : [])));
}

function commandsBelow(path: string, paths: readonly string[], language: Language): Offer[] {
  const prefix = path === "" ? "" : `${path} `;
  return paths
    .filter(
      (each) =>
        each.startsWith(prefix) && each.length > prefix.length && !each.slice(prefix.length).includes(" "),
    )
    .map((each) => ({ word: each.slice(prefix.length), help: helpOf(each, language) }));
}

function helpOf(path: string, language: Language): string {
  return (commandRows.find((row) => row.path === path)?.help ?? groups[path])?.[language] ?? "";
}

function argumentOf({ kind, repeat = false }: ArgumentRow) {
  return { ...acceptedBy(kind), repeat };
}

function flagsOf(flags: readonly FlagRow[], language: Language): FlagOffer[] {
  return flags.filter(isShown).map(({ name, help, kind }) => ({
    word: `--${name}`,
    help: help[language],
    value: kind ? acceptedBy(kind) : null,
  }));
}

function acceptedBy(kind: ValueKind): Value {
  const row: ValueKindRow = valueKinds[kind];
  return { choices: choicesOf(kind), completes: row.completes ?? null };
}
