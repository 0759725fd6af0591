import type { EngineSettings } from "../../../engine/config/engine-settings.ts";
import type { Candidate, QuestionRow, RunRow } from "../../../stores/ledger.ts";
import type { Stores } from "../../../stores/sqlite/open.ts";
import type { Translator } from "../../language/translator.ts";
import type { QuerySession } from "../../session/query-session.ts";
import type { Flow, FlowId, FlowValues } from "../flows/flow.ts";
import type { PictureCache } from "../pictures/picture-cache.ts";
import type { RunHub } from "../run/run-hub.ts";
import type { Tone } from "../surface/palette.ts";
import type { Surface } from "../surface/surface.ts";
import type { Observable } from "../view-model/observable.ts";
import type { ScreenModel } from "./screen-model.ts";

/** A place to go to. */
export type Destination =
  | { readonly screen: "menu" }
  /** `values`: what the form begins with, and what it does not ask for. */
  | { readonly screen: "form"; readonly flow: FlowId; readonly values?: FlowValues }
  | { readonly screen: "estimate"; readonly flow: FlowId; readonly values: FlowValues }
  /** The dashboard of a run that lives, the summary of one that is over. */
  | { readonly screen: "run"; readonly run: RunRow }
  | { readonly screen: "runs" }
  /** What can be done with people and characters. */
  | { readonly screen: "people" }
  /** Ask the documents, and add some. */
  | { readonly screen: "documents" }
  /** What can be done with faces. */
  | { readonly screen: "faces" }
  /** What can be done with products. */
  | { readonly screen: "products" }
  /** Which column of a list says what. */
  | { readonly screen: "columns"; readonly flow: FlowId; readonly values: FlowValues }
  /** The figures of all runs over products. */
  | { readonly screen: "productStats" }
  /** Faces that nobody knows for sure. */
  | { readonly screen: "faceGrid" }
  /** Whose vectors are kept. */
  | { readonly screen: "crew" }
  /** Names to tick before they are imported. */
  | { readonly screen: "names"; readonly names: readonly string[]; readonly category: string | null }
  /** The saved lists of names. */
  | { readonly screen: "lists" }
  /** Those who are imported. */
  | { readonly screen: "collection" }
  /** Asks for one line; `done` gets it. */
  | {
      readonly screen: "prompt";
      readonly label: string;
      readonly text: string;
      readonly done: (text: string) => unknown;
    }
  /** Look for something that nobody suggested as an answer to a question; `choose` gets what was chosen. */
  | {
      readonly screen: "search";
      readonly run: RunRow;
      readonly question: QuestionRow;
      readonly choose: (candidate: Candidate) => unknown;
    }
  /** Accept all that waits in a run and is sure enough; `done` is called when any was. */
  | { readonly screen: "acceptAll"; readonly run: RunRow; readonly done: () => void }
  /** Of one run, or of all in which something waits. */
  | { readonly screen: "review"; readonly run?: RunRow };

/** One line that the person should see. It goes with the next key. */
export interface Notice {
  readonly text: string;
  readonly tone: Tone;
}

/** A question that yes or no answers, before something is done to many. */
export interface Confirmation {
  readonly question: string;
  readonly yes: () => unknown;
}

/** What every screen works with. */
export interface Desk {
  readonly stores: Stores;
  readonly t: Translator;
  readonly surface: Observable<Surface>;
  readonly runs: RunHub;
  readonly pictures: PictureCache;
  /** What changes nothing is asked here. */
  readonly queries: QuerySession;
  readonly flows: Readonly<Record<FlowId, Flow>>;
  /** For the workers that are started from here; secrets are among them. */
  readonly settings: EngineSettings;
  /** Ends the commands that a person is told. */
  readonly workspaceFlag: string;
  /** Opens a screen over this one; `back` returns here. */
  go(to: Destination): void;
  /** Opens it instead of this one. */
  replace(to: Destination): void;
  /** Opens it over the menu, or alone where the program was started for one screen. */
  settle(to: Destination): void;
  /** Leaves this screen; from the first one, lote. */
  back(): void;
  /** Leaves the screen of this model, if it is still in front. */
  close(model: ScreenModel): void;
  say(text: string, tone?: Tone): void;
  ask(confirmation: Confirmation): void;
}
