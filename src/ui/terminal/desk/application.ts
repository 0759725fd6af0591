import type { EngineSettings } from "../../../engine/config/engine-settings.ts";
import type { LoteError } from "../../../engine/errors/lote-error.ts";
import { toLoteError } from "../../../engine/errors/lote-error.ts";
import type { Stores } from "../../../stores/sqlite/open.ts";
import type { Translator } from "../../language/translator.ts";
import { QuerySession } from "../../session/query-session.ts";
import type { Flow, FlowId } from "../flows/flow.ts";
import type { KeyPress } from "../keymap/key-name.ts";
import { actionOf } from "../keymap/lookup.ts";
import type { PictureCache } from "../pictures/picture-cache.ts";
import { RunHub } from "../run/run-hub.ts";
import type { Tone } from "../surface/palette.ts";
import type { Surface } from "../surface/surface.ts";
import { Observable } from "../view-model/observable.ts";
import type { Confirmation, Desk, Destination, Notice } from "./desk.ts";
import { errorWords } from "./error-words.ts";
import type { ScreenModel } from "./screen-model.ts";

/** How the program was left. */
export interface Ending {
  readonly how: "quit" | "hangup" | "SIGINT" | "SIGTERM";
}

export interface ApplicationOptions {
  readonly stores: Stores;
  readonly surface: Surface;
  readonly flows: Readonly<Record<FlowId, Flow>>;
  readonly pictures: PictureCache;
  readonly makeScreen: (to: Destination, desk: Desk) => ScreenModel;
  readonly makeHelp: (desk: Desk, of: ScreenModel) => ScreenModel;
  readonly start: Destination;
  /** For the workers that are started from here. */
  readonly settings: EngineSettings;
  readonly workspaceFlag: string;
}

/** A second signal within this means: at once. */
const impatienceMs = 2000;

/** The whole program without a terminal: a stack of screens, what keys do to it, and how it ends. */
export class Application implements Desk {
  readonly stores: Stores;
  readonly surface: Observable<Surface>;
  readonly runs: RunHub;
  readonly pictures: PictureCache;
  readonly flows: Readonly<Record<FlowId, Flow>>;
  readonly workspaceFlag: string;
  readonly screens: Observable<readonly ScreenModel[]>;
  readonly notice = new Observable<Notice | null>(null);
  readonly confirmation = new Observable<Confirmation | null>(null);
  /** Resolves when the program is to be left. */
  readonly ended: Promise<Ending>;
  readonly #end: (ending: Ending) => void;
  readonly #started: number;
  #queries: QuerySession | undefined;
  #underway: Promise<unknown> = Promise.resolve();
  #interruptedAt = Number.NEGATIVE_INFINITY;
  #isStopping = false;
  #left: Promise<void> | undefined;

  constructor(private readonly options: ApplicationOptions) {
    this.stores = options.stores;
    this.surface = new Observable(options.surface);
    this.pictures = options.pictures;
    this.flows = options.flows;
    this.workspaceFlag = options.workspaceFlag;
    this.runs = new RunHub(options.stores, options.settings);
    const { promise, resolve } = Promise.withResolvers<Ending>();
    this.ended = promise;
    this.#end = resolve;
    const first = options.makeScreen(options.start, this);
    this.screens = new Observable<readonly ScreenModel[]>([first]);
    this.#started = options.start.screen === "menu" ? 1 : 0;
    first.shown?.();
  }

  get queries(): QuerySession {
    const { stores, settings } = this.options;
    this.#queries ??= new QuerySession({ folder: stores.folder, settings });
    return this.#queries;
  }

  get settings(): EngineSettings {
    return this.options.settings;
  }

  get t(): Translator {
    return this.surface.get().t;
  }

  /** The screen in front. */
  get front(): ScreenModel {
    const front = this.screens.get().at(-1);
    if (!front) throw new Error("there is always a screen");
    return front;
  }

  go(to: Destination): void {
    this.#show([...this.screens.get(), this.options.makeScreen(to, this)]);
  }

  replace(to: Destination): void {
    this.#show([...this.screens.get().slice(0, -1), this.options.makeScreen(to, this)]);
  }

  settle(to: Destination): void {
    this.#show([...this.screens.get().slice(0, this.#started), this.options.makeScreen(to, this)]);
  }

  back(): void {
    const screens = this.screens.get();
    if (screens.length > 1) this.#show(screens.slice(0, -1));
    else this.leave({ how: "quit" });
  }

  close(model: ScreenModel): void {
    if (this.front === model) this.back();
  }

  #show(screens: readonly ScreenModel[]): void {
    // What a screen was still waiting for may end after the program was left: nothing reads the store any more.
    if (this.#left) return;
    this.front.hidden?.();
    this.confirmation.set(null);
    this.screens.set(screens);
    this.front.shown?.();
  }

  say(text: string, tone: Tone = "plain"): void {
    this.notice.set({ text, tone });
  }

  ask(confirmation: Confirmation): void {
    this.confirmation.set(confirmation);
  }

  /** A key was pressed. */
  press(key: KeyPress): void {
    if (key.name === "ctrl+c") {
      void this.interrupt("SIGINT");
      return;
    }
    this.notice.set(null);
    const confirmation = this.confirmation.get();
    if (confirmation) {
      this.confirmation.set(null);
      if (/^[ysYS]$/.test(key.name)) this.#run(confirmation.yes);
      return;
    }
    const { front } = this;
    if (front.type?.(key)) return;
    const id = actionOf(front.name, key.name);
    if (id === "help") {
      this.#show([...this.screens.get(), this.options.makeHelp(this, front)]);
      return;
    }
    const action = id && front.actions()[id];
    if (!action) {
      if (id === "back") this.back();
      return;
    }
    if (action.off !== undefined) this.say(action.off, "attention");
    else this.#run(() => action.run(key.name));
  }

  /** Text was pasted. */
  paste(text: string): void {
    this.front.paste?.(text);
  }

  /** Resolves when what the keys began is done; for tests. */
  async settled(): Promise<void> {
    let seen: unknown;
    while (seen !== this.#underway) {
      seen = this.#underway;
      await seen;
    }
  }

  #run(action: () => unknown): void {
    const work = (async () => action())().catch((error: unknown) => this.#complain(toLoteError(error)));
    this.#underway = Promise.all([this.#underway, work]);
  }

  #complain(error: LoteError): void {
    const { message, hint } = errorWords(this, error);
    this.say(`${message} ${hint}`, "bad");
  }

  /**
   * Ctrl-C or SIGTERM: the runs that this program keeps at work are stopped in order, then it ends. Twice within
   * two seconds: at once.
   */
  async interrupt(how: "SIGINT" | "SIGTERM"): Promise<void> {
    const now = performance.now();
    const isAgain = now - this.#interruptedAt < impatienceMs;
    this.#interruptedAt = now;
    const { engaged } = this.runs;
    if (isAgain) {
      for (const view of engaged) view.stopNow();
      this.leave({ how });
      return;
    }
    if (this.#isStopping) return;
    this.#isStopping = true;
    if (engaged.length > 0) this.say(this.t.text("prompt.stopping"), "attention");
    for (const view of engaged) this.runs.touch(view);
    const stopped = Promise.allSettled(engaged.map((view) => view.stop()));
    this.#underway = Promise.all([this.#underway, stopped]);
    await stopped;
    this.leave({ how });
  }

  /** Ends the program; the runs go on unless they were stopped before. */
  leave(ending: Ending): void {
    if (this.#left) return;
    this.front.hidden?.();
    this.#left = Promise.all([this.runs.leave(), this.#queries?.close()]).then(() => undefined);
    this.#end(ending);
  }

  /** Resolves once the program was left and nothing reads the store any more. */
  async closed(): Promise<void> {
    await this.ended;
    await this.#left;
    await this.settled();
  }
}
