import { completionScript } from "../command-line/completion/completion-script.ts";
import type { CommandAt } from "../command-line/parsed-command.ts";
import type { CommandContext } from "./context.ts";

/** `lote completion bash | zsh | fish` */
export async function printCompletion(
  context: CommandContext,
  { args }: CommandAt<"completion">,
): Promise<number> {
  await context.print(completionScript(args.shell, context.language).trimEnd());
  return 0;
}
