/**
 * Entry of `lote`: argv to a command. Nothing heavy is imported here: `lote --help` is read far more often than
 * any run is started.
 */

import packageJson from "../../package.json" with { type: "json" };
import { describeError, toLoteError } from "../engine/errors/lote-error.ts";
import { earlyFlag } from "./command-line/early-flag.ts";
import { parse } from "./command-line/parse.ts";
import { chooseLanguage } from "./language/choose-language.ts";

async function main(argv: readonly string[]): Promise<number> {
  const language = chooseLanguage({ flag: earlyFlag(argv, "--lang"), environment: process.env });
  try {
    const command = await parse(argv, {
      language,
      version: packageJson.version,
      ...(process.stdout.columns ? { columns: process.stdout.columns } : {}),
    });
    if ("text" in command) {
      (command.exitCode === 0 ? process.stdout : process.stderr).write(command.text);
      return command.exitCode;
    }
    const [{ runCommand }, { openStores }] = await Promise.all([
      import("./commands/run-command.ts"),
      import("../stores/sqlite/open.ts"),
    ]);
    return await runCommand(command, language, openStores);
  } catch (thrown) {
    const error = toLoteError(thrown);
    const { safeText } = await import("./safe-text.ts");
    const { translator } = await import("./language/translator.ts");
    const t = translator(language);
    const { inWorkspace } = await import("./command-line/in-workspace.ts");
    const { workspaceFlag } = await import("./commands/workspace-flag.ts");
    const workspace = earlyFlag(argv, "--workspace");
    const flag = workspaceFlag({ flags: workspace === undefined ? {} : { workspace } });
    const { message, hint } = describeError(error.code, error.data, language);
    process.stderr.write(
      `${t.text("error.label")}: ${safeText(message)}\n  ${t.text("error.hint")}: ${safeText(inWorkspace(hint, flag))}\n`,
    );
    if (argv.includes("--debug")) process.stderr.write(`${Bun.inspect(error.cause ?? error)}\n`);
    return error.exitCode;
  }
}

// A reader that closed the pipe (`| head -1`) has what it wanted.
process.stdout.on("error", () => process.exit(0));
process.exitCode = await main(process.argv.slice(2));
