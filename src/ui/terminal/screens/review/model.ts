import { postpone } from "../../../../engine/run/decide.ts";
import { statusOf } from "../../../../engine/run/progress.ts";
import type { Candidate, QuestionRow, RunRow } from "../../../../stores/ledger.ts";
import { presentationOf } from "../../../presentation/of-workflow.ts";
import type { Presentation } from "../../../presentation/presentation.ts";
import type { Desk } from "../../desk/desk.ts";
import type { Actions, ScreenModel } from "../../desk/screen-model.ts";
import type { KeyPress } from "../../keymap/key-name.ts";
import { Observable } from "../../view-model/observable.ts";
import { clampWindow } from "../../view-model/window.ts";
import { Answers } from "./answers.ts";
import { Flip, type Side } from "./flip.ts";
import { reviewLayout } from "./layout.ts";
import { ReviewQueue, type Standing } from "./queue.ts";

export interface ReviewState extends Standing {
  readonly highlighted: number;
  readonly wantsPictures: boolean;
  readonly showsWhy: boolean;
  /** Both pictures in turns in one place, and whose it is now; null: side by side. */
  readonly flip: Side | null;
  /** What was decided last, in words. */
  readonly last: string;
}

/** So many items are drawn ahead of the person. */
const aheadItems = 3;
/** While a picture is shown nothing else is drawn oftener than this. */
const refreshMs = 500;
/** A digit pressed twice within this accepts. */
const doublePressMs = 1500;

/** One question after the other. A decision is a row on the disk before the next one is shown. */
export class ReviewModel implements ScreenModel {
  readonly name = "review";
  readonly state: Observable<ReviewState>;
  readonly #queue: ReviewQueue;
  readonly #answers: Answers;
  readonly #flip = new Flip((flip) => this.state.change({ flip }));
  /** A decision is on its way to the disk. Nothing shows it: it is no part of what is drawn. */
  #isBusy = false;
  #armed: { readonly digit: string; readonly at: number; readonly question: number } | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly desk: Desk,
    readonly only?: RunRow,
  ) {
    this.#queue = new ReviewQueue(desk.stores.ledger, only);
    this.#answers = new Answers(desk);
    const standing = this.#queue.standing();
    this.state = new Observable<ReviewState>({
      ...standing,
      highlighted: firstOpen(standing.question),
      wantsPictures: true,
      showsWhy: false,
      flip: null,
      last: this.#answers.lastWords(standing.run),
    });
  }

  title(): readonly string[] {
    const { run } = this.state.get();
    return [this.desk.t.text("terminal.reviewTitle"), ...(run ? [run.name] : [])];
  }

  shown(): void {
    this.#timer = setInterval(() => this.#refresh(), refreshMs);
    this.#refresh();
  }

  hidden(): void {
    clearInterval(this.#timer);
    this.#flip.stop();
    const { run } = this.state.get();
    if (run) this.desk.runs.view(run).engageNow();
  }

  /** Any key ends the flipping; those that began or leave it do nothing else. */
  type({ name }: KeyPress): boolean {
    if (!this.#flip.isOn) return false;
    this.#flip.stop();
    return name === "f" || name === "escape";
  }

  /** How what is asked is shown. */
  get presentation(): Presentation {
    return presentationOf(this.state.get().run?.workflow ?? "");
  }

  get candidate(): Candidate | undefined {
    const { question, highlighted } = this.state.get();
    return question?.candidates[highlighted];
  }

  actions(): Actions {
    const { t } = this.desk;
    const { question, highlighted, counts } = this.state.get();
    const { candidate } = this;
    const isRejected = candidate !== undefined && question?.rejected.includes(candidate.id) === true;
    const none = question ? undefined : t.text("terminal.offNothingToReview");
    const noCandidate = none ?? (candidate ? undefined : t.text("terminal.offNoCandidate"));
    const rejected = noCandidate ?? (isRejected ? t.text("terminal.offRejected") : undefined);
    const isSure = question?.recommendation === "strong" || question?.recommendation === "medium";
    const isFirst = highlighted === firstOpen(question);
    const { picture } = reviewLayoutOf(this.desk);
    const noRoom = picture ? undefined : t.text("terminal.offNoRoom");
    const isPair = question?.preview !== undefined && candidate?.preview !== undefined;
    const highlight = (index: number) =>
      this.state.change({ highlighted: clampWindow(index, question?.candidates.length ?? 1) });
    // A key pressed while the last decision is written was meant for an item that is not on the screen yet.
    const when = (work: () => unknown) => ({ run: () => (this.#isBusy ? undefined : work()) });
    const move = (by: 1 | -1) => () => {
      if (this.#queue.move(by)) this.#advance();
      else this.desk.say(t.text(by > 0 ? "terminal.lastOfBucket" : "terminal.firstOfBucket"));
    };
    const bucket = (by: 1 | -1) => () => {
      this.#queue.moveBucket(by);
      this.#advance();
    };
    return {
      accept: { ...when(() => this.#accept(candidate)), off: rejected },
      acceptFirst: {
        ...when(() => this.#accept(candidate)),
        off: rejected ?? (isSure && isFirst ? undefined : t.text("terminal.offEnterNotSure")),
      },
      reject: {
        ...when(() => this.#reject(candidate)),
        off: rejected ?? (question?.together ? t.text("terminal.offNoPair") : undefined),
      },
      none: { ...when(() => this.#decide(undefined)), off: none },
      search: {
        ...when(() => this.#search()),
        off: none ?? (this.#others ? undefined : t.text("terminal.offNoOthers")),
      },
      acceptAll: { ...when(() => this.#acceptAll()), off: none },
      later: { ...when(() => this.#later()), off: none },
      undo: {
        ...when(() => this.#undo()),
        off: this.#answers.last(this.state.get().run) ? undefined : t.text("terminal.offNothingToUndo"),
      },
      pick: { run: (key) => (this.#isBusy ? undefined : this.#pick(key)), off: noCandidate },
      nextCandidate: { run: () => highlight(highlighted + 1), off: noCandidate },
      previousCandidate: { run: () => highlight(highlighted - 1), off: noCandidate },
      why: { run: () => this.state.change({ showsWhy: !this.state.get().showsWhy }), off: noCandidate },
      nextItem: { ...when(move(1)), off: none },
      previousItem: { ...when(move(-1)), off: none },
      nextBucket: { ...when(bucket(1)), off: none },
      previousBucket: { ...when(bucket(-1)), off: none },
      picture: {
        run: () => this.state.change({ wantsPictures: !this.state.get().wantsPictures }),
        off: noRoom ?? none,
      },
      flip: {
        run: () => this.#startFlip(),
        off: noRoom ?? noCandidate ?? (isPair ? undefined : t.text("terminal.offNoPictures")),
      },
      ...(Object.values(counts).some((count) => count > 0) ? {} : { back: { run: () => this.desk.back() } }),
    };
  }

  /** 1 highlights the first candidate, 1 again accepts it. */
  #pick(digit: string): unknown {
    const { question } = this.state.get();
    const index = Number(digit) - 1;
    if (!question?.candidates[index]) {
      this.desk.say(this.desk.t.text("terminal.offNoSuchCandidate", { number: index + 1 }), "attention");
      return;
    }
    const armed = this.#armed;
    const now = performance.now();
    this.state.change({ highlighted: index });
    if (armed?.digit === digit && armed.question === question.id && now - armed.at < doublePressMs) {
      this.#armed = undefined;
      const { accept } = this.actions();
      if (accept?.off !== undefined) return this.desk.say(accept.off, "attention");
      return accept?.run("a");
    }
    this.#armed = { digit, at: now, question: question.id };
  }

  /** Both are drawn before the first is shown, so that the turns are even. */
  async #startFlip(): Promise<void> {
    const { picture: size } = reviewLayoutOf(this.desk);
    const { question } = this.state.get();
    if (!size || !question) return;
    const like = question.preview;
    const wishes = [like, this.candidate?.preview].map((content) => ({ content, size, like }));
    await this.desk.pictures.prefetch(wishes);
    if (this.state.get().question?.id === question.id) this.#flip.start();
  }

  /** Can anything be chosen that was not suggested? */
  get #others() {
    const { question } = this.state.get();
    return question && this.presentation.questions[question.name]?.others;
  }

  #search(): void {
    const { run, question } = this.state.get();
    if (!run || !question) return;
    const choose = (candidate: Candidate) => this.#write(question, candidate, true);
    this.desk.go({ screen: "search", run, question, choose });
  }

  #accept(candidate: Candidate | undefined): Promise<void> | undefined {
    return candidate ? this.#decide(candidate) : undefined;
  }

  /** Undefined: none of these. */
  async #decide(candidate: Candidate | undefined): Promise<void> {
    const { question } = this.state.get();
    if (question) await this.#write(question, candidate);
  }

  /** `isFound`: it was searched for. */
  #write(question: QuestionRow, candidate: Candidate | undefined, isFound = false): Promise<void> {
    return this.#busily(() => this.#answers.write(question, candidate, isFound));
  }

  async #reject(candidate: Candidate | undefined): Promise<void> {
    const { question } = this.state.get();
    if (!question || !candidate) return;
    await this.#busily(async () => {
      const after = await this.#answers.reject(question, candidate);
      if (after) this.#queue.bring(after);
    }, false);
  }

  #acceptAll(): void {
    const { run } = this.state.get();
    if (!run) return;
    const done = () => {
      this.#answers.acceptedMany(run);
      this.#advance();
    };
    this.desk.go({ screen: "acceptAll", run, done });
  }

  async #later(): Promise<void> {
    const { question } = this.state.get();
    if (!question) return;
    await this.#busily(() => postpone(this.desk.stores.ledger, question));
  }

  #undo(): Promise<void> {
    return this.#busily(async () => {
      const open = await this.#answers.undo(this.state.get().run);
      if (open) this.#queue.bring(open);
    }, false);
  }

  /** One change at a time; then where one stands now is shown. */
  async #busily(change: () => Promise<unknown>, isDone = true): Promise<void> {
    this.#isBusy = true;
    try {
      await change();
      if (isDone) this.#queue.release();
    } finally {
      this.#isBusy = false;
      this.#advance();
    }
  }

  /** Shows where one stands now, and has the next items' pictures drawn. */
  #advance(): void {
    const before = this.state.get();
    const standing = this.#queue.standing();
    const isSame = standing.question?.id === before.question?.id;
    if (!isSame) this.#flip.stop();
    const isOpen = isSame && standing.question?.rejected.length === before.question?.rejected.length;
    this.state.change({
      ...standing,
      ...(isOpen ? {} : { highlighted: firstOpen(standing.question) }),
      ...(isSame ? {} : { showsWhy: false }),
      last: this.#answers.lastWords(standing.run),
    });
    this.#prefetch();
  }

  #prefetch(): void {
    const { picture: size } = reviewLayoutOf(this.desk);
    const { question, wantsPictures } = this.state.get();
    if (!size || !wantsPictures) return;
    const ahead = this.#queue.ahead(aheadItems);
    void this.desk.pictures.prefetch(
      [
        question?.preview,
        ...(question?.candidates ?? []).slice(0, 5).map((one) => one.preview),
        ...ahead.flatMap((next) => [next.preview, next.candidates[firstOpen(next)]?.preview]),
      ]
        .filter((content) => content !== undefined)
        .map((content) => ({ content, size })),
    );
  }

  /** Twice a second: what a worker or another terminal changed. */
  #refresh(): void {
    const before = this.state.get();
    if (this.#isBusy) return;
    const next = this.#queue.standing();
    const isSame =
      next.question?.id === before.question?.id &&
      next.index === before.index &&
      JSON.stringify(next.counts) === JSON.stringify(before.counts);
    if (!isSame || before.question === undefined) this.#advance();
    else this.#prefetch();
  }

  /** Does the run still find questions? Then an empty queue is not the end. */
  get isRunGoing(): boolean {
    const run = this.state.get().run ?? this.only;
    if (!run) return false;
    const { ledger } = this.desk.stores;
    const row = ledger.runs.get(run.id) ?? run;
    return statusOf(ledger, row, ledger.counters.counts(run.id)) === "running";
  }
}

/** The layout for the terminal as it is now. */
export function reviewLayoutOf(desk: Pick<Desk, "surface">, wantsPictures = true) {
  const { columns, rows } = desk.surface.get();
  return reviewLayout(columns, rows, wantsPictures);
}

/** The best candidate that was not rejected. */
function firstOpen(question: QuestionRow | undefined): number {
  const index = question?.candidates.findIndex(({ id }) => !question.rejected.includes(id)) ?? 0;
  return Math.max(0, index);
}
