import type { Language } from "../../language/words.ts";
import { bashScript } from "./bash.ts";
import { completionModel } from "./completion-model.ts";
import { fishScript } from "./fish.ts";
import { zshScript } from "./zsh.ts";

/** The shells that completion is written for. */
export type Shell = "bash" | "zsh" | "fish";

const writers = { bash: bashScript, zsh: zshScript, fish: fishScript };

/**
 * The completion script of a shell, made from the table of commands. It is static: a press of Tab starts no
 * process and evaluates nothing that was typed. (`@bomb.sh/tab` 0.0.22 was tried: its scripts start lote at each
 * press, pass the typed words through `eval`, and can offer no file names, which most of our arguments are.)
 */
export function completionScript(shell: Shell, language: Language): string {
  return writers[shell](completionModel(language));
}
