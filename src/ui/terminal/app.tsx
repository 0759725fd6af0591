import type { EngineSettings } from "../../engine/config/engine-settings.ts";
import type { ErrorCode } from "../../engine/errors/catalogue.ts";
import { documentOf } from "../../engine/run/document.ts";
import { isSuggestion } from "../../engine/run/progress.ts";
import type { RunRow } from "../../stores/ledger.ts";
import type { Stores } from "../../stores/sqlite/open.ts";
import { exitCodeOf } from "../command-line/exit-code.ts";
import type { Language } from "../language/words.ts";
import { Root } from "./components/root.tsx";
import { Application, type Ending } from "./desk/application.ts";
import type { Destination } from "./desk/desk.ts";
import { farewell } from "./farewell.tsx";
import { characterFlows } from "./flows/characters.ts";
import { comicsFlows } from "./flows/comics.ts";
import { documentsFlows } from "./flows/documents.ts";
import { facesFlows } from "./flows/faces.ts";
import { productsFlows } from "./flows/products.ts";
import { render } from "./ink.ts";
import { leaveWhenDone } from "./leave-when-done.ts";
import { drawPicture } from "./pictures/draw-picture.ts";
import { detectGraphics } from "./pictures/graphics/detect-graphics.ts";
import type { Graphics } from "./pictures/graphics/graphics.ts";
import { KittyPictures } from "./pictures/kitty/kitty-pictures.ts";
import { type Draw, PictureCache } from "./pictures/picture-cache.ts";
import { holdRawMode } from "./raw-mode.ts";
import { HelpModel } from "./screens/help/model.ts";
import { makeScreen } from "./screens/make-screen.ts";
import { heedSignals } from "./signals.ts";
import { type Surface, surfaceOf } from "./surface/surface.ts";
import { stopUntilContinued } from "./suspend.ts";

export interface TerminalOptions {
  readonly stores: Stores;
  readonly language: Language;
  readonly ascii: boolean;
  readonly colour: boolean;
  readonly screenReader: boolean;
  /** For the workers that are started from here: device, threads. */
  readonly settings?: EngineSettings;
  /** The model of the runs that are started from here; the workflow's own default when left out. */
  readonly model?: string | null;
  /** Ends the commands that a person is told, so that they reach this workspace; empty where they do without it. */
  readonly workspaceFlag?: string;
  /** Pictures are drawn with letters, also where the terminal could draw them itself. */
  readonly letterPictures?: boolean;
  /** The menu when left out. `attached`: the run was only looked at, so Ctrl-C leaves it going. */
  readonly start?:
    | { readonly screen: "menu" }
    | {
        readonly screen: "run";
        readonly run: RunRow;
        readonly attached: boolean;
        /** Leave by itself when the run is over. */
        readonly leaveWhenDone?: boolean;
      }
    | { readonly screen: "review"; readonly run?: RunRow };
}

export interface TerminalEnd {
  readonly exitCode: number;
  /** What was printed on the normal screen. */
  readonly farewell: string;
}

/**
 * Runs the terminal interface until it is left, on the alternate screen; then prints what became of the runs on
 * the normal one. The terminal is restored whatever happens. Needs a terminal at both ends.
 */
export async function runTerminal(options: TerminalOptions): Promise<TerminalEnd> {
  const releaseKeys = holdRawMode(process.stdin);
  try {
    return await show(options);
  } finally {
    releaseKeys();
  }
}

async function show(options: TerminalOptions): Promise<TerminalEnd> {
  const graphics = options.letterPictures
    ? null
    : await detectGraphics(process, surfaceNow(options), process.env);
  const application = openApplication(options, graphics);
  const { start } = options;
  if (start?.screen === "run" && start.leaveWhenDone) leaveWhenDone(application, start.run);
  const crash = Promise.withResolvers<Crash>();
  const signals = heedSignals(application, (error) => crash.resolve({ crash: error }));
  let ended: Ending | Crash;
  try {
    const instance = render(<Root application={application} stop={stopUntilContinued} />, {
      exitOnCtrlC: false,
      patchConsole: false,
      incrementalRendering: true,
      alternateScreen: !options.screenReader,
      isScreenReaderEnabled: options.screenReader,
      maxFps: 60,
    });
    // An error while drawing ends Ink by itself; on the alternate screen it would be seen by nobody.
    instance.waitUntilExit().catch((error: unknown) => crash.resolve({ crash: error }));
    ended = await Promise.race([application.ended, crash.promise]);
    application.pictures.clear();
    instance.unmount();
    await instance.waitUntilExit().catch(() => undefined);
  } catch (error) {
    // The very first drawing failed: there is nothing that could be unmounted.
    process.stdout.write(normalScreen);
    ended = { crash: error };
  }
  signals.forget();
  if ("crash" in ended) {
    application.leave({ how: "quit" });
    await application.closed().catch(() => undefined);
    const text = describeCrash(ended.crash);
    process.stderr.write(`${text}\n`);
    return { exitCode: 1, farewell: text };
  }
  await application.closed();
  const text = farewell(application);
  if (text !== "" && ended.how !== "hangup") process.stdout.write(`${text}\n`);
  return { exitCode: exitCode(ended, options), farewell: text };
}

interface Crash {
  readonly crash: unknown;
}

/** Leaves the alternate screen and shows the cursor. */
const normalScreen = "\x1b[?1049l\x1b[?25h";

function surfaceNow(options: TerminalOptions): Surface {
  const { columns = 80, rows = 24 } = process.stdout;
  return surfaceOf(options, { columns, rows }, process.env);
}

/** The program behind the terminal; tests drive it without one. */
export function openApplication(options: TerminalOptions, graphics: Graphics | null = null): Application {
  const { stores, start = { screen: "menu" } } = options;
  const surface = surfaceNow(options);
  const draw: Draw = graphics
    ? new KittyPictures(graphics, (text) => process.stdout.write(text)).draw
    : async (preview, size, like) => ({ lines: await drawPicture(preview, size, like, surface) });
  const pictures = new PictureCache((content) => stores.previews.get(content), draw);
  const chosen = { model: options.model ?? null, settings: options.settings ?? {} };
  const application = new Application({
    stores,
    surface,
    pictures,
    flows: {
      ...comicsFlows(chosen),
      ...characterFlows(chosen),
      ...facesFlows(chosen),
      ...documentsFlows(chosen),
      ...productsFlows(chosen),
    },
    makeScreen,
    makeHelp: (desk, of) => new HelpModel(desk, of),
    start: destinationOf(start),
    settings: options.settings ?? {},
    workspaceFlag: options.workspaceFlag ?? "",
  });
  if (start.screen === "run") {
    const view = application.runs.touch(application.runs.view(start.run));
    if (!start.attached) view.engage();
  }
  return application;
}

function destinationOf(start: NonNullable<TerminalOptions["start"]>): Destination {
  if (start.screen === "run") return { screen: "run", run: start.run };
  if (start.screen === "review")
    return start.run ? { screen: "review", run: start.run } : { screen: "review" };
  return start;
}

/** Started for one run, the program ends as that run did; started for the menu, as the person left it. */
function exitCode({ how }: Ending, { stores, start, language }: TerminalOptions): number {
  if (how === "SIGINT") return 130;
  if (how === "SIGTERM") return 143;
  if (start?.screen !== "run" || how === "hangup") return 0;
  const run = stores.ledger.runs.get(start.run.id) ?? start.run;
  const { status, counts } = documentOf(stores.ledger, run, language);
  return exitCodeOf({
    status,
    counts,
    suggesting: isSuggestion(run.policy),
    stoppedBy: run.stopped?.code as ErrorCode | undefined,
    detached: status === "running" || status === "waiting",
  });
}

function describeCrash(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
