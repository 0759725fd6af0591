import { decide, postpone, reject, takeBackRejection, undoDecision } from "../../../../engine/run/decide.ts";
import { statusOf } from "../../../../engine/run/progress.ts";
import type { Candidate, QuestionRow, RunRow } from "../../../../stores/ledger.ts";
import { safeText } from "../../../safe-text.ts";
import type { Desk } from "../../desk/desk.ts";
import type { Actions, ScreenModel } from "../../desk/screen-model.ts";
import { candidateWords } from "../../run/words.ts";
import { Observable } from "../../view-model/observable.ts";
import { clampWindow } from "../../view-model/window.ts";
import { reviewLayout } from "./layout.ts";
import { ReviewQueue, type Standing } from "./queue.ts";

export interface ReviewState extends Standing {
  readonly highlighted: number;
  readonly wantsPictures: boolean;
  readonly showsWhy: boolean;
  /** What was decided last, in words. */
  readonly last: string;
  /** A decision is on its way to the disk. */
  readonly isBusy: boolean;
}

/** What `u` takes back. */
interface Undoable {
  readonly kind: "decision" | "rejection";
  readonly question: QuestionRow;
  readonly candidate: Candidate | undefined;
}

/** So many items are drawn ahead of the person. */
const aheadItems = 3;
/** While a picture is shown nothing else is drawn oftener than this. */
const refreshMs = 500;
/** How long an undo waits for the worker to take the change back. */
const undoPatienceMs = 8000;
/** A digit pressed twice within this accepts. */
const doublePressMs = 1500;

/** One question after the other. A decision is a row on the disk before the next one is shown. */
export class ReviewModel implements ScreenModel {
  readonly name = "review";
  readonly state: Observable<ReviewState>;
  readonly #queue: ReviewQueue;
  readonly #undoable: Undoable[] = [];
  #armed: { readonly digit: string; readonly at: number; readonly question: number } | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly desk: Desk,
    readonly only?: RunRow,
  ) {
    this.#queue = new ReviewQueue(desk.stores.ledger, only);
    const standing = this.#queue.standing();
    this.state = new Observable<ReviewState>({
      ...standing,
      highlighted: firstOpen(standing.question),
      wantsPictures: true,
      showsWhy: false,
      last: this.#lastWords(standing.run),
      isBusy: false,
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
    const { run } = this.state.get();
    if (run) this.desk.runs.view(run).engageNow();
  }

  get candidate(): Candidate | undefined {
    const { question, highlighted } = this.state.get();
    return question?.candidates[highlighted];
  }

  actions(): Actions {
    const { t } = this.desk;
    const { question, highlighted, isBusy, counts } = this.state.get();
    const { candidate } = this;
    const isRejected = candidate !== undefined && question?.rejected.includes(candidate.id) === true;
    const none = question ? undefined : t.text("terminal.offNothingToReview");
    const noCandidate = none ?? (candidate ? undefined : t.text("terminal.offNoCandidate"));
    const rejected = noCandidate ?? (isRejected ? t.text("terminal.offRejected") : undefined);
    const isSure = question?.recommendation === "strong" || question?.recommendation === "medium";
    const isFirst = highlighted === firstOpen(question);
    const highlight = (index: number) =>
      this.state.change({ highlighted: clampWindow(index, question?.candidates.length ?? 1) });
    // A key pressed while the last decision is written was meant for an item that is not on the screen yet.
    const when = (work: () => unknown) => ({ run: () => (isBusy ? undefined : work()) });
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
        off: rejected ?? (question?.name === "duplicate" ? t.text("terminal.offNoPair") : undefined),
      },
      none: { ...when(() => this.#decide(undefined)), off: none },
      later: { ...when(() => this.#later()), off: none },
      undo: {
        ...when(() => this.#undo()),
        off: this.#undoTarget() ? undefined : t.text("terminal.offNothingToUndo"),
      },
      pick: { run: (key) => (isBusy ? undefined : this.#pick(key)), off: noCandidate },
      nextCandidate: { run: () => highlight(highlighted + 1), off: noCandidate },
      previousCandidate: { run: () => highlight(highlighted - 1), off: noCandidate },
      why: { run: () => this.state.change({ showsWhy: !this.state.get().showsWhy }), off: noCandidate },
      nextItem: { ...when(move(1)), off: none },
      previousItem: { ...when(move(-1)), off: none },
      nextBucket: { ...when(bucket(1)), off: none },
      previousBucket: { ...when(bucket(-1)), off: none },
      picture: {
        run: () => this.state.change({ wantsPictures: !this.state.get().wantsPictures }),
        off: reviewLayoutOf(this.desk).picture ? none : t.text("terminal.offNoRoom"),
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

  #accept(candidate: Candidate | undefined): Promise<void> | undefined {
    return candidate ? this.#decide(candidate) : undefined;
  }

  /** Undefined: none of these. */
  async #decide(candidate: Candidate | undefined): Promise<void> {
    const { question } = this.state.get();
    if (!question) return;
    await this.#busily(async () => {
      const written = await decide(this.desk.stores.ledger, question, candidate?.id ?? null);
      if (!written) this.desk.say(this.desk.t.text("terminal.decidedElsewhere"), "attention");
      else this.#undoable.push({ kind: "decision", question, candidate });
    });
    this.#applySoon(question);
  }

  async #reject(candidate: Candidate | undefined): Promise<void> {
    const { question } = this.state.get();
    if (!question || !candidate) return;
    const { ledger } = this.desk.stores;
    await this.#busily(async () => {
      await reject(ledger, question, candidate.id);
      this.#undoable.push({ kind: "rejection", question, candidate });
      const after = ledger.questions.get(question.id);
      if (after && !after.decision) this.#queue.bring(after);
    }, false);
    const label = safeText(candidate.label, 40);
    this.desk.say(this.desk.t.text("terminal.rejected", { candidate: label }));
    this.#applySoon(question);
  }

  async #later(): Promise<void> {
    const { question } = this.state.get();
    if (!question) return;
    await this.#busily(() => postpone(this.desk.stores.ledger, question));
  }

  #undoTarget(): Undoable | undefined {
    const own = this.#undoable.at(-1);
    if (own) return own;
    const { run } = this.state.get();
    const row = run && this.desk.stores.ledger.questions.latestDecisions(run.id, 1)[0];
    if (row?.decision?.by !== "person") return undefined;
    const candidate = row.candidates.find(({ id }) => id === row.decision?.choice);
    return { kind: "decision", question: row, candidate };
  }

  async #undo(): Promise<void> {
    const target = this.#undoTarget();
    if (!target) return;
    const { ledger } = this.desk.stores;
    const { question, candidate } = target;
    await this.#busily(async () => {
      if (target.kind === "rejection" && candidate) await takeBackRejection(ledger, question, candidate.id);
      if (ledger.questions.get(question.id)?.decision) await this.#takeBack(question);
      this.#undoable.pop();
      this.#queue.bring(question);
    }, false);
  }

  /** Until the worker that may be applying it right now lets go of it, and has taken the change back. */
  async #takeBack(question: QuestionRow): Promise<void> {
    const { ledger } = this.desk.stores;
    const deadline = performance.now() + undoPatienceMs;
    const view = this.desk.runs.view(ledger.runs.get(question.run) ?? this.#runOf(question));
    let isAsked = false;
    for (;;) {
      if (!isAsked) isAsked = await undoDecision(ledger, question);
      if (ledger.questions.get(question.id)?.decision === null) return;
      if (performance.now() > deadline) throw new Error(`undo of question ${question.id} took too long`);
      if (view.row().state === "active") view.engage();
      await Bun.sleep(20);
    }
  }

  #runOf(question: QuestionRow): RunRow {
    const run = this.desk.stores.ledger.runs.get(question.run);
    if (!run) throw new Error(`question ${question.id} has no run`);
    return run;
  }

  /** One change at a time; then where one stands now is shown. */
  async #busily(change: () => Promise<unknown>, isDone = true): Promise<void> {
    this.state.change({ isBusy: true });
    try {
      await change();
      if (isDone) this.#queue.release();
    } finally {
      this.#advance({ isBusy: false });
    }
  }

  /** Shows where one stands now, and has the next items' pictures drawn. */
  #advance(extra: Partial<ReviewState> = {}): void {
    const before = this.state.get();
    const standing = this.#queue.standing();
    const isSame = standing.question?.id === before.question?.id;
    const isOpen = isSame && standing.question?.rejected.length === before.question?.rejected.length;
    this.state.change({
      ...standing,
      ...extra,
      ...(isOpen ? {} : { highlighted: firstOpen(standing.question) }),
      ...(isSame ? {} : { showsWhy: false }),
      last: this.#lastWords(standing.run),
    });
    this.#prefetch();
  }

  #prefetch(): void {
    const { picture } = reviewLayoutOf(this.desk);
    const { question, wantsPictures } = this.state.get();
    if (!picture || !wantsPictures) return;
    const ahead = this.#queue.ahead(aheadItems);
    void this.desk.pictures.prefetch(
      [
        question?.preview,
        ...(question?.candidates ?? []).slice(0, 5).map((one) => one.preview),
        ...ahead.flatMap((next) => [next.preview, next.candidates[firstOpen(next)]?.preview]),
      ].filter((content) => content !== undefined),
      picture,
    );
  }

  /** Twice a second: what a worker or another terminal changed. */
  #refresh(): void {
    const before = this.state.get();
    if (before.isBusy) return;
    const next = this.#queue.standing();
    const isSame =
      next.question?.id === before.question?.id &&
      next.index === before.index &&
      JSON.stringify(next.counts) === JSON.stringify(before.counts);
    if (!isSame || before.question === undefined) this.#advance();
    else this.#prefetch();
  }

  /** Decisions come in bursts; one worker applies them. */
  #applySoon(question: QuestionRow): void {
    const { runs } = this.desk;
    runs.touch(runs.view(this.#runOf(question))).engageSoon();
  }

  #lastWords(run: RunRow | undefined): string {
    const row = run && this.desk.stores.ledger.questions.latestDecisions(run.id, 1)[0];
    if (!row?.decision) return "";
    const { t } = this.desk;
    const choice = row.candidates.find(({ id }) => id === row.decision?.choice);
    const what = choice
      ? safeText(candidateWords(row, choice, t), 50, { keep: "ends" })
      : t.text("terminal.noneOfThese");
    const item = safeText(row.itemKey.split("/").at(-1) ?? "", 30, { keep: "ends" });
    return t.text("terminal.lastDecision", { item, choice: what });
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
