import type { ErrorCode } from "../../../../engine/errors/catalogue.ts";
import { describeError } from "../../../../engine/errors/lote-error.ts";
import { decide, decideWith, reject, takeBackRejection } from "../../../../engine/run/decide.ts";
import type { Candidate, QuestionRow, RunRow } from "../../../../stores/ledger.ts";
import { presentationOf } from "../../../presentation/of-workflow.ts";
import { candidateWords } from "../../../presentation/words.ts";
import { safeText } from "../../../safe-text.ts";
import type { Desk } from "../../desk/desk.ts";
import { takeBack } from "./take-back.ts";

/** What `u` takes back. */
interface Undoable {
  readonly kind: "decision" | "rejection";
  readonly question: QuestionRow;
  readonly candidate: Candidate | undefined;
}

/** What the person answers: written, remembered, and taken back one step at a time. Says what did not go as asked. */
export class Answers {
  readonly #undoable: Undoable[] = [];

  constructor(private readonly desk: Desk) {}

  /** No candidate: none of these. `isFound`: it was searched for, so that it may be none of the candidates yet. */
  async write(question: QuestionRow, candidate: Candidate | undefined, isFound = false): Promise<void> {
    const { ledger } = this.desk.stores;
    const isNew = isFound && !question.candidates.some(({ id }) => id === candidate?.id);
    const written =
      isNew && candidate
        ? await decideWith(ledger, question, candidate)
        : await decide(ledger, question, candidate?.id ?? null);
    if (!written) this.desk.say(this.desk.t.text("terminal.decidedElsewhere"), "attention");
    else this.#undoable.push({ kind: "decision", question, candidate });
    this.#applySoon(question);
  }

  /** Never again; the question as it is after that, if it is still open. */
  async reject(question: QuestionRow, candidate: Candidate): Promise<QuestionRow | undefined> {
    const { ledger } = this.desk.stores;
    await reject(ledger, question, candidate.id);
    this.#undoable.push({ kind: "rejection", question, candidate });
    this.desk.say(this.desk.t.text("terminal.rejected", { candidate: safeText(candidate.label, 40) }));
    this.#applySoon(question);
    const after = ledger.questions.get(question.id);
    return after?.decision ? undefined : after;
  }

  /** Many were accepted in this run as one step: the last of them stands for all. */
  acceptedMany(run: RunRow): void {
    const [question] = this.desk.stores.ledger.questions.lastDecided(run.id, 1);
    if (!question) return;
    this.#undoable.push({ kind: "decision", question, candidate: question.candidates[0] });
    this.#applySoon(question);
  }

  /** The last step of this sitting, else the last decision that a person took in the run. */
  last(run: RunRow | undefined): Undoable | undefined {
    const own = this.#undoable.at(-1);
    if (own) return own;
    const row = run && this.desk.stores.ledger.questions.lastDecided(run.id, 1)[0];
    if (row?.decision?.by !== "person") return undefined;
    const candidate = row.candidates.find(({ id }) => id === row.decision?.choice);
    return { kind: "decision", question: row, candidate };
  }

  /** Takes the last step back; the question that is open again by it, if one is. */
  async undo(run: RunRow | undefined): Promise<QuestionRow | undefined> {
    const target = this.last(run);
    if (!target) return undefined;
    const { ledger } = this.desk.stores;
    const { kind, question, candidate } = target;
    if (kind === "rejection" && candidate) await takeBackRejection(ledger, question, candidate.id);
    const isOpen = ledger.questions.get(question.id)?.decision ? await this.#takeBack(question) : true;
    this.#undoable.pop();
    return isOpen ? question : undefined;
  }

  /** Says so where it cannot be taken back, or not yet; true when the question is open again. */
  async #takeBack(question: QuestionRow): Promise<boolean> {
    const { stores, runs, t } = this.desk;
    const { outcome, taken } = await takeBack(stores.ledger, question, runs.view(this.#runOf(question)));
    this.#applySoon(question);
    if (outcome === "open") {
      if (taken > 1) this.desk.say(t.text("terminal.takenBack", { count: taken }));
      return true;
    }
    if (outcome === "held") this.desk.say(t.text("terminal.heldByWorker"), "attention");
    else if (outcome === "under-way") this.desk.say(t.text("terminal.stillTakingBack"), "attention");
    else {
      const { code, data } = outcome;
      const { message } = describeError(code as ErrorCode, { path: question.itemKey, ...data }, t.language);
      this.desk.say(t.text("terminal.notTakenBack", { reason: safeText(message) }), "bad");
    }
    return false;
  }

  /** What was decided last in the run, in words. */
  lastWords(run: RunRow | undefined): string {
    const { ledger } = this.desk.stores;
    const row = run && ledger.questions.lastDecided(run.id, 1)[0];
    if (!run || !row?.decision) return "";
    const { t } = this.desk;
    const together = ledger.decisions.unitSize(row.decision.unit);
    if (together > 1 && !row.together) return t.text("terminal.lastTogether", { count: together });
    const choice = row.candidates.find(({ id }) => id === row.decision?.choice);
    const presentation = presentationOf(run.workflow);
    const what = choice
      ? safeText(candidateWords(row, choice, presentation, t), 50, { keep: "ends" })
      : t.text("terminal.noneOfThese");
    const own = presentation.questions[row.name]?.mine?.(row) ?? row.itemKey.split("/").at(-1) ?? "";
    const item = safeText(own, 30, { keep: "ends" });
    return t.text("terminal.lastDecision", { item, choice: what });
  }

  /** Decisions come in bursts; one worker applies them. */
  #applySoon(question: QuestionRow): void {
    const { runs } = this.desk;
    runs.touch(runs.view(this.#runOf(question))).engageSoon();
  }

  #runOf(question: QuestionRow): RunRow {
    const run = this.desk.stores.ledger.runs.get(question.run);
    if (!run) throw new Error(`question ${question.id} has no run`);
    return run;
  }
}
