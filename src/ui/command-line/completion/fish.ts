import {
  type CompletionModel,
  type FlagOffer,
  flagsWithValue,
  type Position,
  type Value,
} from "./completion-model.ts";

/** The completion script for fish 3 and later. */
export function fishScript(model: CompletionModel): string {
  const [lote, ...below] = model.positions;
  return `# Completion of lote for fish. Keep it as ~/.config/fish/completions/lote.fish
function __lote_at --description 'Whether the words before the cursor are this command, with so many arguments'
    set -l words (commandline -opc)
    set -l at ''
    set -l arguments 0
    set -l skip 0
    for each in $words[2..-1]
        if test $skip = 1
            set skip 0
            continue
        end
        switch $each
            case ${[...flagsWithValue(model).keys()].join(" ")}
                set skip 1
            case '-*'
            case '*'
                if contains -- "$at $each" ${below.map(({ path }) => `' ${path}'`).join(" ")}
                    set at "$at $each"
                else
                    set arguments (math $arguments + 1)
                end
        end
    end
    test "$at" = "$argv[1]"; and test $arguments -ge $argv[2]; and test $arguments -le $argv[3]
end
complete -c lote -f
${model.everywhere.map((flag) => flagLine(flag, "")).join("\n")}
${[lote, ...below].flatMap(lines).join("\n")}
`;
}

/** More arguments than anybody types. */
const endless = 1_000_000;

function lines({ path, commands, arguments: values, flags }: Position): string[] {
  const at = (from: number, to: number) => ` -n "__lote_at '${path === "" ? "" : ` ${path}`}' ${from} ${to}"`;
  return [
    ...commands.map(({ word, help }) => `complete -c lote${at(0, 0)} -a ${word} -d ${quoted(help)}`),
    ...values.map(
      (value, place) => `complete -c lote${at(place, value.repeat ? endless : place)} ${offer(value)}`,
    ),
    ...flags.map((flag) => flagLine(flag, at(0, endless))),
  ];
}

function flagLine({ word, help, value }: FlagOffer, condition: string): string {
  const taken = value ? ` -r ${offer(value)}` : "";
  return `complete -c lote${condition} -l ${word.slice(2)}${taken} -d ${quoted(help)}`;
}

function offer({ choices, completes }: Value): string {
  if (choices.length > 0) return `-f -a ${quoted(choices.join(" "))}`;
  if (completes === null) return "-f";
  return completes === "directories" ? "-f -a '(__fish_complete_directories)'" : "-F";
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
