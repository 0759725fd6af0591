import { translator } from "../language/translator.ts";
import type { Language } from "../language/words.ts";
import { commandRows } from "./command-rows.ts";
import { exitCodes } from "./exit-code.ts";
import type { ArgumentRow, FlagRow } from "./flag-row.ts";
import { globalFlags } from "./global-flags.ts";
import { type CommandRow, groups } from "./grammar.ts";
import { choicesOf, placeholderOf } from "./value-kinds.ts";

/**
 * The help of a command, of a group of commands, or (for the empty path) of lote as a whole, which then also
 * lists the flags that go everywhere and the exit codes. Ends with a line break; plain text.
 */
export function helpText(path: string, language: Language, columns = 80): string {
  const { text } = translator(language);
  const row = commandRows.find((each) => each.path === path);
  const below =
    path === "" ? commandRows.slice(1) : commandRows.filter((each) => each.path.startsWith(`${path} `));
  const flags: readonly FlagRow[] = row?.flags ?? [];
  const blocks = [
    `${text("help.usage")}: ${usageOf(path, row, below.length > 0, language)}`,
    path === "" ? text("help.about") : (row?.help[language] ?? groups[path]?.[language] ?? ""),
    section(
      text("help.commands"),
      below.map((each) => [synopsis(each), each.help[language]] as const),
      columns,
    ),
    section(text("help.arguments"), choiceLines(row?.arguments ?? [], language), columns),
    section(
      text("help.flags"),
      flags.filter(isShown).map((flag) => flagLine(flag, language)),
      columns,
    ),
    path === "" ? section(text("help.everywhere"), everywhere(language), columns) : "",
    section(
      text("help.examples"),
      (row?.examples ?? []).map((line) => [line, ""] as const),
      columns,
    ),
    path === "" ? section(text("help.exitCodes"), exitCodeLines(language), columns) : "",
    path === "" ? text("help.more") : "",
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

/** A command as one types it: its words, then its arguments. */
export function synopsis(row: CommandRow): string {
  return [row.path, ...row.arguments.map(argumentText)].join(" ");
}

/** A flag as one types it. */
export function flagText(flag: FlagRow): string {
  const names = flag.short ? `-${flag.short}, --${flag.name}` : `--${flag.name}`;
  return flag.kind ? `${names} ${placeholderOf({ ...flag, kind: flag.kind })}` : names;
}

/** Whether people are told of a flag. */
export function isShown(flag: FlagRow): boolean {
  return flag.hidden !== true;
}

type Line = readonly [left: string, right: string];

function usageOf(path: string, row: CommandRow | undefined, isGroup: boolean, language: Language): string {
  const { text } = translator(language);
  const words = ["lote", row ? synopsis(row) : path, isGroup ? `[${text("help.command")}]` : ""];
  return [...words, `[${text("help.flagsWord")}]`].filter((word) => word !== "").join(" ");
}

function argumentText(argument: ArgumentRow): string {
  const name = `${placeholderOf(argument)}${argument.repeat ? "…" : ""}`;
  return argument.required ? name : `[${name}]`;
}

/** Only arguments with a closed list need a line of their own. */
function choiceLines(rows: readonly ArgumentRow[], language: Language): Line[] {
  const { formats } = translator(language);
  return rows
    .filter((row) => choicesOf(row.kind).length > 0)
    .map((row) => [placeholderOf(row), formats.list(choicesOf(row.kind))] as const);
}

function everywhere(language: Language): Line[] {
  const { text } = translator(language);
  return [
    ...globalFlags.map((flag) => flagLine(flag, language)),
    ["-h, --help", text("help.helpFlag")],
    ["--version", text("help.versionFlag")],
  ];
}

function flagLine(flag: FlagRow, language: Language): Line {
  return [flagText(flag), flag.help[language]];
}

function exitCodeLines(language: Language): Line[] {
  const { text } = translator(language);
  return exitCodes.map((code) => [String(code), text(`exitCode.${code}`)] as const);
}

/** A titled block of two columns, the right one wrapped; empty without lines. */
function section(title: string, lines: readonly Line[], columns: number): string {
  if (lines.length === 0) return "";
  const left = Math.min(30, Math.max(...lines.map(([text]) => text.length)));
  const width = Math.max(24, columns - left - 4);
  return [`${title}:`, ...lines.map(([text, help]) => twoColumns(text, help, left, width))].join("\n");
}

function twoColumns(text: string, help: string, left: number, width: number): string {
  if (help === "") return `  ${text}`;
  const [first = "", ...rest] = Bun.wrapAnsi(help, width).split("\n");
  const indent = " ".repeat(left + 4);
  // Too long to leave room beside it: the help starts on its own line.
  const head = text.length > left ? `  ${text}\n${indent}${first}` : `  ${text.padEnd(left)}  ${first}`;
  return [head, ...rest.map((line) => `${indent}${line}`)].join("\n");
}
