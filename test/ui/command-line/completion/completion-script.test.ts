import { afterAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandRows } from "../../../../src/ui/command-line/command-rows.ts";
import {
  completionScript,
  type Shell,
} from "../../../../src/ui/command-line/completion/completion-script.ts";
import { globalFlags } from "../../../../src/ui/command-line/global-flags.ts";

const folder = mkdtempSync(join(tmpdir(), "lote-complete-"));
afterAll(() => rmSync(folder, { recursive: true }));
/** The folder one stands in. */
const here = join(folder, "here");
mkdirSync(join(here, "covers"), { recursive: true });
mkdirSync(join(here, "with space"));
writeFileSync(join(here, "items.jsonl"), "");

/** How each shell is asked what it would offer for the words typed so far; one offer a line. */
const asking: Readonly<Record<Shell, (words: readonly string[], script: string) => string[]>> = {
  // bash hands over its words split at "=" too.
  bash: (words, script) => {
    const split = words
      .flatMap((word) => word.split(/(=)/))
      .filter((word, at, all) => word !== "" || at === all.length - 1);
    return [
      "bash",
      "--norc",
      "-c",
      `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _lote; printf '%s\\n' "\${COMPREPLY[@]}"`,
      script,
      ...split,
    ];
  },
  // Without its line editor: what _lote calls is replaced by what prints.
  zsh: (words, script) => [
    "zsh",
    "-f",
    "-c",
    `compdef() {}; _message() {}; _arguments() { print -l -- \${@%%[=\\[]*} }
     _describe() { print -l -- \${(@P)4%%:*} }; compadd() { shift; print -l -- "$@" }
     _files() { [[ $1 == -/ ]] && print -l -- *(/) || print -l -- * }
     source $0; words=("$@"); CURRENT=$#; _lote`,
    script,
    ...words,
  ],
  fish: (words, script) => [
    "fish",
    "--no-config",
    "-c",
    `source '${script}'; complete -C '${words.join(" ")}' | string replace -r '\\t.*' ''`,
  ],
};

/** What the shell offers that starts with the last word. */
function offers(shell: Shell, line: string): string[] {
  const script = join(folder, `lote.${shell}`);
  writeFileSync(script, completionScript(shell, "es"));
  const words = line.split(" ");
  const child = Bun.spawnSync(asking[shell](words, script), {
    cwd: here,
    env: { ...process.env, HOME: folder },
  });
  expect(child.stderr.toString()).toBe("");
  // After "=" bash replaces only the value.
  const last = (words.at(-1) ?? "").replace(shell === "bash" ? /^--[\w-]+=/ : /^$/, "");
  return child.stdout
    .toString()
    .split("\n")
    .map((offer) => offer.replace(/\/$/, ""))
    .filter((offer) => offer !== "" && offer.startsWith(last));
}

describe.each(["bash", "zsh", "fish"] as const)("the completion script of %s", (shell) => {
  const missing = Bun.which(shell) === null;
  const title = (text: string) =>
    `${text} in ${shell}${missing ? ` (skipped: no ${shell} on this machine)` : ""}`;
  const check = (text: string, run: () => void) => test.skipIf(missing)(title(text), run);

  check("offers the first words of every command", () => {
    const first = new Set(commandRows.slice(1).map(({ path }) => path.split(" ")[0] ?? ""));
    expect(new Set(offers(shell, "lote "))).toEqual(first);
  });

  check("offers the commands of a group, also after flags with values", () => {
    expect(offers(shell, "lote comics c").sort()).toEqual(["calibrate", "catalog", "classify"]);
    expect(offers(shell, "lote --lang es --quiet runs re").sort()).toEqual(["resume", "retry"]);
    expect(offers(shell, "lote review ex")).toContain("export");
  });

  check("offers a command's own flags and those of everywhere", () => {
    expect(offers(shell, "lote comics classify --th")).toEqual(["--threshold"]);
    expect(offers(shell, "lote demo --th")).toEqual([]);
    const words = offers(shell, "lote runs list --");
    for (const { name } of globalFlags) expect(words).toContain(`--${name}`);
  });

  check("offers the values of a closed list, for arguments", () => {
    expect(offers(shell, "lote completion ").sort()).toEqual(["bash", "fish", "zsh"]);
    expect(offers(shell, "lote config get col")).toContain("color");
  });

  check("offers files where a path is due", () => {
    expect(offers(shell, "lote comics classify ").sort()).toEqual(["covers", "items.jsonl", "with space"]);
    expect(offers(shell, "lote comics classify covers it")).toContain("items.jsonl");
    expect(offers(shell, "lote runs list ")).toEqual([]);
  });
});

describe("the completion script of bash", () => {
  test("offers the values of a flag, after a space and after =", () => {
    expect(offers("bash", "lote demo --lang e").sort()).toEqual(["en", "es"]);
    expect(offers("bash", "lote demo --color n")).toEqual(["never"]);
    expect(offers("bash", "lote demo --lang=").sort()).toEqual(["en", "es"]);
    expect(offers("bash", "lote demo --lang=en --color=n")).toEqual(["never"]);
    expect(offers("bash", "lote --lang=en runs re").sort()).toEqual(["resume", "retry"]);
  });

  test("offers only folders for a flag that takes one", () => {
    expect(offers("bash", "lote --workspace ").sort()).toEqual(["covers", "with space"]);
  });

  test("keeps what was typed from being run", () => {
    offers("bash", "lote comics classify $(touch\tpwned)");
    expect(readdirSync(here)).not.toContain("pwned");
  });
});
