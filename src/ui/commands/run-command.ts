import { keys } from "../../engine/config/keys.ts";
import { type ConfigurationWarning, readConfiguration } from "../../engine/config/read-configuration.ts";
import { userFolders } from "../../engine/config/user-folders.ts";
import { programRoot } from "../../engine/program.ts";
import { flagSettings } from "../command-line/flag-settings.ts";
import type { ParsedCommand } from "../command-line/parsed-command.ts";
import { openLineOutput } from "../headless/line-output.ts";
import { chooseLanguage } from "../language/choose-language.ts";
import { translator } from "../language/translator.ts";
import type { Language } from "../language/words.ts";
import { safeText } from "../safe-text.ts";
import type { CommandContext } from "./context.ts";

/** Runs a command that was read; returns the exit code. Each command's module is imported when it is called. */
export async function runCommand(
  command: ParsedCommand,
  spoken: Language,
  open: CommandContext["open"],
): Promise<number> {
  const { flags } = command;
  const configuration = readConfiguration(keys, {
    flags: flagSettings(flags),
    environment: process.env,
    directory: process.cwd(),
    programRoot,
    folders: userFolders(process.env),
    userId: process.getuid?.(),
  });
  const language = chooseLanguage({
    flag: flags.lang,
    configured: configuration.get("lang") ?? undefined,
    environment: process.env,
  });
  const stdout = openLineOutput();
  const context: CommandContext = {
    // How lines are written may also be set; the flag is only its strongest layer.
    flags: {
      ...flags,
      ...(configuration.get("ascii") ? { ascii: true } : {}),
      ...(configuration.get("screen-reader") ? { screenReader: true } : {}),
    },
    language: language ?? spoken,
    t: translator(language),
    configuration,
    stdout,
    print: (text) => stdout.write(`${text}\n`),
    say: (text) => void process.stderr.write(`${safeText(text)}\n`),
    interactive: Boolean(process.stdin.isTTY && process.stdout.isTTY) && !flags.noInput,
    open,
  };
  for (const warning of configuration.warnings) context.say(warningText(context, warning));
  try {
    return await dispatch(context, command);
  } finally {
    await stdout.end();
  }
}

function warningText({ t }: CommandContext, warning: ConfigurationWarning): string {
  const { path, key } = warning;
  if (warning.kind === "unknown-key") return t.text("config.unknownKey", { path, key });
  return t.text("config.untrustedSetting", { path, key, directory: warning.directory });
}

async function dispatch(context: CommandContext, command: ParsedCommand): Promise<number> {
  switch (command.path) {
    case "":
      return (await import("./terminal.ts")).openTerminal(context);
    case "demo":
      return (await import("./demo.ts")).demo(context);
    case "characters import":
      return (await import("./characters.ts")).importCharacters(context, command);
    case "characters list":
      return (await import("./characters.ts")).listCharacters(context, command);
    case "characters show":
      return (await import("./characters.ts")).showCharacter(context, command);
    case "characters correct":
      return (await import("./characters.ts")).correctCharacter(context, command);
    case "characters credits":
      return (await import("./characters.ts")).showCredits(context, command);
    case "lists list":
      return (await import("./lists.ts")).listLists(context);
    case "lists show":
      return (await import("./lists.ts")).showList(context, command);
    case "lists rename":
      return (await import("./lists.ts")).renameList(context, command);
    case "lists delete":
      return (await import("./lists.ts")).deleteList(context, command);
    case "comics catalog add":
      return (await import("./comics.ts")).addToCatalogue(context, command);
    case "comics catalog import babelcomics":
      return (await import("./comics.ts")).importBabelcomics(context, command);
    case "comics embed":
      return (await import("./comics.ts")).embedCatalogue(context, command);
    case "comics calibrate":
      return (await import("./comics.ts")).calibrateCatalogue(context, command);
    case "comics classify":
      return (await import("./comics.ts")).classifyComics(context, command);
    case "documents ingest":
      return (await import("./documents.ts")).ingestDocuments(context, command);
    case "documents search":
      return (await import("./documents.ts")).searchDocuments(context, command);
    case "documents verify":
      return (await import("./documents.ts")).verifyDocuments(context, command);
    case "documents failures":
      return (await import("./documents.ts")).listFailures(context, command);
    case "faces embed":
      return (await import("./faces.ts")).embedFaces(context, command);
    case "faces identify":
      return (await import("./faces.ts")).identifyFaces(context, command);
    case "faces calibrate":
      return (await import("./faces.ts")).calibrateFaces(context, command);
    case "faces people":
      return (await import("./faces.ts")).listPeople(context, command);
    case "faces show":
      return (await import("./faces.ts")).showPerson(context, command);
    case "faces consent set":
      return (await import("./faces.ts")).setConsent(context, command);
    case "faces consent show":
      return (await import("./faces.ts")).showConsent(context, command);
    case "faces consent withdraw":
      return (await import("./faces.ts")).withdrawConsent(context, command);
    case "faces forget":
      return (await import("./faces.ts")).forget(context, command);
    case "faces event list":
      return (await import("./faces.ts")).listEvents(context);
    case "faces event show":
      return (await import("./faces.ts")).showEvent(context, command);
    case "faces event mark":
      return (await import("./faces.ts")).markPerson(context, command);
    case "faces audit":
      return (await import("./faces.ts")).showAudit(context);
    case "products normalize":
      return (await import("./products.ts")).normalizeProducts(context, command);
    case "products match":
      return (await import("./products.ts")).matchProducts(context, command);
    case "products cache warm":
      return (await import("./products.ts")).warmProductCache(context, command);
    case "products export":
      return (await import("./products.ts")).exportProducts(context, command);
    case "products stats":
      return (await import("./products.ts")).showProductStats(context);
    case "review":
      if (command.flags.acceptAbove !== undefined) {
        return (await import("./accept-above.ts")).acceptAbove(context, command);
      }
      return (await import("./terminal.ts")).openReview(context, command);
    case "review export":
      return (await import("./review.ts")).exportReview(context, command);
    case "review import":
      return (await import("./review.ts")).importReview(context, command);
    case "runs list":
      return (await import("./runs.ts")).listRuns(context);
    case "runs show":
      return (await import("./runs.ts")).showRun(context, command);
    case "runs watch":
      return (await import("./runs.ts")).watchRun(context, command);
    case "runs pause":
      return (await import("./runs.ts")).pause(context, command);
    case "runs resume":
      return (await import("./runs.ts")).resume(context, command);
    case "runs retry":
      return (await import("./runs.ts")).retry(context, command);
    case "runs cancel":
      return (await import("./runs.ts")).cancel(context, command);
    case "runs undo":
      return (await import("./runs.ts")).undo(context, command);
    case "runs export":
      return (await import("./runs.ts")).exportItems(context, command);
    case "models list":
      return (await import("./models.ts")).listModels(context);
    case "models pull":
      return (await import("./models.ts")).pullModels(context, command);
    case "models verify":
      return (await import("./models.ts")).verifyModels(context);
    case "worker":
      return (await import("./worker.ts")).work(context, command);
    case "doctor":
      return (await import("./doctor.ts")).doctor(context, command);
    case "config path":
    case "config get":
    case "config set":
    case "config explain":
    case "config trust":
      return (await import("./config.ts")).configure(context, command);
    case "completion":
      return (await import("./completion.ts")).printCompletion(context, command);
  }
}
