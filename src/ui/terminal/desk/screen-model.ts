import type { KeyPress } from "../keymap/key-name.ts";
import type { ActionId, ScreenName } from "../keymap/table.ts";
import type { Observable } from "../view-model/observable.ts";

/** What a key does now. */
export interface Action {
  /** Gets the key, for actions that have several. */
  readonly run: (key: string) => unknown;
  /** Why it does nothing now, in words. The key stays in the footer, dimmed, and says this when pressed. */
  readonly off?: string | undefined;
  /** What it is called now, where that differs from the table (pause, go on). */
  readonly words?: string | undefined;
}

export type Actions = Partial<Record<ActionId, Action>>;

/**
 * A screen without its drawing: what it shows and what its keys do. Everything a person can do is tested on it
 * without a terminal.
 */
export interface ScreenModel {
  readonly name: ScreenName;
  /** What it shows; drawn again whenever it changes. */
  readonly state: Observable<unknown>;
  /** Where one is, after `lote`. */
  title(): readonly string[];
  actions(): Actions;
  /** Takes a key before the table does, while text is typed; false: not taken. */
  type?(press: KeyPress): boolean;
  /** Does every letter and sign go into a text now? */
  readonly isTyping?: boolean;
  /** Takes text that was pasted. */
  paste?(text: string): void;
  /** It came to the front. */
  shown?(): void;
  /** Another came to the front, or the program leaves. */
  hidden?(): void;
}
