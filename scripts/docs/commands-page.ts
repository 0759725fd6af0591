import { commandRows } from "../../src/ui/command-line/command-rows.ts";
import { exitCodes } from "../../src/ui/command-line/exit-code.ts";
import type { FlagRow } from "../../src/ui/command-line/flag-row.ts";
import { globalFlags } from "../../src/ui/command-line/global-flags.ts";
import type { CommandRow } from "../../src/ui/command-line/grammar.ts";
import { flagText, isShown, synopsis } from "../../src/ui/command-line/help.ts";
import { en } from "../../src/ui/language/en.ts";
import { code, markdownTable, page } from "./page.ts";

/** `docs/commands.md`: every command, the flags that go everywhere, the exit codes. */
export function commandsPage(): string {
  return page("Commands", [
    "`lote COMMAND --help` says the same, in English or Spanish.",
    ...commandRows.map(commandBlock),
    "## Everywhere",
    flagTable(globalFlags),
    "## Exit codes",
    markdownTable(
      ["code", "meaning"],
      exitCodes.map((each) => [String(each), en.exitCode[each]]),
    ),
  ]);
}

function commandBlock(row: CommandRow): string {
  const blocks = [
    `## ${code(["lote", synopsis(row)].join(" ").trim())}`,
    sentence(row.help.en),
    row.flags.some(isShown) ? flagTable(row.flags) : "",
    ["```sh", ...row.examples, "```"].join("\n"),
  ];
  return blocks.filter((block) => block !== "").join("\n\n");
}

function flagTable(flags: readonly FlagRow[]): string {
  return markdownTable(
    ["flag", "meaning"],
    flags.filter(isShown).map((flag) => [code(flagText(flag)), flag.help.en]),
  );
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
