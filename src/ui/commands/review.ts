import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { z } from "zod";
import { engineSettingsOf } from "../../engine/config/engine-settings.ts";
import { errorCatalogue } from "../../engine/errors/catalogue.ts";
import { describeError, LoteError, toLoteError } from "../../engine/errors/lote-error.ts";
import { findRun } from "../../engine/run/control.ts";
import { decide, decideWith, reject } from "../../engine/run/decide.ts";
import type { Candidate, QuestionRow, RunRow } from "../../stores/ledger.ts";
import type { Stores } from "../../stores/sqlite/open.ts";
import type { CommandAt } from "../command-line/parsed-command.ts";
import { safeJson } from "../headless/safe-json.ts";
import type { Language } from "../language/words.ts";
import { presentationOf } from "../presentation/of-workflow.ts";
import { QuerySession } from "../session/query-session.ts";
import { applyDecisions } from "./apply-decisions.ts";
import { type CommandContext, withStores } from "./context.ts";

const page = 200;
const buckets = ["strong", "medium", "low", "none"] as const;

/** A line of the file that `review export` writes and `review import` reads. */
const reviewLine = z.object({
  run: z.string(),
  item: z.string(),
  question: z.string(),
  /**
   * A candidate's id, or what else is known by that name (a cover, an issue); null for none of these, which rejects
   * them all; left out for not decided.
   */
  decision: z.string().nullable().optional(),
  /** Ids of candidates that are never to be suggested again for this item. */
  reject: z.array(z.string()).optional(),
});

/** Runs that have questions open, the newest first. What a dry run asks is never applied. */
export function runsToReview({ ledger }: Stores): RunRow[] {
  const runs = ledger.runs.list(1000).filter(({ policy }) => !policy.dryRun);
  return runs.filter((run) => ledger.counters.counts(run.id).review > 0);
}

/** `lote review export FILE`: one open question a line, to be answered in the field `decision`. */
export function exportReview(context: CommandContext, { args }: CommandAt<"review export">) {
  return withStores(context, async (stores) => {
    const writer = Bun.file(args.file).writer();
    let count = 0;
    for (const run of runsToReview(stores)) {
      for (const question of openQuestions(stores, run)) {
        const { recommendation, candidates, reasons, rejected } = question;
        const shown = candidates.filter(({ id }) => !rejected.includes(id));
        const line = {
          run: run.name,
          item: question.itemKey,
          question: question.name,
          recommendation,
          candidates: shown,
          reasons,
        };
        writer.write(`${safeJson(line)}\n`);
        if (++count % page === 0) await writer.flush();
      }
    }
    await writer.end();
    context.say(context.t.text("review.exported", { count, path: args.file }));
    return 0;
  });
}

function* openQuestions({ ledger }: Stores, run: RunRow): Generator<QuestionRow> {
  for (const bucket of buckets) {
    for (let offset = 0; ; offset += page) {
      const questions = ledger.questions.open(run.id, bucket, page, offset);
      yield* questions;
      if (questions.length < page) break;
    }
  }
}

/** `lote review import FILE`: takes the decisions of the lines that have one, and applies them. */
export function importReview(context: CommandContext, { args }: CommandAt<"review import">) {
  return withStores(context, async (stores) => {
    await using queries = new QuerySession({
      folder: stores.folder,
      settings: engineSettingsOf(context.configuration),
    });
    const touched = new Map<number, RunRow>();
    let taken = 0;
    let refused = 0;
    let number = 0;
    const lines = createInterface({
      input: createReadStream(args.file),
      crlfDelay: Number.POSITIVE_INFINITY,
    });
    for await (const text of lines) {
      number++;
      if (text.trim() === "") continue;
      try {
        const decided = await takeLine(stores, queries, text);
        if (!decided) continue;
        taken++;
        touched.set(decided.id, decided);
      } catch (error) {
        refused++;
        const [detail = ""] = reasonOf(error, context.language).split("\n", 1);
        const where = { path: args.file, line: number, detail };
        context.say(describeError("csv-broken", where, context.language).message);
      }
    }
    const failed = await applyDecisions(context, stores, [...touched.values()]);
    context.say(context.t.text("review.imported", { count: taken, refused }));
    if (refused + failed === 0) return 0;
    return taken > 0 ? 3 : 5;
  });
}

async function takeLine(stores: Stores, queries: QuerySession, text: string): Promise<RunRow | undefined> {
  const {
    run: name,
    item,
    question: asked,
    decision,
    reject: named = [],
  } = reviewLine.parse(JSON.parse(text));
  if (decision === undefined && named.length === 0) return undefined;
  const { ledger } = stores;
  const run = findRun(ledger, name);
  const id = ledger.items.idOf(run.id, item);
  const question =
    id === undefined ? undefined : ledger.questions.ofItem(id).find((one) => one.name === asked);
  if (!question) throw new LoteError("usage", { detail: `${item}: no question ${asked}` });
  const known = (id: string) => question.candidates.some((candidate) => candidate.id === id);
  const unknown = named.find((id) => !known(id));
  if (unknown !== undefined) throw noCandidate(item, unknown);
  const found = decision == null || known(decision) ? undefined : await otherCandidate(decision);
  const choice = found?.id ?? decision;
  if (question.decision && question.decision.choice === choice) return undefined;
  if (choice !== undefined) {
    const taken = found
      ? await decideWith(ledger, question, found, "import")
      : await decide(ledger, question, choice, "import");
    if (!taken) throw new LoteError("usage", { detail: `${item}: ${asked} was decided otherwise` });
  }
  for (const id of named) if (!question.rejected.includes(id)) await reject(ledger, question, id);
  return run;

  /** What nobody suggested, but is known. @throws LoteError `usage` where nothing is called so */
  async function otherCandidate(id: string): Promise<Candidate> {
    const others = presentationOf(run.workflow).questions[asked]?.others;
    if (others) for await (const { candidate } of queries.ask(others.byName, { id })) return candidate;
    throw noCandidate(item, id);
  }
}

function noCandidate(item: string, id: string): LoteError {
  return new LoteError("usage", {
    detail: `${item}: ${id} is none of its candidates, and nothing else is called so`,
  });
}

/** A line's own fault, in words. @throws what is no fault of the line: a full disk, a damaged ledger */
function reasonOf(error: unknown, language: Language): string {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  if (error instanceof SyntaxError) return error.message;
  const { code, data } = toLoteError(error);
  if (errorCatalogue[code].exit !== 2) throw error;
  return describeError(code, data, language).message;
}
