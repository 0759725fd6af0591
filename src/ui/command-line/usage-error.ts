import type { CommanderError } from "commander";
import { LoteError } from "../../engine/errors/lote-error.ts";
import type { TextKey, TextValues } from "../language/catalogue.ts";
import { translator } from "../language/translator.ts";
import type { Language } from "../language/words.ts";
import { safeText } from "../safe-text.ts";
import { commandRows } from "./command-rows.ts";
import type { FlagRow } from "./flag-row.ts";
import { globalFlags } from "./global-flags.ts";
import { placeholderOf } from "./value-kinds.ts";

/** The error `usage` with a text of the section `usage` or `value` as its detail. */
export function usageError<Key extends TextKey>(
  language: Language,
  key: Key,
  ...values: TextValues<Key> extends undefined ? [] : [TextValues<Key>]
): LoteError {
  return new LoteError("usage", { detail: translator(language).text(key, ...values) });
}

/** What `commander` found wrong, in our words. Its message is the only place that holds the names. */
export function usageErrorOf(error: CommanderError, language: Language): LoteError {
  const [, quoted = ""] = /'(.*?)'/s.exec(error.message) ?? [];
  const [, suggestion] = /\n\(Did you mean (?:one of )?(.*)\?\)$/.exec(error.message) ?? [];
  const name = shown(quoted);
  switch (error.code) {
    case "commander.unknownCommand":
      return suggesting(language, "usage.unknownCommand", { name }, suggestion ?? commandEndingIn(quoted));
    case "commander.unknownOption":
      // What follows "=" may be a secret: it is not repeated.
      return suggesting(language, "usage.unknownFlag", { flag: name.split("=", 1)[0] ?? "" }, suggestion);
    case "commander.missingArgument":
      return usageError(language, "usage.missingArgument", { argument: name });
    case "commander.optionMissingArgument": {
      const flag = flagOf(quoted);
      return usageError(language, "usage.missingValue", {
        flag: `--${flag?.name ?? name}`,
        placeholder: flag?.kind ? placeholderOf({ ...flag, kind: flag.kind }) : "",
      });
    }
    case "commander.excessArguments": {
      const [, given = ""] = /but got \d+: (.*)\.$/s.exec(error.message) ?? [];
      return usageError(language, "usage.excessArguments", { text: shown(given) });
    }
    default:
      return new LoteError("usage", { detail: shown(error.message) }, { cause: error });
  }
}

/** What a person typed, safe to print again. */
export function shown(text: string): string {
  return safeText(text, 80, { keep: "ends" });
}

const secretFlag =
  /^--(?:[\w-]*-)?(?:password|passwd|pass|pwd|secret|token|credentials?|api-?key|key)(?:=|$)/i;

/**
 * Refuses a command line that carries a secret as a flag, before anything repeats its words. The value itself is
 * in no message.
 *
 * @throws LoteError `usage`
 */
export function refuseSecrets(argv: readonly string[], language: Language): void {
  const end = argv.indexOf("--");
  const words = end < 0 ? argv : argv.slice(0, end);
  const found = words.find((word) => secretFlag.test(word));
  if (found) throw usageError(language, "usage.secretFlag", { flag: shown(found.split("=", 1)[0] ?? "") });
}

function suggesting<Key extends "usage.unknownCommand" | "usage.unknownFlag">(
  language: Language,
  key: Key,
  values: TextValues<Key>,
  suggestion: string | undefined,
): LoteError {
  const { text } = translator(language);
  const problem = text<TextKey>(key, values as never);
  const detail =
    suggestion === undefined ? problem : `${problem} ${text("usage.didYouMean", { suggestion })}`;
  return new LoteError("usage", { detail });
}

/** `lote classify` was surely meant for `lote comics classify`. */
function commandEndingIn(word: string): string | undefined {
  return commandRows.find(({ path }) => path.endsWith(` ${word}`))?.path;
}

function flagOf(written: string): FlagRow | undefined {
  const rows: readonly FlagRow[] = [...globalFlags, ...commandRows.flatMap((row) => row.flags)];
  return rows.find((row) => written.includes(`--${row.name} `));
}
