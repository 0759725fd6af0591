import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import type { CoverRow } from "../../../../stores/comics.ts";
import type { Json, NewItem, QuestionRow } from "../../../../stores/ledger.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import { type StrengthName, strengths } from "../../../images/distort/strengths.ts";
import { pathOfKey } from "../../../sources/file-key.ts";
import type { ExampleInput, Truth } from "./travel.ts";

/** Examples made of the catalogue where nobody says how many. */
export const usualSample = 900;
const page = 500;
/** A cover of a small catalogue is distorted anew up to so often; beyond, it teaches nothing more. */
const mostRounds = 4;
/** Every so many covers an issue is withheld: matched as if the catalogue did not hold it. */
const withheldOneIn = 10;

/**
 * The person's own answers, newest first, then covers of the catalogue, evenly over it, each at every strength: `max`
 * in all where the catalogue has enough of them. Reading it again gives the same items.
 */
export function* examples(stores: Stores, max: number): Generator<NewItem> {
  let count = 0;
  for (const item of decided(stores)) {
    if (count++ >= max) return;
    yield item;
  }
  const names = Object.keys(strengths) as StrengthName[];
  const wanted = Math.ceil((max - count) / names.length);
  for (let round = 1; round <= mostRounds; round++) {
    for (const cover of sampled(stores, wanted)) {
      for (const strength of names) {
        if (count++ >= max) return;
        const seed = `${cover.name} ${strength} ${round}`;
        yield exampleItem(seed, { ...pictureOf(stores, cover), distortion: { strength, seed } });
      }
    }
  }
}

function exampleItem(key: string, input: ExampleInput): NewItem {
  return { key, input: input as unknown as Json };
}

/** So many covers of the catalogue, at even distances. */
function* sampled({ comics }: Stores, wanted: number): Generator<CoverRow> {
  const { covers } = comics.catalogue.size();
  const step = Math.max(1, covers / Math.max(1, wanted));
  let place = 0;
  let next = 0;
  for (let after = 0; ; ) {
    const rows = comics.catalogue.covers(after, page);
    for (const row of rows) {
      if (place++ < Math.floor(next)) continue;
      next += step;
      yield row;
    }
    const last = rows.at(-1);
    if (!last || rows.length < page) return;
    after = last.id;
  }
}

/** All covers of an issue are withheld, or none. */
function pictureOf({ comics }: Stores, { path, size, modifiedMs, issue }: CoverRow): ExampleInput {
  const key = comics.catalogue.issue(issue)?.key ?? "";
  const withheld = createHash("sha256").update(key).digest().readUInt32BE() % withheldOneIn === 0;
  const truth: Truth = withheld ? { issue: null, withheld: key } : { issue: key };
  return { file: { path, size, modifiedMs }, truth };
}

/** What a person answered to the question which issue a comic is, where the comic is still there. */
function* decided({ ledger, comics }: Stores): Generator<NewItem> {
  const seen = new Set<string>();
  for (const { itemKey, subject, candidates, decision } of answered(ledger)) {
    if (seen.has(itemKey)) continue;
    seen.add(itemKey);
    const file = fileAt(itemKey);
    const choice = decision?.choice ?? null;
    const cover = choice === null ? undefined : comics.catalogue.coverNamed(choice);
    const issue = cover && comics.catalogue.issue(cover.issue)?.key;
    if (!file || (choice !== null && issue === undefined)) continue;
    const truth =
      issue === undefined ? { issue: null, not: candidates.map(({ target }) => target) } : { issue };
    yield exampleItem(itemKey, { file, truth, content: subject });
  }
}

function* answered({ questions }: Stores["ledger"]): Generator<QuestionRow> {
  for (let before = Number.MAX_SAFE_INTEGER; ; ) {
    const rows = questions.answeredByPersons("comics.classify", "issue", before, page);
    yield* rows;
    const last = rows.at(-1)?.decision;
    if (!last || rows.length < page) return;
    before = last.id;
  }
}

function fileAt(path: string): ExampleInput["file"] | undefined {
  const stat = statSync(pathOfKey(path), { throwIfNoEntry: false });
  return stat?.isFile() ? { path, size: stat.size, modifiedMs: stat.mtimeMs } : undefined;
}
