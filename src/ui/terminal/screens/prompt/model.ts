import type { Desk, Destination } from "../../desk/desk.ts";
import type { Actions, ScreenModel } from "../../desk/screen-model.ts";
import type { KeyPress } from "../../keymap/key-name.ts";
import { Observable } from "../../view-model/observable.ts";
import { pastedInLine, typedLine } from "../../view-model/typed-line.ts";

/** Asks for one line of text. */
export class PromptModel implements ScreenModel {
  readonly name = "prompt";
  readonly state: Observable<{ readonly text: string }>;

  constructor(
    private readonly desk: Desk,
    readonly asked: Extract<Destination, { readonly screen: "prompt" }>,
  ) {
    this.state = new Observable({ text: asked.text });
  }

  title(): readonly string[] {
    return [this.asked.label];
  }

  actions(): Actions {
    return {
      answer: {
        run: () => {
          this.desk.close(this);
          return this.asked.done(this.state.get().text.trim());
        },
      },
      cancelPrompt: { run: () => this.desk.back() },
    };
  }

  type(key: KeyPress): boolean {
    const text = typedLine(this.state.get().text, key);
    if (text === undefined) return false;
    this.#set(text);
    return true;
  }

  paste(pasted: string): void {
    this.#set(pastedInLine(this.state.get().text, pasted));
  }

  #set(text: string): void {
    this.state.set({ text });
  }
}
