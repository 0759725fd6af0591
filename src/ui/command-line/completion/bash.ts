import {
  type CompletionModel,
  flagsWithValue,
  type Offer,
  type Position,
  type Value,
} from "./completion-model.ts";

/** The completion script for bash 3.2 and later; needs nothing but bash. */
export function bashScript(model: CompletionModel): string {
  const [lote, ...below] = model.positions;
  const values = [...flagsWithValue(model)];
  return `# Completion of lote for bash. Load it with: source <(lote completion bash)
_lote() {
  local word=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  local at='' arguments=0 skip=0 i each
  # bash takes = for a word of its own: --lang=es are three.
  if [[ $word == = ]]; then word=''
  elif [[ $previous == = ]]; then previous=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    each=\${COMP_WORDS[i]}
    if ((skip)); then [[ $each == = ]] || skip=0; continue; fi
    case $each in
      ${values.map(([word]) => word).join("|")}) skip=1 ;;
      -*) ;;
      *) case "$at $each" in
        ${below.map(({ path }) => `' ${path}'`).join("|")}) at="$at $each" ;;
        *) arguments=$((arguments + 1)) ;;
      esac ;;
    esac
  done
  COMPREPLY=()
  case $previous in
${values.map(([word, value]) => `    ${word}) ${offer(value)}; return ;;`).join("\n")}
  esac
  local flags=${quotedWords(model.everywhere)} commands=''
  case "$at" in
${[lote, ...below].map(positionCase).join("\n")}
  esac
  if [[ $word == -* ]]; then COMPREPLY=(); _lote_words "$flags"
  elif ((arguments == 0)); then _lote_words "$commands"; fi
}
_lote_words() {
  local found
  while IFS= read -r found; do COMPREPLY+=("$found"); done < <(compgen -W "$1" -- "$word")
}
_lote_paths() {
  compopt -o filenames 2>/dev/null
  local found
  while IFS= read -r found; do COMPREPLY+=("$found"); done < <(compgen "$1" -- "$word")
}
complete -F _lote lote
`;
}

function positionCase({ path, commands, arguments: values, flags }: Position): string {
  const offers = values.map(
    (value, place) => `((arguments ${value.repeat ? ">=" : "=="} ${place})) && ${offer(value)}`,
  );
  const parts = [
    ...(flags.length > 0 ? [`flags+=' '${quotedWords(flags)}`] : []),
    ...(commands.length > 0 ? [`commands=${quotedWords(commands)}`] : []),
    ...offers,
  ];
  return `    '${path === "" ? "" : ` ${path}`}') ${parts.length > 0 ? parts.join("; ") : ":"} ;;`;
}

function offer({ choices, completes }: Value): string {
  if (choices.length > 0) return `_lote_words '${choices.join(" ")}'`;
  if (completes === null) return ":";
  return completes === "directories" ? "_lote_paths -d" : "_lote_paths -f";
}

function quotedWords(offers: readonly Offer[]): string {
  return `'${offers.map(({ word }) => word).join(" ")}'`;
}
