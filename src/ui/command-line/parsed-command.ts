import type { ArgumentRow, FlagRow } from "./flag-row.ts";
import type { ValueOf } from "./flag-values.ts";
import type { globalFlags } from "./global-flags.ts";
import type { commands } from "./grammar.ts";

/**
 * What a command line means, typed from the table: `path` tells the commands apart, and `args` and `flags` hold
 * exactly what that row allows, read and checked. Flags have camel-case names (`--auto-apply` is
 * `autoApply`); one that was not given is absent.
 */
export type ParsedCommand = { [Row in Rows as Row["path"]]: CommandOf<Row> }[Rows["path"]];

/** The command of one path: `CommandAt<"comics classify">`. */
export type CommandAt<Path extends Rows["path"]> = Extract<ParsedCommand, { path: Path }>;

/** The flags that every command carries. */
export type GlobalFlags = FlagsOf<(typeof globalFlags)[number]>;

/** The argv asked for words instead of work. */
export interface TextRequest {
  readonly path: "help" | "version";
  readonly text: string;
  /** 2 where a group was called without a command: the text then belongs on the error output. */
  readonly exitCode: 0 | 2;
}

type Rows = (typeof commands)[number];

interface CommandOf<Row extends Rows> {
  readonly path: Row["path"];
  readonly args: ArgumentsOf<Row["arguments"][number]>;
  readonly flags: FlagsOf<Row["flags"][number] | (typeof globalFlags)[number]>;
}

type ArgumentsOf<Row extends ArgumentRow> = {
  readonly [Each in Row as Each["required"] extends true ? Each["name"] : never]: ArgumentValue<Each>;
} & {
  readonly [Each in Row as Each["required"] extends true ? never : Each["name"]]?: ArgumentValue<Each>;
};

type ArgumentValue<Row extends ArgumentRow> = Row extends { repeat: true }
  ? readonly ValueOf<Row["kind"]>[]
  : ValueOf<Row["kind"]>;

type FlagsOf<Row extends FlagRow> = {
  readonly [Each in Row as CamelCase<Each["name"]>]?: Each extends { kind: infer Kind extends FlagKind }
    ? ValueOf<Kind>
    : true;
};

type FlagKind = NonNullable<FlagRow["kind"]>;

type CamelCase<Text extends string> = Text extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Text;
