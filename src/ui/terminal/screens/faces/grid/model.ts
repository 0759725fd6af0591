import { reject } from "../../../../../engine/run/decide.ts";
import { namePerson } from "../../../../../engine/workflows/faces/queries/find-person.ts";
import { acquaintance } from "../../../../../engine/workflows/faces/queries/known-person.ts";
import type { Candidate, QuestionRow } from "../../../../../stores/ledger.ts";
import { nearWords } from "../../../../presentation/near-words.ts";
import { safeText } from "../../../../safe-text.ts";
import type { Desk } from "../../../desk/desk.ts";
import type { Actions, ScreenModel } from "../../../desk/screen-model.ts";
import { Observable } from "../../../view-model/observable.ts";
import { clampWindow } from "../../../view-model/window.ts";
import { Answers } from "../../review/answers.ts";
import { openFaces } from "./open-faces.ts";

export interface FaceGridState {
  readonly faces: readonly QuestionRow[];
  readonly selected: number;
}

/** A worker may find more, or another terminal decide. */
const refreshMs = 1000;

/** Faces that nobody knows for sure, as a grid: a key names one, or says whom it is not. */
export class FaceGridModel implements ScreenModel {
  readonly name = "faceGrid";
  readonly state: Observable<FaceGridState>;
  readonly #answers: Answers;
  #timer: ReturnType<typeof setInterval> | undefined;
  /** Cells in a row, as they are drawn; up and down move by it. */
  perRow = 1;

  constructor(private readonly desk: Desk) {
    this.#answers = new Answers(desk);
    this.state = new Observable<FaceGridState>({ faces: openFaces(desk.stores.ledger), selected: 0 });
  }

  title(): readonly string[] {
    const { t } = this.desk;
    return [t.text("faces.menuHeading"), t.text("faces.menuUnknown")];
  }

  shown(): void {
    this.#read();
    this.#timer = setInterval(() => this.#read(), refreshMs);
  }

  hidden(): void {
    clearInterval(this.#timer);
  }

  get face(): QuestionRow | undefined {
    const { faces, selected } = this.state.get();
    return faces[selected];
  }

  /** Whom it may be, whom a person said no to left out. */
  candidates(face: QuestionRow): readonly Candidate[] {
    return face.candidates.filter(({ id }) => !face.rejected.includes(id));
  }

  actions(): Actions {
    const { faces, selected } = this.state.get();
    const { t } = this.desk;
    const { face } = this;
    const [best] = face ? this.candidates(face) : [];
    const move = (by: number) => ({
      run: () => this.state.change({ selected: clampWindow(selected + by, faces.length) }),
    });
    const none = face ? undefined : t.text("faces.offNobodyUnknown");
    const nobody = none ?? (best ? undefined : t.text("terminal.offNoCandidate"));
    return {
      left: move(-1),
      right: move(1),
      upRow: move(-this.perRow),
      downRow: move(this.perRow),
      nameFace: { run: () => face && this.#ask(face), off: none },
      acceptFace: { run: () => face && best && this.#write(face, best), off: nobody },
      neverFace: { run: () => face && best && this.#reject(face, best), off: nobody },
      nobodyFace: { run: () => face && this.#write(face, undefined), off: none },
      undoFace: {
        run: () => this.#undo(),
        off: this.#answers.last(undefined) ? undefined : t.text("terminal.offNothingToUndo"),
      },
    };
  }

  #ask(face: QuestionRow): void {
    const done = async (text: string) => {
      if (text === "") return;
      for await (const { candidate } of this.desk.queries.ask(namePerson, { id: text })) {
        return this.#nameAs(face, candidate);
      }
      this.desk.say(this.desk.t.text("faces.noKey", { text: safeText(text, 40) }), "attention");
    };
    this.desk.go({ screen: "prompt", label: this.desk.t.text("faces.askName"), text: "", done });
  }

  /** A key of nobody is asked about: a slip of the finger would mark somebody who does not exist. */
  async #nameAs(face: QuestionRow, candidate: Candidate): Promise<void> {
    const { stores, settings, t } = this.desk;
    const { isKnown, near } = await acquaintance(stores, settings, candidate.id);
    const name = () => this.#write(face, candidate, true);
    if (isKnown) return name();
    const person = safeText(candidate.id, 40);
    this.desk.ask({
      question: t.text("faces.confirmUnknown", { person, near: nearWords(near, t) }).trim(),
      yes: name,
    });
  }

  async #write(face: QuestionRow, candidate: Candidate | undefined, isFound = false): Promise<void> {
    await this.#answers.write(face, candidate, isFound);
    this.#read();
  }

  /** These two never again; the face stays to be named otherwise. */
  async #reject(face: QuestionRow, candidate: Candidate): Promise<void> {
    await reject(this.desk.stores.ledger, face, candidate.id, "stays-open");
    this.desk.say(this.desk.t.text("terminal.rejected", { candidate: safeText(candidate.label, 40) }));
    this.#read();
  }

  async #undo(): Promise<void> {
    await this.#answers.undo(undefined);
    this.#read();
  }

  #read(): void {
    const before = this.state.get();
    const faces = openFaces(this.desk.stores.ledger);
    if (Bun.deepEquals(faces, before.faces)) return;
    const id = before.faces[before.selected]?.id;
    const at = faces.findIndex((face) => face.id === id);
    this.state.set({ faces, selected: clampWindow(at === -1 ? before.selected : at, faces.length) });
  }
}
