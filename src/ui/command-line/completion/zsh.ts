import {
  type CompletionModel,
  type FlagOffer,
  flagsWithValue,
  type Position,
  type Value,
} from "./completion-model.ts";

/** The completion script for zsh, to be sourced or put into a folder of `$fpath` as `_lote`. */
export function zshScript(model: CompletionModel): string {
  const [lote, ...below] = model.positions;
  const withValue = [...flagsWithValue(model).keys()].join("|");
  return `#compdef lote
# Completion of lote for zsh. Load it with: source <(lote completion zsh)
_lote() {
  local at='' each i
  local -i arguments=0 skip=0
  for ((i = 2; i < CURRENT; i++)); do
    each=\${words[i]}
    if ((skip)); then skip=0; continue; fi
    case $each in
      (${withValue}) skip=1 ;;
      (-*) ;;
      (*) case "$at $each" in
        (${below.map(({ path }) => `' ${path}'`).join("|")}) at="$at $each" ;;
        (*) arguments+=1 ;;
      esac ;;
    esac
  done
  local -a commands flags
  flags=(
${model.everywhere.map((flag) => `    ${flagSpec(flag)}`).join("\n")}
  )
  local offer='_message "no more arguments"'
  case "$at" in
${[lote, ...below].map(positionCase).join("\n")}
  esac
  if [[ \${words[CURRENT]} == -* ]] || ((skip)); then
    _arguments -S $flags '*: :'
  elif ((arguments == 0 && $#commands)); then
    _describe -t commands command commands
    [[ $offer == _message* ]] || eval $offer
  else
    eval $offer
  fi
}
if [[ \${funcstack[1]} == _lote ]]; then _lote "$@"; else compdef _lote lote; fi
`;
}

function positionCase({ path, commands, arguments: values, flags }: Position): string {
  const parts = [
    ...(flags.length > 0 ? [`flags+=(${flags.map(flagSpec).join(" ")})`] : []),
    ...(commands.length > 0
      ? [
          `commands=(${commands.map(({ word, help }) => quoted(`${word}:${help.replaceAll(":", "\\:")}`)).join(" ")})`,
        ]
      : []),
    ...values.map(
      (value, place) =>
        `((arguments ${value.repeat ? ">=" : "=="} ${place})) && offer=${quoted(offer(value))}`,
    ),
  ];
  return `    ('${path === "" ? "" : ` ${path}`}')\n${parts.map((part) => `      ${part}\n`).join("")}      ;;`;
}

/** A flag as `_arguments` specifies it: `--lang=[help]:value:(en es)`. */
function flagSpec({ word, help, value }: FlagOffer): string {
  const text = `[${help.replace(/[[\]\\:]/g, "\\$&")}]`;
  return quoted(value ? `${word}=${text}:value:${valueAction(value)}` : `${word}${text}`);
}

function valueAction({ choices, completes }: Value): string {
  if (choices.length > 0) return `(${choices.join(" ")})`;
  if (completes === null) return " ";
  return completes === "directories" ? "_files -/" : "_files";
}

function offer({ choices, completes }: Value): string {
  if (choices.length > 0) return `compadd -- ${choices.join(" ")}`;
  if (completes === null) return "_message argument";
  return completes === "directories" ? "_files -/" : "_files";
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
