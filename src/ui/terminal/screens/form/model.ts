import type { Desk } from "../../desk/desk.ts";
import type { Actions, ScreenModel } from "../../desk/screen-model.ts";
import type { Field, Flow, FlowId, FlowValues } from "../../flows/flow.ts";
import { completePath } from "../../flows/path-text.ts";
import { startFlow } from "../../flows/start-flow.ts";
import type { KeyPress } from "../../keymap/key-name.ts";
import { Observable } from "../../view-model/observable.ts";
import { typedLine } from "../../view-model/typed-line.ts";

export interface FormState {
  readonly values: FlowValues;
  readonly focused: number;
  /** What the path under the cursor could become; names as on the disk. */
  readonly choices: readonly string[];
  /** Of the focused field, or of the one that must be mended first. */
  readonly problem: { readonly field: string; readonly words: string } | null;
}

/** Is its value switched and not typed? */
function isSwitched({ kind }: Field): boolean {
  return kind === "toggle" || kind === "choice";
}

/** Asks for what a flow needs. Text is typed at the end of the field; Tab completes a path as a shell does. */
export class FormModel implements ScreenModel {
  readonly name = "form";
  readonly flow: Flow;
  readonly state: Observable<FormState>;

  constructor(
    private readonly desk: Desk,
    flow: FlowId,
    given: FlowValues = {},
  ) {
    this.flow = desk.flows[flow];
    const asked = this.flow.fields.map(({ id, kind, initial, choices }) => [
      id,
      initial ?? (kind === "toggle" ? false : (choices?.[0]?.value ?? "")),
    ]);
    const values = { ...Object.fromEntries(asked), ...given };
    this.state = new Observable<FormState>({ values, focused: 0, choices: [], problem: null });
  }

  title(): readonly string[] {
    return [this.desk.t.text(this.flow.title as "terminal.flowCatalogue")];
  }

  get field(): Field | undefined {
    return this.flow.fields[this.state.get().focused];
  }

  get isTyping(): boolean {
    return this.field !== undefined && !isSwitched(this.field);
  }

  actions(): Actions {
    const { t } = this.desk;
    const { fields } = this.flow;
    const { focused } = this.state.get();
    const move = (by: number) => ({
      run: () => this.state.change({ focused: (focused + by + fields.length) % fields.length, choices: [] }),
      off: fields.length < 2 ? t.text("terminal.offOneField") : undefined,
    });
    return {
      previousField: move(-1),
      nextField: move(1),
      complete: {
        run: () => (this.field?.kind === "path" ? this.#complete() : move(1).run()),
        words: this.field?.kind === "path" ? undefined : t.text("terminalKeys.nextField"),
      },
      toggle: {
        run: () => this.#toggle(),
        off: this.field && isSwitched(this.field) ? undefined : t.text("terminal.offNoToggle"),
      },
      goOn: { run: () => this.#goOn() },
      cancelForm: { run: () => this.desk.back() },
    };
  }

  type(key: KeyPress): boolean {
    const { field } = this;
    if (!field || !this.isTyping) return false;
    const value = typedLine(String(this.state.get().values[field.id] ?? ""), key);
    if (value === undefined) return false;
    this.#set(field, value);
    return true;
  }

  paste(pasted: string): void {
    const { field } = this;
    if (!field || !this.isTyping) return;
    // A file dragged into a terminal arrives quoted.
    const text = pasted
      .trim()
      .replace(/^(['"])(.*)\1$/, "$2")
      .replace(/\s*[\r\n]+\s*/g, field.kind === "lines" ? "; " : "");
    this.#set(field, String(this.state.get().values[field.id] ?? "") + text);
  }

  #set(field: Field, value: string | boolean): void {
    const { values } = this.state.get();
    this.state.change({ values: { ...values, [field.id]: value }, choices: [], problem: null });
  }

  #toggle(): void {
    const { field } = this;
    if (!field) return;
    const value = this.state.get().values[field.id];
    if (field.kind === "toggle") this.#set(field, value !== true);
    const { choices = [] } = field;
    const next = choices[(choices.findIndex((choice) => choice.value === value) + 1) % choices.length];
    if (next) this.#set(field, next.value);
  }

  async #complete(): Promise<void> {
    const { field } = this;
    if (field?.kind !== "path") return;
    const typed = String(this.state.get().values[field.id] ?? "");
    const { text, choices } = await completePath(typed);
    // Whoever typed on meanwhile knows better.
    if (this.state.get().values[field.id] !== typed) return;
    this.#set(field, text);
    this.state.change({ choices });
    if (text === typed && choices.length === 0) this.desk.say(this.desk.t.text("terminal.nothingToComplete"));
  }

  async #goOn(): Promise<void> {
    const { values } = this.state.get();
    const problem = await this.flow.check(values);
    if (problem) {
      const words = this.desk.t.text(problem.words as "terminal.problemNoPath");
      const focused = this.flow.fields.findIndex(({ id }) => id === problem.field);
      this.state.change({ problem: { field: problem.field, words }, focused: Math.max(0, focused) });
      return;
    }
    if (this.flow.isSmall) {
      const { run } = await startFlow(this.desk, this.flow, values);
      this.desk.close(this);
      this.desk.say(this.desk.t.text("people.correcting", { run: run.name }), "good");
      return;
    }
    this.desk.go(this.flow.next?.(values) ?? { screen: "estimate", flow: this.flow.id, values });
  }
}
