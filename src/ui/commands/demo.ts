import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { documentOf, type RunDocument } from "../../engine/run/document.ts";
import { exportRun } from "../../engine/run/export.ts";
import { type StartRequest, startRun } from "../../engine/run/start.ts";
import { catalogueRequest, classifyRequest } from "../../engine/workflows/comics/commands.ts";
import type { Policy } from "../../stores/ledger.ts";
import type { Stores } from "../../stores/sqlite/open.ts";
import type { CommandContext } from "./context.ts";
import { showDocument } from "./show-document.ts";
import { followRun } from "./start-and-follow.ts";
import { show } from "./terminal.ts";

const policy: Policy = { accept: "strong", onAmbiguous: "review", dryRun: false };

/**
 * `lote demo`: what works so far, on samples that it draws itself, in a throw-away workspace. The runs are the real
 * ones. Ends 0 when every part ended as its samples intend, reviews that wait included.
 */
export async function demo(context: CommandContext): Promise<number> {
  const { say, t, flags } = context;
  const began = performance.now();
  const folder = mkdtempSync(join(tmpdir(), "lote-demo-"));
  say(t.text("demo.drawing"));
  const { writeSampleCollection } = await import("../../demo/samples/collection/write-sample-collection.ts");
  const samples = await writeSampleCollection(folder, { seed: 1 });
  const stores = context.open(join(folder, ".lote"));
  try {
    const none = { model: null, max: null };
    const added = await part(context, stores, t.text("demo.catalogue"), {
      ...catalogueRequest({ paths: [samples.catalogue], force: false, ...none }, policy),
    });
    if (added.code !== 0) return added.code;
    const matched = await part(context, stores, t.text("demo.classify"), {
      ...classifyRequest({ paths: [samples.comics], all: false, threshold: null, ...none }, policy),
    });
    if (matched.code === 130 || matched.code === 143) return matched.code;
    const lines = [...exportRun(stores.ledger, matched.run, context.language)];
    const astray = samples.intended.filter((intended) => {
      const line = lines.find(({ item }) => item === intended.path);
      return !line || !endedAs(intended, line);
    });
    const runs = [added.run, matched.run].map((run) => documentOf(stores.ledger, run, context.language));
    if (flags.json || flags.ndjson) await showDocument(context, together(runs, began, astray.length === 0));
    say(
      t.text("demo.intended", {
        count: samples.intended.length - astray.length,
        total: samples.intended.length,
      }),
    );
    for (const { path } of astray) say(`  ${path}`);
    say(t.text("demo.next", { folder: join(folder, ".lote"), run: matched.run.name }));
    return astray.length === 0 ? 0 : 3;
  } finally {
    stores.close();
  }
}

type Samples = Awaited<
  ReturnType<
    typeof import("../../demo/samples/collection/write-sample-collection.ts")["writeSampleCollection"]
  >
>;
type ExportedLine = ReturnType<typeof exportRun> extends Generator<infer Line> ? Line : never;

function endedAs(intended: Samples["intended"][number], line: ExportedLine): boolean {
  const issue = line.questions.find(({ id }) => id === "issue");
  switch (intended.end) {
    case "linked":
      return issue?.decision?.applied === true && issue.decision.choice?.startsWith(intended.cover) === true;
    case "review":
      return line.state === "review";
    default:
      return line.state === intended.end;
  }
}

async function part(context: CommandContext, stores: Stores, title: string, request: StartRequest) {
  const { flags } = context;
  context.say(title);
  const { run } = await startRun(stores.ledger, request);
  const isShown = context.interactive && !flags.json && !flags.ndjson && !flags.quiet;
  const code = isShown
    ? await show(context, stores, { screen: "run", run, attached: false, leaveWhenDone: true })
    : await followRun(quietly(context), stores, run);
  return { run, code };
}

/** The parts' documents are told together at the end; in words each is told when it ends. */
function quietly(context: CommandContext): CommandContext {
  const { flags } = context;
  return flags.json || flags.ndjson ? { ...context, print: async () => undefined } : context;
}

function together(runs: readonly RunDocument[], began: number, intended: boolean): RunDocument {
  const sum = (pick: (run: RunDocument) => number) => runs.reduce((total, run) => total + pick(run), 0);
  return {
    v: 1,
    run: runs.map(({ run }) => run).join("+"),
    workflow: "demo",
    status: intended ? "completed" : "partial",
    counts: {
      total: sum(({ counts }) => counts.total),
      done: sum(({ counts }) => counts.done),
      skipped: sum(({ counts }) => counts.skipped),
      failed: sum(({ counts }) => counts.failed),
      review: sum(({ counts }) => counts.review),
    },
    seconds: Math.round((performance.now() - began) / 10) / 100,
    cost: { usd: 0, requests: 0, tokensIn: 0, tokensOut: 0 },
    failures: runs.flatMap(({ failures }) => failures),
    detail: { runs: runs as never, intended },
  };
}
