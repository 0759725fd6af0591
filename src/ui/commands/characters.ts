import { engineSettingsOf } from "../../engine/config/engine-settings.ts";
import type { ErrorCode } from "../../engine/errors/catalogue.ts";
import { LoteError } from "../../engine/errors/lote-error.ts";
import { documentOf, type RunDocument } from "../../engine/run/document.ts";
import { startRun } from "../../engine/run/start.ts";
import { creditLines } from "../../engine/workflows/characters/credits.ts";
import { samePictures } from "../../engine/workflows/characters/duplicates.ts";
import { estimateImport, estimateNames } from "../../engine/workflows/characters/estimate.ts";
import { namesInText } from "../../engine/workflows/characters/names/read-names.ts";
import {
  correctRequest,
  type ImportParameters,
  importRequest,
  type NameSource,
  namesRequest,
} from "../../engine/workflows/characters/parameters.ts";
import { pictureSteps } from "../../engine/workflows/characters/pictures/find-pictures.ts";
import type { CharacterRow } from "../../stores/characters.ts";
import type { Policy } from "../../stores/ledger.ts";
import type { Stores } from "../../stores/sqlite/open.ts";
import { inWorkspace } from "../command-line/in-workspace.ts";
import type { CommandAt } from "../command-line/parsed-command.ts";
import { alignedRows } from "../headless/columns.ts";
import { safeText } from "../safe-text.ts";
import { confirm } from "./confirm.ts";
import { type CommandContext, withStores } from "./context.ts";
import { estimating } from "./estimating.ts";
import { existingPath } from "./existing-paths.ts";
import { mayPay } from "./may-pay.ts";
import { policyOf } from "./policy.ts";
import { showResults } from "./show-results.ts";
import { followRun, startAndFollow } from "./start-and-follow.ts";
import { workspaceFlag } from "./workspace-flag.ts";

type ImportFlags = CommandAt<"characters import">["flags"];

/** Names of a category, where nobody says how many. */
const usualCount = 20;
const usualConcurrency = 5;
/** Longer names are cut in the list. */
const nameColumns = 40;
/** Rows of the collection read at once. */
const page = 500;

/** `lote characters import` */
export function importCharacters(context: CommandContext, { flags }: CommandAt<"characters import">) {
  return withStores(context, async (stores) => {
    // Naming somebody is the permission to import them; what is doubtful is asked.
    const policy: Policy = { ...policyOf(flags), accept: "strong" };
    const given = givenSource(flags);
    if (given) return importFrom(context, stores, parametersOf(flags, given), policy);
    if (flags.category === undefined) {
      throw new LoteError("answer-needed", {
        question: "lote characters import",
        flag: "--category, --names, --file, --list",
      });
    }
    return importCategory(context, stores, flags, flags.category, policy);
  });
}

/** The one source that is named; undefined: none. @throws LoteError `usage` where there are several */
function givenSource(flags: ImportFlags): NameSource | undefined {
  const { names, file, list, column } = flags;
  const given: NameSource[] = [
    ...(names === undefined ? [] : [{ kind: "names" as const, names: namesInText(names) }]),
    ...(file === undefined
      ? []
      : [{ kind: "file" as const, path: existingPath(file), column: column ?? null }]),
    ...(list === undefined ? [] : [{ kind: "list" as const, list }]),
  ];
  if (given.length > 1) throw new LoteError("usage", { detail: "--names, --file, --list: 1" });
  const [only] = given;
  if (only?.kind === "names" && only.names.length === 0)
    throw new LoteError("usage", { detail: "--names: 0" });
  return given[0];
}

function parametersOf(flags: ImportFlags, source: NameSource): ImportParameters {
  return {
    source,
    category: flags.category ?? null,
    pictures: flags.noImages ? [] : (flags.sources ?? pictureSteps),
    concurrency: flags.concurrency ?? usualConcurrency,
    refresh: flags.refresh ?? false,
    max: flags.max ?? null,
  };
}

async function importFrom(
  context: CommandContext,
  stores: Stores,
  parameters: ImportParameters,
  policy: Policy,
  document?: (own: RunDocument) => RunDocument,
): Promise<number> {
  if (parameters.source.kind === "list" && !stores.characters.lists.find(parameters.source.list)) {
    throw new LoteError("list-unknown", { list: parameters.source.list });
  }
  const { usd } = await estimating(
    context,
    estimateImport(stores, parameters, engineSettingsOf(context.configuration)),
  );
  if (!(await mayPay(context, policy, usd))) return 2;
  return startAndFollow(context, stores, importRequest(parameters, policy), document ? { document } : {});
}

/** First a small run that names them, whose result is a saved list; then the import of that list. */
async function importCategory(
  context: CommandContext,
  stores: Stores,
  flags: ImportFlags,
  category: string,
  policy: Policy,
): Promise<number> {
  // Having names proposed costs money and saves a list: that is no dry run.
  if (flags.dryRun) throw new LoteError("usage", { detail: "--category, --dry-run: 1" });
  const wanted = { category, count: flags.count ?? usualCount, model: flags.model ?? null, list: category };
  const { missing, usd } = await estimateNames(wanted, engineSettingsOf(context.configuration));
  const [lacks] = missing;
  if (lacks) throw new LoteError(lacks.code as ErrorCode, lacks.data);
  if (!(await mayPay(context, policy, usd))) return 2;
  // The names are needed before anything can be left to itself.
  const { detach: _, ...flagsOfNaming } = context.flags;
  const quiet: CommandContext = { ...context, flags: flagsOfNaming, print: async () => undefined };
  const { run } = await startRun(stores.ledger, namesRequest(wanted, policy));
  const code = await followRun(quiet, stores, run);
  const naming = documentOf(stores.ledger, run, context.language);
  if (code !== 0) {
    const flag = workspaceFlag(context);
    for (const { message, hint } of naming.failures) context.say(`${message} ${inWorkspace(hint, flag)}`);
    return code;
  }
  const list = stores.characters.lists.find(category);
  const names = list ? stores.characters.lists.names(list.id) : [];
  for (const name of names) context.say(`  ${safeText(name)}`);
  const question = context.t.text("characters.confirmNames", { count: names.length });
  if (!(await confirm(context, question))) return 2;
  const parameters = parametersOf(flags, { kind: "list", list: category });
  return importFrom(context, stores, parameters, leftOf(policy, naming), (own) => withNaming(own, naming));
}

/** The cap is the whole command's: what the naming has cost is no longer the import's to spend. */
function leftOf(policy: Policy, { cost }: RunDocument): Policy {
  const { maxCostUsd: cap } = policy;
  return cap === undefined ? policy : { ...policy, maxCostUsd: Math.max(0, cap - cost.usd) };
}

/** The import's document, with the run that named them in it and its cost in the sum. */
function withNaming(own: RunDocument, naming: RunDocument): RunDocument {
  const { cost } = naming;
  return {
    ...own,
    cost: {
      usd: own.cost.usd + cost.usd,
      requests: own.cost.requests + cost.requests,
      tokensIn: own.cost.tokensIn + cost.tokensIn,
      tokensOut: own.cost.tokensOut + cost.tokensOut,
    },
    detail: { ...(own.detail as object), names: naming as never },
  };
}

/** `lote characters list` */
export function listCharacters(context: CommandContext, { flags }: CommandAt<"characters list">) {
  return withStores(context, async (stores) => {
    const same = samePictures(stores);
    const { category, search } = flags;
    const filter = {
      ...(category === undefined ? {} : { category }),
      ...(search === undefined ? {} : { words: search }),
    };
    if (flags.json || flags.ndjson) {
      const results = [...everybody(stores, filter)].map((row) => summaryOf(row, same));
      return showResults(context, "characters", results);
    }
    for (const rows of pages(stores, filter)) {
      const lines = rows.map((row) => {
        const { picture, sameAs } = summaryOf(row, same);
        const source = picture ? context.t.text(`pictureSource.${picture.source}`) : "—";
        const twin = sameAs.length > 0 ? `  ≈ ${sameAs.join(", ")}` : "";
        return [safeText(row.name, nameColumns), source, safeText(`${row.description}${twin}`)];
      });
      for (const line of alignedRows(lines)) await context.print(line);
    }
    return 0;
  });
}

interface Filter {
  readonly category?: string;
  readonly words?: string;
}

function* pages(stores: Stores, filter: Filter): Generator<readonly CharacterRow[]> {
  const { collection } = stores.characters;
  let after: { sort: string; id: number } | undefined;
  for (;;) {
    const rows = collection.page({ ...filter, ...(after ? { after } : {}), limit: page });
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = collection.placeOf(last);
  }
}

function* everybody(stores: Stores, filter: Filter): Generator<CharacterRow> {
  for (const rows of pages(stores, filter)) yield* rows;
}

function summaryOf(row: CharacterRow, same: ReadonlyMap<string, readonly string[]>) {
  const { entity, name, kind, description, category, picture } = row;
  return {
    entity,
    name,
    kind,
    description,
    category,
    picture: picture && {
      path: picture.path,
      source: picture.credit.source,
      generated: picture.credit.source === "generated",
      licence: picture.credit.licence ?? "unknown",
    },
    sameAs: same.get(entity) ?? [],
  };
}

/** `lote characters show` */
export function showCharacter(context: CommandContext, { args }: CommandAt<"characters show">) {
  return withStores(context, async (stores) => {
    const row = found(stores, args.name);
    const { flags, t, print } = context;
    if (flags.json || flags.ndjson) {
      const { id: _, importedAt, ...character } = row;
      return showResults(context, "characters", [
        { ...character, importedAt: new Date(importedAt).toISOString() },
      ]);
    }
    const { name, description, entity, summary, facts, picture } = row;
    await print(safeText(`${name} — ${description}`));
    await print(safeText(entity));
    for (const { what, value } of facts)
      await print(safeText(`  ${t.text(`characterFact.${what}`)}: ${value}`));
    if (summary) {
      await print(safeText(summary.text));
      await print(
        safeText(
          summary.generated
            ? t.text("characters.writtenByModel")
            : `${summary.page ?? ""} (${summary.licence ?? t.text("characters.unknown")})`,
        ),
      );
    }
    if (picture) {
      await print(safeText(picture.path));
      const { source, author, licence, licenceUrl, page: from } = picture.credit;
      const unknown = t.text("characters.unknown");
      await print(
        safeText(`  ${t.text(`pictureSource.${source}`)} · ${author ?? unknown} · ${licence ?? unknown}`),
      );
      for (const address of [licenceUrl, from]) if (address !== null) await print(`  ${safeText(address)}`);
      const same = samePictures(stores).get(entity) ?? [];
      if (same.length > 0) await print(safeText(`  ≈ ${same.join(", ")}`));
    }
    return 0;
  });
}

/** By a name that led to somebody, or by entity. @throws LoteError `character-unknown` */
function found({ characters: { collection } }: Stores, who: string): CharacterRow {
  const row = collection.named(who) ?? collection.get(who);
  if (!row) throw new LoteError("character-unknown", { name: who });
  return row;
}

/** `lote characters correct`: what the flags say, in place of what was kept; a run, so that it can be taken back. */
export function correctCharacter(
  context: CommandContext,
  { args, flags }: CommandAt<"characters correct">,
): Promise<number> {
  return withStores(context, async (stores) => {
    const { entity, ...kept } = found(stores, args.who);
    const said = [flags.name, flags.description, flags.kind, flags.category, flags.removePicture];
    if (said.every((one) => one === undefined) || flags.name?.trim() === "") {
      throw new LoteError("answer-needed", {
        question: "lote characters correct",
        flag: "--name, --description, --kind, --category, --remove-picture",
      });
    }
    const correction = {
      entity,
      name: flags.name?.trim() ?? kept.name,
      description: flags.description?.trim() ?? kept.description,
      kind: flags.kind ?? kept.kind,
      category: (flags.category ?? kept.category)?.trim() || null,
      removesPicture: flags.removePicture ?? false,
    };
    return startAndFollow(
      context,
      stores,
      correctRequest(correction, { ...policyOf(flags), accept: "strong" }),
    );
  });
}

/** `lote characters credits` */
export function showCredits(context: CommandContext, { flags }: CommandAt<"characters credits">) {
  return withStores(context, async (stores) => {
    for await (const line of creditLines(everybody(stores, {}), flags.format ?? "md"))
      await context.print(line);
    return 0;
  });
}
