import { statSync } from "node:fs";
import { extname } from "node:path";
import { engineSettingsOf } from "../../engine/config/engine-settings.ts";
import { keys } from "../../engine/config/keys.ts";
import { type ErrorCode, errorCatalogue } from "../../engine/errors/catalogue.ts";
import { describeError, LoteError } from "../../engine/errors/lote-error.ts";
import { dayOf, noteConsent } from "../../engine/workflows/faces/care/consent.ts";
import { forgetPerson } from "../../engine/workflows/faces/care/forget.ts";
import {
  attendRequest,
  type CrewFrom,
  calibrateRequest,
  embedRequest,
  markRequest,
  type SinkKind,
} from "../../engine/workflows/faces/parameters.ts";
import {
  type IdentifiedPhoto,
  identifyPhotos,
} from "../../engine/workflows/faces/queries/identify-photos.ts";
import { acquaintance } from "../../engine/workflows/faces/queries/known-person.ts";
import { openFaceStores } from "../../engine/workflows/faces/sink/open-sink.ts";
import { usualSink } from "../../engine/workflows/faces/sink/usual-sink.ts";
import { assertInSource } from "../../engine/workflows/faces/source/in-source.ts";
import { hasMysql } from "../../engine/workflows/faces/source/mysql-address.ts";
import type { FacePerson, FaceSink } from "../../stores/faces.ts";
import type { Policy } from "../../stores/ledger.ts";
import { type FaceTables, faceTables } from "../../stores/sqlite/faces/tables.ts";
import type { Stores } from "../../stores/sqlite/open.ts";
import type { CommandAt } from "../command-line/parsed-command.ts";
import { alignedRows } from "../headless/columns.ts";
import { consentWords } from "../presentation/consent-words.ts";
import { proofLines } from "../presentation/forget-lines.ts";
import { nearWords } from "../presentation/near-words.ts";
import { safeText } from "../safe-text.ts";
import { QuerySession } from "../session/query-session.ts";
import { confirm } from "./confirm.ts";
import { type CommandContext, withStores } from "./context.ts";
import { existingPath, existingPaths } from "./existing-paths.ts";
import { policyOf } from "./policy.ts";
import { showResults } from "./show-results.ts";
import { startAndFollow } from "./start-and-follow.ts";

/** Of comparisons of two people, the share that may be taken for one. */
const usualRate = 0.001;
/** Rows read at once. */
const page = 500;
/** How long photos may take, each. */
const patienceMs = 60_000;

/** `lote faces embed` */
export function embedFaces(context: CommandContext, { flags }: CommandAt<"faces embed">) {
  const settings = engineSettingsOf(context.configuration);
  const from = sourceOf(flags.from, hasMysql(settings));
  const to = flags.to ?? (from.kind === "mysql" ? "mysql" : "workspace");
  if ((from.kind === "mysql" || to === "mysql") && !hasMysql(settings)) throw new LoteError("mysql-unset");
  if (from.kind === "mysql" && settings["image-base-url"] === undefined)
    throw new LoteError("image-base-unset");
  // Starting it is the permission to keep the vectors: there is nothing to decide.
  const policy: Policy = { ...policyOf(flags), accept: "strong" };
  return withStores(context, async (stores) => {
    if (flags.crewId !== undefined) await assertInSource(from, settings, flags.crewId);
    return startAndFollow(
      context,
      stores,
      embedRequest(
        {
          from,
          to,
          all: flags.all ?? false,
          person: flags.crewId ?? null,
          force: flags.force ?? false,
          model: modelOf(context),
          max: flags.max ?? null,
        },
        policy,
      ),
    );
  });
}

/** @throws LoteError `answer-needed`, `not-found` */
function sourceOf(from: string | undefined, isMysqlSet: boolean): CrewFrom {
  if (from === undefined) {
    if (isMysqlSet) return { kind: "mysql" };
    throw new LoteError("answer-needed", { question: "lote faces embed", flag: "--from" });
  }
  if (from === "mysql") return { kind: "mysql" };
  const path = existingPath(from);
  if (statSync(path).isDirectory()) return { kind: "folder", path };
  if (extname(path).toLowerCase() === ".csv") return { kind: "csv", path };
  throw new LoteError("usage", { detail: `--from: mysql|FILE.csv|DIR: ${safeText(from)}` });
}

function modelOf({ configuration }: CommandContext): string | null {
  return configuration.get("model");
}

/** `lote faces identify` */
export function identifyFaces(context: CommandContext, { args, flags }: CommandAt<"faces identify">) {
  const photos = existingPaths(args.photos);
  const settings = engineSettingsOf(context.configuration);
  return withStores(context, async (stores) => {
    const vectors = flags.in ?? usualSink(stores, settings);
    const { event } = flags;
    if (event === undefined) return showWho(context, stores, photos, vectors);
    // Naming the event is the permission to mark who is surely seen.
    const policy: Policy = { ...policyOf(flags), accept: "strong" };
    const parameters = { event, photos, vectors, model: modelOf(context) };
    return startAndFollow(context, stores, attendRequest(parameters, policy));
  });
}

async function showWho(
  context: CommandContext,
  stores: Stores,
  photos: readonly string[],
  vectors: SinkKind,
): Promise<number> {
  const { flags, print, t, language } = context;
  await using session = new QuerySession({
    folder: stores.folder,
    settings: engineSettingsOf(context.configuration),
  });
  const results: unknown[] = [];
  let failed = 0;
  const rows = session.ask(
    identifyPhotos,
    { photos: [...photos], model: modelOf(context), vectors },
    { patienceMs: patienceMs * (photos.length + 1) },
  );
  for await (const row of rows) {
    if (row.failure) failed++;
    const { failure, ...rest } = row;
    const told = failure ? { ...rest, failure: failureOf(failure, language) } : rest;
    if (flags.json || flags.ndjson) {
      if (flags.ndjson) await showResults(context, "faces", [told]);
      results.push(told);
      continue;
    }
    for (const line of photoLines(row, context)) await print(line);
  }
  if (flags.json) await showResults(context, "faces", results);
  if (failed === 0) return 0;
  if (!flags.json && !flags.ndjson) context.say(t.text("faces.failedPhotos", { count: failed }));
  return failed === photos.length ? 5 : 3;
}

function failureOf(
  { code, data }: NonNullable<IdentifiedPhoto["failure"]>,
  language: CommandContext["language"],
) {
  const known = code in errorCatalogue ? (code as ErrorCode) : "bug";
  return { code: known, ...describeError(known, data, language) };
}

function photoLines(
  { item, faces = [], failure }: IdentifiedPhoto,
  { t, language }: CommandContext,
): string[] {
  const name = safeText(item);
  if (failure) {
    const { message, hint } = failureOf(failure, language);
    return [`${name}: ${safeText(message)} ${safeText(hint)}`];
  }
  if (faces.length === 0) return [`${name}: ${t.text("faces.nobody")}`];
  const rows = faces.map(({ verdict, person, matches }, index) => {
    const told = matches.map(
      (match) =>
        `${safeText(match.person)} ${t.formats.number(Math.round(match.confidence * 100) / 100)} (${t.text("faces.distance", { distance: t.formats.number(Math.round(match.distance * 1000) / 1000) })})`,
    );
    return [
      `  ${index + 1}`,
      person === null ? t.text(`faces.${verdict}`) : safeText(person),
      told.join(", "),
    ];
  });
  return [name, ...alignedRows(rows).map((line) => line.trimEnd())];
}

/** `lote faces calibrate` */
export function calibrateFaces(context: CommandContext, { flags }: CommandAt<"faces calibrate">) {
  const settings = engineSettingsOf(context.configuration);
  return withStores(context, (stores) => {
    const vectors = flags.in ?? usualSink(stores, settings);
    const rate = flags.falseMatchRate ?? usualRate;
    if (rate <= 0) throw new LoteError("usage", { detail: "--false-match-rate: > 0" });
    const parameters = { rate, vectors, model: modelOf(context) };
    return startAndFollow(context, stores, calibrateRequest(parameters, policyOf(flags)));
  });
}

/** `lote faces people` */
export function listPeople(context: CommandContext, { flags }: CommandAt<"faces people">) {
  return withSink(context, flags.in, async (sink, tables) => {
    const settings = engineSettingsOf(context.configuration);
    const purpose = settings["face-purpose"] ?? keys["face-purpose"].default;
    if (flags.json || flags.ndjson) {
      const results = [];
      for await (const rows of pages(sink))
        for (const row of rows) results.push({ ...row, consent: tables.consents.holds(row.person, purpose) });
      return showResults(context, "faces", results);
    }
    for await (const rows of pages(sink)) {
      const cells = rows.map(({ person, active }) => [
        safeText(person),
        String(active),
        tables.consents.holds(person, purpose) ? context.t.text("faces.consentHolds") : "",
      ]);
      for (const line of alignedRows(cells, [1])) await context.print(line.trimEnd());
    }
    return 0;
  });
}

async function* pages(sink: FaceSink): AsyncGenerator<readonly FacePerson[]> {
  for (let after = ""; ; ) {
    const rows = await sink.people(after, page);
    yield rows;
    const last = rows.at(-1);
    if (!last || rows.length < page) return;
    after = last.person;
  }
}

/** `lote faces show` */
export function showPerson(context: CommandContext, { args, flags }: CommandAt<"faces show">) {
  const { person } = args;
  return withSink(context, flags.in, async (sink, tables) => {
    const versions = await sink.versions(person);
    const consents = tables.consents.history(person);
    if (versions.length === 0 && consents.length === 0) throw new LoteError("crew-unknown", { person });
    if (flags.json || flags.ndjson) {
      const result = {
        person,
        versions: versions.map(({ madeAt, person: _, ...rest }) => ({ ...rest, madeAt: isoOf(madeAt) })),
        consents: consents.map(consentOf),
      };
      return showResults(context, "faces", [result]);
    }
    const { t, print } = context;
    const rows = versions.map(({ active, picture, model, quality, madeAt }) => [
      `  ${t.text(active ? "faces.active" : "faces.former")}`,
      dayOf(madeAt),
      safeText(picture),
      safeText(model),
      quality === null ? "" : t.text("faces.quality", { quality: t.formats.number(quality) }),
    ]);
    for (const line of alignedRows(rows)) await print(line.trimEnd());
    for (const line of consents.map((row) => consentWords(row, t))) await print(`  ${line}`);
    return 0;
  });
}

type Consent = ReturnType<FaceTables["consents"]["history"]>[number];

function consentOf({ purpose, givenAt, expiresAt, withdrawnAt, notedAt }: Consent) {
  const day = (at: number | null) => (at === null ? null : isoOf(at));
  return {
    purpose,
    givenAt: day(givenAt),
    expiresAt: day(expiresAt),
    withdrawnAt: day(withdrawnAt),
    notedAt: day(notedAt),
  };
}

function isoOf(at: number): string {
  return new Date(at).toISOString();
}

/** `lote faces consent set` */
export function setConsent(context: CommandContext, { args, flags }: CommandAt<"faces consent set">) {
  return withStores(context, async (stores) => {
    const row = await noteConsent(stores, {
      person: args.person,
      purpose: flags.purpose ?? purposeOf(context),
      date: flags.date ?? null,
      until: flags.until ?? null,
    });
    await context.print(consentWords(row, context.t));
    return 0;
  });
}

/** `lote faces consent withdraw` */
export function withdrawConsent(
  context: CommandContext,
  { args, flags }: CommandAt<"faces consent withdraw">,
) {
  return withStores(context, async (stores) => {
    const purpose = flags.purpose ?? purposeOf(context);
    const row = await noteConsent(stores, { person: args.person, purpose, withdraws: true });
    await context.print(consentWords(row, context.t));
    context.say(context.t.text("faces.withdrawnHint", { person: safeText(args.person) }));
    return 0;
  });
}

/** `lote faces consent show` */
export function showConsent(context: CommandContext, { args }: CommandAt<"faces consent show">) {
  return withStores(context, async (stores) => {
    const { consents } = faceTables(stores);
    const { flags, print } = context;
    const rows = args.person === undefined ? [...newest(consents)] : consents.history(args.person);
    if (args.person !== undefined && rows.length === 0)
      throw new LoteError("crew-unknown", { person: args.person });
    if (flags.json || flags.ndjson) {
      return showResults(
        context,
        "faces",
        rows.map((row) => ({ person: row.person, ...consentOf(row) })),
      );
    }
    for (const row of rows) await print(`${safeText(row.person)}  ${consentWords(row, context.t)}`);
    return 0;
  });
}

function* newest(consents: FaceTables["consents"]): Generator<Consent> {
  for (let after = ""; ; ) {
    const rows = consents.page(after, page);
    const last = rows.at(-1);
    if (!last) return;
    // A person with several purposes is not cut in two.
    const whole = rows.length < page ? rows : rows.filter(({ person }) => person !== last.person);
    yield* whole.length > 0 ? whole : rows;
    after = (whole.length > 0 ? whole : rows).at(-1)?.person ?? last.person;
  }
}

function purposeOf({ configuration }: CommandContext): string {
  return configuration.get("face-purpose") ?? keys["face-purpose"].default;
}

/** `lote faces forget` */
export function forget(context: CommandContext, { args, flags }: CommandAt<"faces forget">) {
  const { person } = args;
  if (flags.dryRun) throw new LoteError("usage", { detail: "lote faces forget --dry-run: lote faces show" });
  return withStores(context, async (stores) => {
    const question = context.t.text("faces.confirmForget", { person: safeText(person) });
    if (!(await confirm(context, question))) return 2;
    const proof = await forgetPerson(stores, engineSettingsOf(context.configuration), person);
    if (flags.json || flags.ndjson) await showResults(context, "faces", [{ person, ...proof }]);
    else for (const line of proofLines(proof, context.t)) await context.print(line);
    return proof.left.length === 0 ? 0 : 3;
  });
}

/** `lote faces event list` */
export function listEvents(context: CommandContext) {
  return withStores(context, async (stores) => {
    const events = faceTables(stores).attendance.all();
    const { flags, print } = context;
    if (flags.json || flags.ndjson) {
      const results = events.map(({ name, seen, createdAt }) => ({
        name,
        seen,
        createdAt: isoOf(createdAt),
      }));
      return showResults(context, "faces", results);
    }
    for (const { name, seen } of events) await print(`${String(seen).padStart(5)}  ${safeText(name)}`);
    return 0;
  });
}

/** `lote faces event show` */
export function showEvent(context: CommandContext, { args }: CommandAt<"faces event show">) {
  return withStores(context, async (stores) => {
    const { attendance } = faceTables(stores);
    const event = attendance.find(args.event);
    if (!event) throw new LoteError("event-unknown", { event: safeText(args.event) });
    const { flags, t, print } = context;
    const seen = [];
    for (let after = ""; ; ) {
      const rows = attendance.seen(event.id, after, page);
      seen.push(...rows);
      const last = rows.at(-1);
      if (!last || rows.length < page) break;
      after = last.person;
    }
    if (flags.json || flags.ndjson) {
      return showResults(
        context,
        "faces",
        seen.map(({ at, ...rest }) => ({ ...rest, at: isoOf(at) })),
      );
    }
    const rows = seen.map(({ person, found }) => [
      safeText(person),
      t.text(found === "face" ? "faces.byFace" : "faces.byHand"),
    ]);
    for (const line of alignedRows(rows)) await print(line.trimEnd());
    return 0;
  });
}

/** `lote faces event mark` */
export function markPerson(context: CommandContext, { args, flags }: CommandAt<"faces event mark">) {
  const policy: Policy = { ...policyOf(flags), accept: "strong" };
  return withStores(context, async (stores) => {
    if (!flags.force) {
      const { person } = args;
      const settings = engineSettingsOf(context.configuration);
      const { isKnown, near } = await acquaintance(stores, settings, person);
      if (!isKnown) {
        const told = nearWords(near, context.t);
        throw new LoteError("crew-not-known", { person: safeText(person), near: told });
      }
    }
    return startAndFollow(context, stores, markRequest({ ...args }, policy));
  });
}

/** `lote faces audit` */
export function showAudit(context: CommandContext) {
  return withStores(context, async (stores) => {
    const { audit } = faceTables(stores);
    const { flags, print } = context;
    const results = [];
    for (let after = 0; ; ) {
      const rows = audit.page(after, page);
      const last = rows.at(-1);
      if (!last) break;
      after = last.id;
      for (const { id: _, at, ...line } of rows) {
        const told = { at: isoOf(at), ...line };
        if (flags.json || flags.ndjson) results.push(told);
        else {
          const body = Object.entries(line.body).map(([name, value]) => `${name}=${value}`);
          await print(safeText([told.at, line.actor, line.action, line.picture ?? "—", ...body].join("  ")));
        }
      }
    }
    return flags.json || flags.ndjson ? showResults(context, "faces", results) : 0;
  });
}

function withSink(
  context: CommandContext,
  wanted: SinkKind | undefined,
  work: (sink: FaceSink, tables: FaceTables) => Promise<number>,
): Promise<number> {
  return withStores(context, async (stores) => {
    const settings = engineSettingsOf(context.configuration);
    const kind = wanted ?? usualSink(stores, settings);
    const { sink, tables } = await openFaceStores(stores, settings, { kind, access: "read" });
    try {
      return await work(sink, tables);
    } finally {
      await sink.close();
    }
  });
}
