import type { LoteError } from "../../engine/errors/lote-error.ts";
import { translator } from "../language/translator.ts";
import type { Language } from "../language/words.ts";
import type { FoundWords } from "./build-program.ts";
import type { FlagRow } from "./flag-row.ts";
import { flagKey } from "./flag-row.ts";
import { flagValues } from "./flag-values.ts";
import { globalFlags } from "./global-flags.ts";
import { shown, usageError } from "./usage-error.ts";
import { choicesOf, placeholderOf, type ValueKind } from "./value-kinds.ts";

/**
 * Reads every value of a command line by its kind.
 *
 * @throws LoteError `usage`, naming the flag or argument, what it takes and what was given
 */
export function checkValues({ row, args, flags }: FoundWords, language: Language) {
  const readFlags: Record<string, unknown> = { ...flags };
  const flagRows: readonly FlagRow[] = [...globalFlags, ...row.flags];
  for (const { name, kind } of flagRows) {
    const given = flags[flagKey(name)];
    if (kind && typeof given === "string")
      readFlags[flagKey(name)] = read(kind, `--${name}`, given, language);
  }
  const readArgs: Record<string, unknown> = {};
  for (const argument of row.arguments) {
    const given = args[argument.name];
    if (given === undefined) continue;
    const one = (text: string) => read(argument.kind, placeholderOf(argument), text, language);
    readArgs[argument.name] = typeof given === "string" ? one(given) : given.map(one);
  }
  return { args: readArgs, flags: readFlags };
}

function read(kind: ValueKind, name: string, given: string, language: Language): unknown {
  const result = flagValues[kind].safeParse(given);
  if (result.success) return result.data;
  throw problemOf(kind, name, shown(given), language);
}

function problemOf(kind: ValueKind, name: string, given: string, language: Language): LoteError {
  const choices = choicesOf(kind);
  if (choices.length > 0) {
    const listed = translator(language).formats.list(choices);
    return usageError(language, "value.choice", { name, choices: listed, given });
  }
  switch (kind) {
    case "cosine":
    case "probability":
      return usageError(language, "value.share", { name, given });
    case "count":
      return usageError(language, "value.count", { name, given });
    case "upTo10":
      return usageError(language, "value.upTo", { name, most: 10, given });
    case "upTo64":
      return usageError(language, "value.upTo", { name, most: 64, given });
    case "upTo100":
      return usageError(language, "value.upTo", { name, most: 100, given });
    case "upTo50000":
      return usageError(language, "value.upTo", { name, most: 50_000, given });
    case "pictureSources":
      return usageError(language, "value.pictureSources", { name, given });
    case "money":
      return usageError(language, "value.money", { name, given });
    case "errorLimit":
      return usageError(language, "value.errorLimit", { name, given });
    default:
      return usageError(language, "value.filled", { name });
  }
}
