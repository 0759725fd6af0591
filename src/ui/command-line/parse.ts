import { CommanderError } from "commander";
import type { Language } from "../language/words.ts";
import { buildProgram, type FoundWords, wordsOf } from "./build-program.ts";
import { commandRows } from "./command-rows.ts";
import { helpText } from "./help.ts";
import type { ParsedCommand, TextRequest } from "./parsed-command.ts";
import { refuseSecrets, usageError, usageErrorOf } from "./usage-error.ts";

/** What parsing needs to know besides the words. */
export interface ParseOptions {
  /** The language of help and of the messages. */
  readonly language: Language;
  /** What `--version` prints. */
  readonly version: string;
  /** Width to wrap help at, in columns; 80 when left out. */
  readonly columns?: number;
}

/**
 * Reads a command line (without the two words that name Bun and the program) by the table of commands.
 *
 * @throws LoteError `usage` for anything the table does not allow, with the nearest word that it does.
 * @example
 * const command = await parse(["comics", "classify", "covers", "--max", "10"], { language: "en", version });
 * if (command.path === "comics classify") classify(command.args.paths, command.flags.max);
 */
export async function parse(
  argv: readonly string[],
  options: ParseOptions,
): Promise<ParsedCommand | TextRequest> {
  refuseSecrets(argv, options.language);
  const found = findWords(argv, options);
  if ("text" in found) return found;
  if (found.flags.json && found.flags.ndjson) {
    throw usageError(options.language, "usage.together", { one: "--json", other: "--ndjson" });
  }
  const { row, args, flags } = found;
  const hasValues = row.arguments.length > 0 || Object.values(flags).some((value) => value !== true);
  // The validator costs more than all else of a short command: only a line with values to check loads it.
  const checked = hasValues
    ? (await import("./check-values.ts")).checkValues(found, options.language)
    : { args, flags };
  return { path: row.path, ...checked } as ParsedCommand;
}

function findWords(
  argv: readonly string[],
  { language, version, columns }: ParseOptions,
): FoundWords | TextRequest {
  let found: FoundWords | undefined;
  let helpPath: string | undefined;
  const program = buildProgram(version, {
    onCommand: (words) => {
      found = words;
    },
    onHelp: (path) => {
      helpPath = path;
    },
  });
  try {
    program.parse(argv, { from: "user" });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    if (thrown.code === "commander.version") return { path: "version", text: `${version}\n`, exitCode: 0 };
    if (helpPath === undefined) throw usageErrorOf(thrown, language);
    const asked = thrown.exitCode === 0;
    if (asked || helpPath !== "") {
      return { path: "help", text: helpText(helpPath, language, columns), exitCode: asked ? 0 : 2 };
    }
  }
  const [alone] = commandRows;
  return found ?? wordsOf(alone, program);
}
