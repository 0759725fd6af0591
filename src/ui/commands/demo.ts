import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { documentOf, type RunDocument } from "../../engine/run/document.ts";
import { exportRun } from "../../engine/run/export.ts";
import { type StartRequest, startRun } from "../../engine/run/start.ts";
import { catalogueRequest, classifyRequest } from "../../engine/workflows/comics/commands.ts";
import { ingestRequest, usualBatchSize, usualWorkers } from "../../engine/workflows/documents/parameters.ts";
import {
  normalizeRequest,
  usualBatchSize as usualShard,
} from "../../engine/workflows/products/parameters.ts";
import { workspaceAt } from "../../engine/workspace/open-workspace.ts";
import type { Policy, RunRow } from "../../stores/ledger.ts";
import type { Stores } from "../../stores/sqlite/open.ts";
import type { CommandContext } from "./context.ts";
import { facesAstray, sampleCrewRequest, sampleDinnerRequest, withoutOwnFaces } from "./demo-faces.ts";
import { samplePeople, samplePeopleRequest } from "./demo-people.ts";
import { showDocument } from "./show-document.ts";
import { followRun } from "./start-and-follow.ts";
import { show } from "./terminal.ts";

const policy: Policy = { accept: "strong", onAmbiguous: "review", dryRun: false };

/**
 * `lote demo`: what works so far, on samples that it draws itself, in a throw-away workspace. The runs are the real
 * ones. Ends 0 when every part ended as its samples intend, reviews that wait included.
 */
export async function demo(asked: CommandContext): Promise<number> {
  const { say, t } = asked;
  const began = performance.now();
  const folder = mkdtempSync(join(tmpdir(), "lote-demo-"));
  say(t.text("demo.drawing"));
  const { writeSampleCollection } = await import("../../demo/samples/collection/write-sample-collection.ts");
  const samples = await writeSampleCollection(folder, { seed: 1 });
  const workspace = join(folder, ".lote");
  // Whatever this person has set must lead neither to the real services nor to other encyclopedias, now and later.
  await Bun.write(workspaceAt(workspace).sampleMark, "");
  // As if it had been named: what is told of its runs must be found again.
  const configuration = await withoutOwnFaces(asked.configuration, workspace);
  const context = { ...asked, configuration, flags: { ...asked.flags, workspace } };
  const { flags } = context;
  const stores = context.open(workspace);
  try {
    const none = { model: null, max: null };
    const added = await part(context, stores, t.text("demo.catalogue"), {
      ...catalogueRequest({ paths: [samples.catalogue], force: false, ...none }, policy),
    });
    if (added.code !== 0) return added.code;
    const matched = await part(context, stores, t.text("demo.classify"), {
      ...classifyRequest(
        { paths: [samples.comics], all: false, threshold: null, comicInfo: "never", ...none },
        policy,
      ),
    });
    if (isLeft(matched)) return matched.code;
    const people = await part(context, stores, t.text("demo.people"), samplePeopleRequest(policy));
    if (isLeft(people)) return people.code;
    const { writeSampleDocuments } = await import("../../demo/samples/documents/write-sample-documents.ts");
    const shelf = join(folder, "documents");
    const documents = writeSampleDocuments(shelf).map(({ path, state }) => ({ item: path, state }));
    const ingested = await part(context, stores, t.text("demo.documents"), {
      ...ingestRequest(
        {
          paths: [shelf],
          workers: usualWorkers,
          batchSize: usualBatchSize,
          prune: false,
          index: null,
          ...none,
        },
        policy,
      ),
    });
    if (isLeft(ingested)) return ingested.code;
    const { writeSampleProducts } = await import("../../demo/samples/products/write-sample-products.ts");
    const list = writeSampleProducts(folder);
    const normalized = await part(context, stores, t.text("demo.products"), {
      ...normalizeRequest(
        {
          path: list.path,
          columns: { name: "nombre", category: "categoria", price: "precio", retailer: "tienda", sku: "sku" },
          mode: "auto",
          route: null,
          batchSize: usualShard,
          ...none,
        },
        policy,
      ),
    });
    if (isLeft(normalized)) return normalized.code;
    const { writeSampleCrew } = await import("../../demo/samples/face/write-sample-crew.ts");
    const crew = await writeSampleCrew(folder);
    const embedded = await part(context, stores, t.text("demo.faces"), sampleCrewRequest(crew, policy));
    if (isLeft(embedded)) return embedded.code;
    const dinner = await part(context, stores, t.text("demo.dinner"), sampleDinnerRequest(crew, policy));
    if (isLeft(dinner)) return dinner.code;
    const faces = facesAstray(stores, crew, { embedded: embedded.run, seen: dinner.run }, context.language);
    const lines = [...exportRun(stores.ledger, matched.run, context.language)];
    const comics = samples.intended.filter((intended) => {
      const line = lines.find(({ item }) => item === intended.path);
      return !line || !endedAs(intended, line);
    });
    const names = samplePeople.map(({ name, state }) => ({ item: name, state }));
    const endedOtherwise = (run: RunRow, meant: readonly Meant[]) => {
      const told = [...exportRun(stores.ledger, run, context.language)];
      return meant
        .filter(({ item, state }) => !told.some((line) => line.item === item && line.state === state))
        .map(({ item }) => item);
    };
    const astray = [
      ...comics.map(({ path }) => path),
      ...endedOtherwise(ingested.run, documents),
      ...endedOtherwise(normalized.run, list.products),
      ...endedOtherwise(people.run, names),
      ...faces.astray,
    ];
    const total =
      samples.intended.length + names.length + documents.length + list.products.length + faces.total;
    const ended = [added, matched, people, ingested, normalized, embedded, dinner];
    const runs = ended.map(({ run }) => documentOf(stores.ledger, run, context.language));
    const isIntended = astray.length === 0;
    if (flags.json || flags.ndjson) await showDocument(context, together(runs, began, isIntended));
    say(t.text("demo.intended", { count: total - astray.length, total }));
    for (const item of astray) say(`  ${item}`);
    say(t.text("demo.search", { folder: workspace }));
    say(t.text("demo.next", { folder: workspace, run: matched.run.name }));
    return isIntended ? 0 : 3;
  } finally {
    stores.close();
  }
}

type Samples = Awaited<
  ReturnType<
    typeof import("../../demo/samples/collection/write-sample-collection.ts")["writeSampleCollection"]
  >
>;
/** How an item is meant to end. */
interface Meant {
  readonly item: string;
  readonly state: string;
}

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

/** Was it told to stop? Then the parts that would follow are not begun. */
function isLeft({ code }: { readonly code: number }): boolean {
  return code === 130 || code === 143;
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
    cost: {
      usd: sum(({ cost }) => cost.usd),
      requests: sum(({ cost }) => cost.requests),
      tokensIn: sum(({ cost }) => cost.tokensIn),
      tokensOut: sum(({ cost }) => cost.tokensOut),
    },
    failures: runs.flatMap(({ failures }) => failures),
    skipReasons: [...new Set(runs.flatMap(({ skipReasons }) => skipReasons))],
    refused: [],
    detail: { runs: runs as never, intended },
  };
}
