import type { RunRow } from "../../../stores/ledger.ts";
import type { Stores } from "../../../stores/sqlite/open.ts";
import type { Translator } from "../../language/translator.ts";
import type { Flow, FlowId, FlowValues } from "../flows/flow.ts";
import type { PictureCache } from "../pictures/picture-cache.ts";
import type { RunHub } from "../run/run-hub.ts";
import type { Tone } from "../surface/palette.ts";
import type { Surface } from "../surface/surface.ts";
import type { Observable } from "../view-model/observable.ts";

/** A place to go to. */
export type Destination =
  | { readonly screen: "menu" }
  | { readonly screen: "form"; readonly flow: FlowId }
  | { readonly screen: "estimate"; readonly flow: FlowId; readonly values: FlowValues }
  /** The dashboard of a run that lives, the summary of one that is over. */
  | { readonly screen: "run"; readonly run: RunRow }
  | { readonly screen: "runs" }
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
  readonly flows: Readonly<Record<FlowId, Flow>>;
  /** Opens a screen over this one; `back` returns here. */
  go(to: Destination): void;
  /** Opens it instead of this one. */
  replace(to: Destination): void;
  /** Opens it over the menu, or alone where the program was started for one screen. */
  settle(to: Destination): void;
  /** Leaves this screen; from the first one, lote. */
  back(): void;
  say(text: string, tone?: Tone): void;
  ask(confirmation: Confirmation): void;
}
